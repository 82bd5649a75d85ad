"""Interrupted: nothing new is sent, it ends in time and in few lines, and a resume goes on."""

import signal
import time
from collections.abc import Callable

import pytest

from bulkops.core.outcome import State
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.folder import Done, Folder, check_once, check_report, ended, pairs
from tests.runs.served import Server

CREATE = "/v2/customerinvoice"
#: What CI runners give a process before they kill it.
STOPPED_WITHIN_S = 8.0
SLOW = Fault(kind=FaultKind.SLOW, method="POST", path=CREATE, first=11, count=0, delay_s=60.0)
SLOWISH = Fault(kind=FaultKind.SLOW, method="POST", path=CREATE, first=11, count=0, delay_s=1.5)


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


def interrupted(
    folder: Folder, *signals: int, asked: int = 18, words: tuple[str, ...] = ("apply", "--yes", "m.yaml")
) -> Done:
    """Run a command, signal it when the system was asked so often, and see that it ends in time."""
    with folder.start(*words) as process, folder.ledger() as ledger:
        wait_until(lambda: ledger.count("POST", CREATE) >= asked)
        began = time.monotonic()
        for number in signals:
            process.send_signal(number)
            time.sleep(0.3)
        done = ended(process)
        assert time.monotonic() - began < STOPPED_WITHIN_S + 4  # for a busy machine; the answers take far longer
    assert done.code == 130, done.text
    assert len(done.err.splitlines()) <= 10, done.err
    assert "Traceback" not in done.text
    with folder.journal() as journal:
        assert journal.verify() is None
        assert journal.runs()[0].state == "interrupted"
    return done


@pytest.fixture
def slow(folder: Folder) -> Folder:
    folder.write("m.yaml", pairs("m", 30))
    folder.fail(SLOW)
    return folder


def test_what_is_not_answered_in_time_is_left_in_doubt(slow: Folder) -> None:
    done = interrupted(slow, signal.SIGINT)
    check_report(done.out, 60)
    counts = slow.counts()
    assert counts[State.IN_DOUBT] == 8
    assert State.SENDING not in counts
    with slow.ledger() as ledger:
        assert ledger.count("POST", CREATE) == 18, "nothing new is sent after the signal"
    slow.fail()
    slow.finish()
    check_once(slow, 30)


@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_the_second_signal_ends_it_at_once(slow: Folder, second: int) -> None:
    began = time.monotonic()
    interrupted(slow, signal.SIGINT, second)
    assert slow.counts()[State.IN_DOUBT] == 8
    assert time.monotonic() - began < 60, "it has not waited for the answers"
    slow.fail()
    slow.finish()
    check_once(slow, 30)


def test_what_is_answered_in_time_is_not_in_doubt(folder: Folder) -> None:
    folder.write("m.yaml", pairs("m", 30))
    folder.fail(SLOWISH)
    interrupted(folder, signal.SIGINT)
    counts = folder.counts()
    assert State.IN_DOUBT not in counts
    assert State.SENDING not in counts
    assert counts[State.READY] > 0
    folder.fail()
    folder.finish()
    check_once(folder, 30)


def test_over_http(server: Server) -> None:
    folder = server.folder
    folder.write("m.yaml", pairs("m", 30))
    server.switch(faults=[{"kind": "slow", "method": "POST", "path": CREATE, "first": 11, "count": 0, "delay_s": 15}])
    interrupted(folder, signal.SIGTERM)
    assert folder.counts()[State.IN_DOUBT] == 8
    server.switch(faults=[])
    folder.finish()
    check_once(folder, 30)


def test_nothing_is_sent_after_the_signal_by_those_who_wait_for_the_pace(folder: Folder) -> None:
    folder.write("m.yaml", pairs("m", 30))
    folder.switch()
    interrupted(folder, signal.SIGINT, asked=3, words=("apply", "--yes", "--rate", "1/s", "m.yaml"))
    with folder.ledger() as ledger:
        assert ledger.count("POST") <= 4, "one may have been under way"
    assert State.IN_DOUBT not in folder.counts()
    folder.finish()
    check_once(folder, 30)


def test_while_it_waits_for_the_settling_time(server: Server) -> None:
    folder = server.folder
    folder.write("m.yaml", pairs("m", 10))
    server.switch(faults=[{"kind": "lose_answer", "method": "POST", "path": CREATE, "count": 2}])
    text = (folder.path / "bulkops.yaml").read_text()
    (folder.path / "bulkops.yaml").write_text(text.replace("settle_s: 1.5", "settle_s: 600"))
    assert folder.apply("m.yaml").code == 7
    with folder.start("resume") as process:
        assert process.stderr is not None
        assert any("waiting" in line for line in process.stderr), "it ended before it waited"
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        done = ended(process)
    assert time.monotonic() - began < STOPPED_WITHIN_S + 4
    assert done.code == 130
    assert folder.counts()[State.IN_DOUBT] == 2
    (folder.path / "bulkops.yaml").write_text(text)
    folder.finish()
    check_once(folder, 10)
