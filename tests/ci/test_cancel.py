"""A cancelled job: the signal reaches the shell of the step only, and the run must be stopped in order all the same."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

import pytest

from tests.ci import gitlab
from tests.ci.actions import SHELL, script
from tests.ci.scratch import COMPANY, Scratch
from tests.runs.folder import Process, pairs

COUNT = 40
HEEDING = "heeding() {"


def function_of(text: str) -> str:
    """Cut the function out that hands signals on."""
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if line.strip() == HEEDING)
    end = next(
        number for number, line in enumerate(lines) if number > start and line == lines[start].replace(HEEDING, "}")
    )
    return "\n".join(lines[start : end + 1])


SCRIPTS = {
    "github": function_of(script("bulkops-apply", "apply", "Apply it")),
    "gitlab": function_of(gitlab.script_of("apply")),
}


@contextmanager
def running(scratch: Scratch, text: str) -> Iterator["subprocess.Popen[str]"]:
    """Run a step's shell in a session of its own, as runners do, until its run has begun to send."""
    environment = scratch.environment(BULKOPS_JOURNAL=str(scratch.journal), COMPANY=COMPANY, GITHUB_ACTOR="ola")
    with Process(
        [*SHELL, "-c", text],
        cwd=scratch.folder.path,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if "begun" in line:
                    break
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("forge", SCRIPTS)
@pytest.mark.parametrize(("code", "after"), [(0, "exit 0"), (7, "exit 7")])
def test_the_exit_code_is_that_of_the_command(forge: str, code: int, after: str) -> None:
    text = f"{SCRIPTS[forge]}\ncode=0\nheeding bash -c '{after}' || code=$?\nexit $code"
    assert subprocess.run([*SHELL, "-c", text], check=False, timeout=20).returncode == code


@pytest.mark.parametrize("forge", SCRIPTS)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_handed_on_at_once_and_the_end_is_waited_for(
    forge: str, number: signal.Signals, scratch: Scratch
) -> None:
    command = "trap 'echo ending; sleep 0.5; exit 130' TERM; echo begun; while :; do sleep 0.05; done"
    text = f'{SCRIPTS[forge]}\ncode=0\nheeding bash -c "$COMMAND" || code=$?\necho ended with $code\nexit $code'
    with running(scratch, f'COMMAND="{command}"\n{text}') as process:
        process.send_signal(number)
        out, _ = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, "ending\nended with 130\n")


def test_a_cancelled_apply_is_stopped_in_order_and_can_be_resumed(scratch: Scratch) -> None:
    folder = scratch.folder
    folder.write("manifests/march.yaml", pairs("march", COUNT))
    folder.switch(latency_s=0.2)
    text = (
        f"{SCRIPTS['github']}\necho begun\ncode=0\n"
        "heeding bulkops apply manifests/march.yaml --yes --no-progress || code=$?\nexit $code"
    )
    with running(scratch, text) as process:
        wait_for_a_write(scratch)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 130, out
    created = len(folder.effects("created"))
    assert 0 < created < COUNT
    folder.switch()
    resumed = script("bulkops-resume", "resume", "Resume")
    with running(scratch, f"echo begun\n{resumed}") as process:
        out, _ = process.communicate(timeout=100)
    assert process.returncode == 0, out
    assert len(folder.effects("created")) == COUNT


def wait_for_a_write(scratch: Scratch) -> None:
    end = monotonic() + 60
    while not (scratch.folder.state.exists() and scratch.folder.effects("created")):
        assert monotonic() < end, "nothing was sent"
        sleep(0.05)
