import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.lease import this_place
from bulkops.adapters.journal.records import Lease
from bulkops.core.errors import JournalError
from bulkops.core.outcome import State
from tests.journal.rows import NOW, ROOT, begin, holder, new_run, send, step, take_lease

CONTEND = """
import json, sys
from pathlib import Path
from bulkops.adapters.journal.journal import Journal
from bulkops.core.errors import JournalError
from tests.journal.rows import holder

path, actor = Path(sys.argv[1]), sys.argv[2]
with Journal.open(path) as journal:
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        lease = journal.acquire("test", "1234", holder=holder(actor=actor), now=1.0)
        print(json.dumps(["held", lease.fence]), flush=True)
    except JournalError as error:
        print(json.dumps(["refused", error.code]), flush=True)
    sys.stdin.readline()
"""


def gone_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_second_process_is_told_who_holds_the_lease(journal: Journal, lease: Lease) -> None:
    journal.begin(new_run(at=NOW - 600), [step(1)], lease)
    with pytest.raises(JournalError) as caught:
        take_lease(journal, NOW + 10, actor="bert", host="there")
    assert caught.value.code == "J008"
    assert caught.value.message == (
        f"`test/1234` is in use by run `7f3a` of anna@here (pid {lease.holder.pid}) since 2026-05-28 20:26:40 UTC,"
        " until 2026-05-28 20:27:40 UTC unless it goes on"
    )
    assert "wait for it to end (`--lock-timeout 5m` does), or stop that process" in caught.value.hint


def test_other_companies_and_environments_are_free(journal: Journal, lease: Lease) -> None:
    assert journal.acquire("test", "5678", holder=lease.holder, now=NOW).scope != lease.scope
    assert journal.acquire("production", "1234", holder=lease.holder, now=NOW).scope != lease.scope


def test_an_expired_lease_falls_to_whoever_asks(journal: Journal, lease: Lease) -> None:
    with pytest.raises(JournalError):
        take_lease(journal, NOW + 59)
    taken = take_lease(journal, NOW + 60, actor="bert")
    assert (taken.fence, taken.since, taken.until) == (lease.fence + 1, NOW + 60, NOW + 120)


def test_a_released_lease_is_free_and_its_fence_goes_on_growing(journal: Journal, lease: Lease) -> None:
    journal.release(lease)
    assert take_lease(journal).fence == lease.fence + 1


@pytest.mark.skipif(not this_place(), reason="the system does not say which processes a pid counts in")
def test_the_lease_of_a_process_that_is_gone_falls_at_once(journal: Journal) -> None:
    first = take_lease(journal, pid=gone_pid())
    assert take_lease(journal, NOW + 1).fence == first.fence + 1


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux tells what is left of a process")
def test_the_lease_of_a_process_that_was_killed_and_not_buried_falls_at_once(journal: Journal) -> None:
    """As in a container without an init: nobody asks how it ended, and its number stays in use."""
    named = "import ctypes; ctypes.CDLL(None).prctl(15, b') R (', 0, 0, 0); print(flush=True); input()"
    words = [sys.executable, "-c", named]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        first = take_lease(journal, pid=process.pid)
        run = begin(journal, first, [step(1)])
        observer = holder()
        assert journal.at_work(run, observer=observer, now=NOW + 1)
        with pytest.raises(JournalError, match="is in use by"):
            take_lease(journal, NOW + 1)
        os.kill(process.pid, signal.SIGKILL)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and is still there
        os.kill(process.pid, 0)
        assert not journal.at_work(run, observer=observer, now=NOW + 1)
        assert take_lease(journal, NOW + 1).fence == first.fence + 1


@pytest.mark.parametrize("elsewhere", [{"host": "there"}, {"place": "another boot"}, {"place": ""}])
def test_a_pid_of_another_place_says_nothing(journal: Journal, elsewhere: dict[str, Any]) -> None:
    journal.acquire("test", "1234", holder=replace(holder(pid=gone_pid()), **elsewhere), now=NOW)
    with pytest.raises(JournalError) as caught:
        take_lease(journal, NOW + 1)
    assert caught.value.code == "J008"


def test_renewing_moves_the_end(journal: Journal, lease: Lease) -> None:
    assert journal.renew(lease, NOW + 50).until == NOW + 110
    with pytest.raises(JournalError):
        take_lease(journal, NOW + 109)
    assert take_lease(journal, NOW + 110).fence == lease.fence + 1


def test_an_expired_lease_that_nobody_took_can_be_renewed(journal: Journal, lease: Lease) -> None:
    assert journal.renew(lease, NOW + 500).until == NOW + 560


def test_a_frozen_holder_is_stopped_by_the_fence(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1)])
    lease = journal.renew(lease, NOW)
    taken = take_lease(journal, NOW + 61, actor="bert")
    for act in (
        lambda: send(journal, lease, run, 1),
        lambda: journal.renew(lease, NOW + 62),
        lambda: journal.recover(lease, NOW + 62),
        lambda: begin(journal, lease, [step(1)], "bbbb"),
        lambda: journal.close_run(run, NOW + 62, lease),
    ):
        with pytest.raises(JournalError) as caught:
            act()
        assert caught.value.code == "J009"
    journal.release(lease)
    assert journal.counts(run) == {State.READY: 1}
    with pytest.raises(JournalError, match="in use by bert@here"):
        take_lease(journal, NOW + 63, actor="carl")
    send(journal, taken, run, 1)


def test_of_two_processes_at_once_one_gets_the_lease(path: Path) -> None:
    with Journal.open(path):
        pass
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", CONTEND, str(path), actor],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for actor in ("anna", "bert", "carl")
    ]
    try:
        answers = _let_contend(processes)
    finally:
        for process in processes:
            process.kill()
            process.communicate()
    assert sorted(answers) == [["held", 1], ["refused", "J008"], ["refused", "J008"]]


def _let_contend(processes: list[subprocess.Popen[str]]) -> list[list[object]]:
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [json.loads(process.stdout.readline()) for process in processes if process.stdout]


def test_this_place_is_told_where_the_system_tells_it() -> None:
    assert this_place() == this_place()
    assert bool(this_place()) is Path("/proc/self/ns/pid").exists()
    assert holder().place == this_place()


def test_a_run_is_at_work_while_its_lease_holds_and_its_process_is_there(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1)])
    here, elsewhere = holder(actor="bert"), holder(host="there")
    assert journal.at_work(run, observer=here, now=NOW + 10)
    assert not journal.at_work(run + 1, observer=here, now=NOW + 10)
    assert not journal.at_work(run, observer=here, now=NOW + 100_000)
    journal.release(lease)
    assert not journal.at_work(run, observer=here, now=NOW + 10)
    gone = take_lease(journal, NOW + 20, pid=gone_pid())
    journal.reopen(run, NOW + 20, gone)
    assert not journal.at_work(run, observer=here, now=NOW + 21)
    assert journal.at_work(run, observer=elsewhere, now=NOW + 21), "another machine cannot see the process"
