"""Two processes at one company: the second is told who works there; one that stood still and lost its turn is silent."""

import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from bulkops.core.outcome import State
from tests.runs.folder import Done, Folder, check_once, ended, pairs
from tests.runs.served import Server
from tests.runs.terminal import terminal
from tests.runs.test_interrupt import CREATE, wait_until

SLOW_READS = {"kind": "slow", "method": "GET", "path": "*", "first": 2, "count": 1, "delay_s": 8}
SLOW_WRITES = {"kind": "slow", "method": "POST", "path": CREATE, "first": 3, "count": 1, "delay_s": 8}
HOUR = {
    "kind": "refuse",
    "method": "POST",
    "path": CREATE,
    "first": 3,
    "count": 1,
    "status": 429,
    "retry_after_s": 3600,
}
FAULTS = {"planning": SLOW_READS, "running": SLOW_WRITES, "waiting for an hour": HOUR}


def check_told(done: Done, first: "subprocess.Popen[str]") -> None:
    """Make sure that a second process has been told who works, where, and since when."""
    assert done.code == 6, done.text
    assert done.err.count("error[") == 1
    assert re.search(rf"error\[J008\]: .* is in use by .*@.* \(pid {first.pid}\) since 20\d\d-", done.err), done.err


@contextmanager
def first_in(server: Server, phase: str) -> Iterator["subprocess.Popen[str]"]:
    """Let a first process come to a phase."""
    folder = server.folder
    folder.write("m.yaml", pairs("m", 5))
    folder.write("n.yaml", pairs("n", 2, marks="n"))
    if phase == "asking":
        with terminal(folder, "apply", "m.yaml") as shown:
            shown.read_until("[y/N]")
            yield shown.process
        return
    server.switch(faults=[FAULTS[phase]])
    with folder.start("apply", "--yes", "m.yaml") as process, folder.ledger() as ledger:
        wait_until(lambda: any(seen.fault for seen in ledger.requests()))
        time.sleep(0.5)
        yield process
        process.kill()


@pytest.mark.parametrize("phase", ["planning", "asking", "running", "waiting for an hour"])
def test_a_second_process_is_told_who_works_there(server: Server, phase: str) -> None:
    folder = server.folder
    with first_in(server, phase) as first:
        before = folder.writes()
        check_told(folder.apply("m.yaml"), first)
        check_told(folder.apply("n.yaml"), first)
        if phase in {"running", "waiting for an hour"}:
            check_told(folder.run("resume"), first)
            check_told(folder.run("resolve", folder.last_run().name, "inv-1", "--again", "--yes"), first)
        assert folder.writes() == before
        assert folder.run("plan", "--offline", "n.yaml").code == 0, "to look is free"


def test_who_only_looks_at_the_plan_holds_nobody_up(server: Server) -> None:
    """Without a terminal and without `--yes` nothing can be applied."""
    folder = server.folder
    folder.write("m.yaml", pairs("m", 2))
    server.switch(faults=[SLOW_READS])
    with folder.start("apply", "m.yaml") as first, folder.ledger() as ledger:
        wait_until(lambda: any(seen.fault for seen in ledger.requests()))
        assert folder.apply("m.yaml").code == 0
        assert ended(first).code == 64


def freeze(folder: Folder, process: "subprocess.Popen[str]") -> None:
    """Let a process stand still, and let the time of its lease be over, as if a minute had passed."""
    with closing(sqlite3.connect(folder.path / ".bulkops" / "journal.db", timeout=0.2)) as journal:
        for _ in range(50):
            process.send_signal(signal.SIGSTOP)
            try:
                with journal:
                    until = time.time() - 1
                    assert journal.execute("UPDATE lease SET until = ? WHERE until > 0", (until,)).rowcount == 1
            except sqlite3.OperationalError:  # it stands still in the middle of a commit, and nobody else can write
                process.send_signal(signal.SIGCONT)
                time.sleep(0.05)
            else:
                return
    raise AssertionError("it writes all the time")


def check_lost(done: Done) -> None:
    assert done.code == 6, done.text
    assert "error[J009]" in done.err
    assert "was taken over" in done.err
    assert "Traceback" not in done.text


def test_one_that_slept_while_it_asked_sends_nothing(server: Server) -> None:
    folder = server.folder
    folder.write("m.yaml", pairs("m", 5))
    folder.write("n.yaml", pairs("n", 2, marks="n"))
    with terminal(folder, "apply", "m.yaml") as shown:
        shown.read_until("[y/N]")
        freeze(folder, shown.process)
        second = folder.apply("n.yaml")
        assert second.code == 0, second.text
        before = folder.writes()
        shown.process.send_signal(signal.SIGCONT)
        shown.press("y\n")
        assert shown.ended() == 6
        assert "error[J009]" in shown.shown
    assert folder.writes() == before
    assert folder.apply("m.yaml").code == 0


def test_one_that_slept_before_it_wrote_down_what_it_sends(server: Server) -> None:
    """It waits for its turn when it falls asleep; the second one finishes its run."""
    folder = server.folder
    folder.write("m.yaml", pairs("m", 5))
    with folder.start("apply", "--yes", "--rate", "2/s", "m.yaml") as first, folder.ledger() as ledger:
        wait_until(lambda: ledger.count("POST", CREATE) >= 2)
        freeze(folder, first)
        folder.finish()
        before = folder.writes()
        first.send_signal(signal.SIGCONT)
        check_lost(ended(first))
    assert folder.writes() == before
    check_once(folder, 5)


def test_one_that_slept_while_answers_were_on_their_way(server: Server) -> None:
    """What it has sent is found by the second one; what it hears of it when it wakes changes nothing."""
    folder = server.folder
    folder.write("m.yaml", pairs("m", 5))
    server.switch(faults=[{**SLOW_WRITES, "first": 1, "count": 5, "delay_s": 6}])
    with folder.start("apply", "--yes", "m.yaml") as first, folder.ledger() as ledger:
        wait_until(lambda: ledger.count("POST", CREATE) >= 5)
        freeze(folder, first)
        folder.finish()
        before = folder.writes()
        first.send_signal(signal.SIGCONT)
        check_lost(ended(first))
    assert folder.writes() == before
    check_once(folder, 5)
    assert folder.counts() == {State.SUCCEEDED: 10}
    with folder.journal() as journal:
        assert journal.verify() is None
