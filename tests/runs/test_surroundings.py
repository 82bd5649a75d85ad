"""No terminal, no reader, no space, no rights: the program says so in a few words, and nothing is lost."""

import ctypes
import os
import resource
import shlex
import signal
import subprocess
import sys

import pytest

from bulkops.core.outcome import State
from tests.runs.folder import Done, Folder, check_once, pairs
from tests.runs.served import Server

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def test_without_a_terminal_it_wants_a_yes(folder: Folder) -> None:
    folder.write("m.yaml", pairs("m", 3))
    done = folder.run("apply", "m.yaml")
    assert done.code == 64
    assert "`--yes`" in done.err
    assert len(done.err.splitlines()) <= 3
    assert "create" in done.out, "the plan is shown all the same"
    assert folder.writes() == []
    assert not (folder.path / ".bulkops" / "journal.db").exists()


def piped(folder: Folder, line: str) -> Done:
    """Run a shell's pipeline, in which `bulkops` stands for the program; its code is the program's."""
    program = f"{shlex.quote(sys.executable)} -m bulkops"
    done = subprocess.run(
        ["bash", "-c", f"{line.replace('bulkops', program)}; exit ${{PIPESTATUS[0]}}"],
        cwd=folder.path,
        env=folder.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def check_all_or_nothing(folder: Folder, done: Done, count: int) -> None:
    """Make sure that 0 means that everything is done, and that a second try brings it to an end in any case."""
    assert "Traceback" not in done.text
    assert "a bug in bulkops" not in done.text
    sent = folder.writes()
    if done.code == 0:
        assert len(sent) == 2 * count
    assert len(sent) in {0, 2 * count}, "it stopped in the middle"
    assert folder.apply("m.yaml").code == 0
    check_once(folder, count)


@pytest.mark.parametrize("reader", ["head -1", "head -40", "true"])
@pytest.mark.parametrize("count", [3, 150])
def test_nobody_reads_stdout(folder: Folder, reader: str, count: int) -> None:
    folder.write("m.yaml", pairs("m", count))
    done = piped(folder, f"bulkops apply --yes m.yaml | {reader}")
    check_all_or_nothing(folder, done, count)


@pytest.mark.parametrize("reader", ["head -1", "true"])
def test_nobody_reads_stderr(folder: Folder, reader: str) -> None:
    folder.switch(latency_s=0.2)  # long enough for lines of progress
    folder.write("m.yaml", pairs("m", 60))
    done = piped(folder, f"bulkops apply --yes m.yaml 2>&1 >out.txt | {reader}")
    check_all_or_nothing(folder, done, 60)
    assert done.code == 0
    assert "everything is done" in (folder.path / "out.txt").read_text()


def test_nobody_reads_anything(folder: Folder) -> None:
    folder.switch(latency_s=0.2)
    folder.write("m.yaml", pairs("m", 60))
    done = piped(folder, "bulkops apply --yes m.yaml 2>&1 | true")
    check_all_or_nothing(folder, done, 60)


def test_nobody_reads_data(folder: Folder) -> None:
    folder.write("m.yaml", pairs("m", 20))
    assert folder.apply("m.yaml").code == 0
    for words in ("plan m.yaml", "validate m.yaml", "operations", "status", "runs", "schema"):
        assert piped(folder, f"bulkops {words} | true").err == "", words


def little_space(size: int) -> None:
    # Files of the child may not grow beyond this; a write that would is refused, as on a full disk.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("size_kb", [64, 400, 800])
def test_the_disk_is_full(server: Server, size_kb: int) -> None:
    folder = server.folder
    folder.write("m.yaml", pairs("m", 100))
    done = folder.run("apply", "--yes", "m.yaml", preexec_fn=lambda: little_space(size_kb * 1024))
    print(f"{size_kb} KiB: exit {done.code}, {len(folder.writes())} writes")
    assert done.code == 6, done.text
    assert "error[J" in done.err
    assert "Traceback" not in done.text
    assert len([line for line in done.err.splitlines() if "error" in line or "hint" in line]) <= 2, done.err
    if folder.writes():
        with folder.journal() as journal:
            assert journal.verify() is None
            (run,) = journal.runs()
            assert sum(journal.counts(run.run).values()) == 200
        folder.finish()
    assert folder.apply("m.yaml").code == 0
    check_once(folder, 100)
    assert folder.counts().get(State.SUCCEEDED) == 200


def bound_by_rights() -> None:
    # Whoever runs the tests as root may write everywhere: the child gives that up.
    if os.geteuid() == 0:
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            assert ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="giving up a right of root is written for Linux")
@pytest.mark.parametrize("embedded", [False, True], ids=["served", "embedded"])
def test_a_folder_that_cannot_be_written(server: Server, *, embedded: bool) -> None:
    folder = server.folder
    folder.write("m.yaml", pairs("m", 3))
    if embedded:
        (folder.path / "bulkops.yaml").unlink()
    folder.path.chmod(0o555)
    done = folder.run("apply", "--yes", "m.yaml", preexec_fn=bound_by_rights)
    folder.path.chmod(0o755)
    assert done.code == (64 if embedded else 6), done.text
    assert "Traceback" not in done.text
    assert ".bulkops" in done.err
    assert len(done.err.splitlines()) <= 3
    assert folder.writes() == []


@pytest.mark.parametrize("words", [("plan", "m.yaml"), ("apply", "--yes", "m.yaml")], ids=["plan", "apply"])
def test_a_folder_for_the_embedded_sandbox_that_cannot_be_written(folder: Folder, words: tuple[str, ...]) -> None:
    folder.write("m.yaml", pairs("m", 3))
    (folder.path / ".bulkops").write_text("a file where the folder should be")
    done = folder.run(*words)
    assert done.code == 64, done.text
    assert ".bulkops" in done.err
    assert len(done.err.splitlines()) <= 3


def test_a_journal_that_is_no_journal(server: Server) -> None:
    folder = server.folder
    folder.write("m.yaml", pairs("m", 3))
    (folder.path / ".bulkops").mkdir()
    folder.write(".bulkops/journal.db", "this is a text\n" * 1000)
    done = folder.apply("m.yaml")
    assert done.code == 6, done.text
    assert len(done.err.splitlines()) <= 3
    assert folder.writes() == []


def test_two_at_the_same_time(folder: Folder) -> None:
    """The second is told who is at work, and sends nothing."""
    folder.switch(latency_s=1.0)  # the first is still at it when the second has started, also on a busy machine
    folder.write("m.yaml", pairs("m", 60))
    folder.write("n.yaml", pairs("n", 60, marks="other"))
    with folder.start("apply", "--yes", "m.yaml") as first:
        with folder.ledger() as ledger:
            while not ledger.count("POST"):
                assert first.poll() is None
        second = folder.apply("n.yaml")
        assert second.code == 6, second.text
        assert f"pid {first.pid}" in second.err
        first.communicate()
    assert first.returncode == 0
    check_once(folder, 60)
    with folder.ledger() as ledger:
        assert ledger.count("POST", "/v2/*") == 60
    folder.switch(latency_s=0.0)
    assert folder.apply("n.yaml").code == 0
    check_once(folder, 60, marks="other")
