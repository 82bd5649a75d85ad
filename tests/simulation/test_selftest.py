"""`bulkops selftest`, as a process of its own."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest


def run(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "bulkops", "selftest", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_it_says_what_was_played_and_that_the_guarantees_are_kept(tmp_path: Path) -> None:
    done = run(tmp_path, "--seeds", "3", "--no-progress")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.startswith("3 scenarios · ")
    assert "no guarantee was breached: G1 once" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_seed_is_played_alone(tmp_path: Path) -> None:
    first, second = (run(tmp_path, "--seed", "42", "--format", "json") for _ in range(2))
    assert first.returncode == 0
    assert first.stdout == second.stdout
    told = json.loads(first.stdout)
    assert told["breaches"] == []
    assert told["tally"]["scenarios"] == 1


def test_it_plays_for_a_time(tmp_path: Path) -> None:
    done = run(tmp_path, "--minutes", "0.02", "--seed", "5", "--format", "json")
    assert json.loads(done.stdout)["tally"]["scenarios"] >= 1
    assert done.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
@pytest.mark.parametrize(("words", "code"), [(("--long",), 0), (("--seeds", "100000"), 130)], ids=["long", "counted"])
def test_interrupted_it_sums_up_what_it_has_played(
    tmp_path: Path, words: tuple[str, ...], code: int, number: int
) -> None:
    command = [sys.executable, "-m", "bulkops", "selftest", "--no-progress", *words]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.communicate(timeout=5)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (code, "")
    assert "no guarantee was breached" in out


def test_wrong_words_are_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "--minutes", "-1")
    assert done.returncode == 64
    assert "Traceback" not in done.stderr
