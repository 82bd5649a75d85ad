"""Interrupted in any phase: it ends by itself, at once, in few words, with 130, and nothing is half done.

What the process would otherwise wait for takes far longer than the tests allow it to.
"""

import os
import signal
import sqlite3
import subprocess
import time
from contextlib import closing

import pytest

from bulkops.core.outcome import State
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.folder import Done, Folder, check_once, ended, pairs
from tests.runs.served import Server
from tests.runs.terminal import CTRL_C, terminal
from tests.runs.test_interrupt import CREATE, STOPPED_WITHIN_S, wait_until

#: A machine on which much else goes on.
BUSY_S = 6
SLOW_READS = {"kind": "slow", "method": "GET", "path": "*", "count": 0, "delay_s": 60}
HOUR = {"kind": "refuse", "method": "POST", "path": CREATE, "first": 3, "status": 429, "retry_after_s": 3600}
RELEASE = "bulkops: 1\nname: r\noperations: [{id: a, op: visma.invoice.release, invoice: '100201'}]\n"


def broken_off(process: "subprocess.Popen[str]", *numbers: int) -> Done:
    """Signal a process and see that it ends in time and in few words."""
    began = time.monotonic()
    for number in numbers:
        process.send_signal(number)
    done = ended(process)
    assert time.monotonic() - began < STOPPED_WITHIN_S + BUSY_S
    assert done.code == 130, done.text
    assert len(done.err.splitlines()) <= 10, done.err
    assert "Traceback" not in done.text
    return done


def read_until(process: "subprocess.Popen[str]", words: str) -> None:
    assert process.stderr is not None
    assert any(words in line for line in process.stderr), f"it ended before it said «{words}»"


@pytest.mark.parametrize("words", [("validate",), ("plan",), ("apply", "--yes")], ids=["validate", "plan", "apply"])
def test_while_a_large_manifest_is_read(folder: Folder, words: tuple[str, ...]) -> None:
    folder.write("m.yaml", pairs("m", 40_000))
    with folder.start(*words, "m.yaml") as process:
        time.sleep(1.0)
        done = broken_off(process, signal.SIGTERM)
    assert "interrupted: nothing was sent" in done.err
    assert not (folder.path / ".bulkops" / "journal.db").exists()


@pytest.mark.parametrize(
    ("words", "number"),
    [
        (("plan", "r.yaml"), signal.SIGINT),
        (("apply", "--yes", "r.yaml"), signal.SIGTERM),
        (("list", "visma.invoice"), signal.SIGINT),
        (("get", "visma.invoice", "100201"), signal.SIGHUP),
        (("doctor",), signal.SIGTERM),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else value.name,
)
def test_while_an_answer_to_a_read_is_awaited(server: Server, words: tuple[str, ...], number: int) -> None:
    server.folder.write("r.yaml", RELEASE)
    server.switch(faults=[SLOW_READS])
    with server.folder.start(*words) as process, server.folder.ledger() as ledger:
        wait_until(lambda: any(seen.method == "GET" for seen in ledger.requests()))
        broken_off(process, number)
    assert server.folder.writes() == []


def test_three_signals_in_a_row(server: Server) -> None:
    server.folder.write("r.yaml", RELEASE)
    server.switch(faults=[SLOW_READS])
    with server.folder.start("plan", "r.yaml") as process, server.folder.ledger() as ledger:
        wait_until(lambda: any(seen.method == "GET" for seen in ledger.requests()))
        done = broken_off(process, signal.SIGINT, signal.SIGTERM, signal.SIGINT)
    assert done.err.splitlines()[-1:] == ["interrupted: nothing was sent"]


def test_while_a_large_run_is_written_down(folder: Folder) -> None:
    """Either all of it is there or nothing; in both cases it is sent once."""
    folder.write("m.yaml", pairs("m", 2_000))
    written = folder.path / ".bulkops" / "journal.db-wal"
    with folder.start("apply", "--yes", "--rate", "1/s", "m.yaml") as process:
        wait_until(lambda: written.exists() and written.stat().st_size > 200_000)
        broken_off(process, signal.SIGINT)
    with folder.journal() as journal:
        assert journal.verify() is None
    counts = folder.counts()
    assert sum(counts.values()) in {0, 4_000}
    assert State.SENDING not in counts


def test_while_the_server_wants_an_hours_rest(server: Server) -> None:
    """And again while a resume waits for the rest of it, which knows of it from before."""
    folder, said = server.folder, server.folder.path / "said.txt"
    folder.write("m.yaml", pairs("m", 10))
    server.switch(faults=[HOUR])
    with said.open("w") as stream, folder.start("apply", "--yes", "m.yaml", stderr=stream) as process:
        wait_until(lambda: "waiting for retry-after" in said.read_text())
        broken_off(process, signal.SIGTERM)
    assert "stopping: " in said.read_text()
    assert {State.SENDING, State.IN_DOUBT}.isdisjoint(folder.counts())
    sent = len(folder.writes())
    server.switch(faults=[])
    with said.open("w") as stream, folder.start("resume", stderr=stream) as process:
        wait_until(lambda: "waiting for retry-after" in said.read_text())
        broken_off(process, signal.SIGINT)
    assert len(folder.writes()) == sent


def test_while_it_waits_for_a_quota(server: Server) -> None:
    """Eight calls an hour: most of the time it waits."""
    folder = server.folder
    folder.write("m.yaml", pairs("m", 10))
    server.switch(rate_limit=8, rate_window_s=3600)
    with folder.start("apply", "--yes", "m.yaml") as process, folder.ledger() as ledger:
        wait_until(lambda: len(ledger.requests()) > 1)
        time.sleep(2.0)
        broken_off(process, signal.SIGTERM)
    assert {State.SENDING, State.IN_DOUBT}.isdisjoint(folder.counts())


def test_while_a_server_that_has_gone_is_tried_again(server: Server) -> None:
    folder = server.folder
    folder.write("m.yaml", pairs("m", 30))
    server.switch(latency_s=0.05)
    with folder.start("apply", "--yes", "m.yaml") as process, folder.ledger() as ledger:
        wait_until(lambda: ledger.count("POST", CREATE) >= 3)
        server.stop(signal.SIGKILL)
        read_until(process, "not sent, tried again")
        broken_off(process, signal.SIGTERM)
    assert State.SENDING not in folder.counts()


def test_while_another_process_writes_to_the_journal(folder: Folder) -> None:
    """A wait of the database's own, which no signal reaches; it is ended from outside of it."""
    folder.write("m.yaml", pairs("m", 3))
    assert folder.apply("m.yaml").code == 0
    folder.write("n.yaml", pairs("n", 3, marks="n"))
    sent = folder.writes()
    with closing(sqlite3.connect(folder.path / ".bulkops" / "journal.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with folder.start("apply", "--yes", "n.yaml") as process:
            time.sleep(2.0)
            process.send_signal(signal.SIGINT)
            time.sleep(0.3)
            broken_off(process, signal.SIGINT)
    assert folder.writes() == sent
    assert folder.apply("n.yaml").code == 0


@pytest.mark.parametrize("how", ["Ctrl-C", "Ctrl-C three times", "SIGTERM", "hung up"])
def test_while_a_person_is_asked(folder: Folder, how: str) -> None:
    folder.write("m.yaml", pairs("m", 3))
    with terminal(folder, "apply", "m.yaml") as shown:
        shown.read_until("[y/N]")
        if how == "SIGTERM":
            shown.process.terminate()
        elif how == "hung up":
            shown.hang_up()
        else:
            shown.press(CTRL_C * (3 if "three" in how else 1))
        assert shown.ended() == 130
    if how != "hung up":
        assert shown.shown.rstrip().endswith("interrupted: nothing was sent")
    assert "Traceback" not in shown.shown
    assert folder.writes() == []
    assert folder.apply("m.yaml").code == 0, "the lease is free again"


def test_when_the_terminal_is_closed(folder: Folder) -> None:
    folder.write("m.yaml", pairs("m", 30))
    folder.fail(Fault(kind=FaultKind.SLOW, method="POST", path=CREATE, first=11, count=0, delay_s=1.0))
    with terminal(folder, "apply", "--yes", "m.yaml") as shown, folder.ledger() as ledger:
        wait_until(lambda: ledger.count("POST", CREATE) >= 18)
        shown.hang_up()
        assert shown.ended() == 130
    assert folder.last_run().state == "interrupted"
    assert {State.SENDING, State.IN_DOUBT}.isdisjoint(folder.counts()), "what was in flight was waited for"
    folder.fail()
    folder.finish()
    check_once(folder, 30)


def test_ctrl_c_reaches_all_of_a_pipeline(folder: Folder) -> None:
    """The reader of the output dies of the same Ctrl-C; the run is closed all the same."""
    folder.write("m.yaml", pairs("m", 30))
    folder.fail(Fault(kind=FaultKind.SLOW, method="POST", path=CREATE, first=11, count=0, delay_s=60.0))
    reader = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, process_group=0)
    with reader, folder.ledger() as ledger:
        assert reader.stdin is not None
        options = {"stdout": reader.stdin, "process_group": reader.pid}
        with folder.start("apply", "--yes", "m.yaml", **options) as process:
            reader.stdin.close()
            wait_until(lambda: ledger.count("POST", CREATE) >= 18)
            os.killpg(reader.pid, signal.SIGINT)
            done = ended(process)
    assert done.code == 130, done.text
    assert "Traceback" not in done.text
    assert folder.last_run().state == "interrupted"
    assert folder.counts()[State.IN_DOUBT] == 8


def test_a_served_sandbox_ends_well(folder: Folder) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with folder.start("sandbox", "serve", "--port", "0") as process:
            assert process.stdout is not None
            process.stdout.readline()
            process.send_signal(number)
            done = ended(process)
        assert done.code == 0
        assert "stopped after 0 requests" in done.err
