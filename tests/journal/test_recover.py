import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease
from bulkops.core.outcome import State
from tests.journal.rows import NOW, ROOT, begin, end, send, states, step, take_lease

COUNT = 20_000


def test_what_a_dead_process_was_sending_is_in_doubt_and_never_ready(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1), step(2), step(3), step(4, 1)])
    for op in (1, 2, 3):
        send(journal, lease, run, op)
    end(journal, lease, 2, State.ACCEPTED)
    end(journal, lease, 3, State.READY)
    journal.release(lease)
    later = take_lease(journal, NOW + 5)
    assert journal.recover(later, NOW + 5) == 1
    assert states(journal, run) == {
        "op-1": State.IN_DOUBT,
        "op-2": State.ACCEPTED,
        "op-3": State.READY,
        "op-4": State.PLANNED,
    }
    history = journal.operation(run, "op-1")
    assert history is not None
    assert history.row.code == "J017"
    assert [event.kind for event in history.events] == ["intent", "in_doubt"]
    assert (history.attempts[0].state, history.attempts[0].ended_at) == (State.IN_DOUBT, NOW + 5)


def test_what_this_process_is_sending_is_left_alone(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1)])
    send(journal, lease, run, 1)
    assert journal.recover(lease, NOW) == 0
    assert journal.counts(run) == {State.SENDING: 1}


def test_other_companies_are_left_alone(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1)])
    send(journal, lease, run, 1)
    other = journal.acquire("test", "5678", holder=lease.holder, now=NOW)
    assert journal.recover(other, NOW) == 0
    assert journal.counts(run) == {State.SENDING: 1}


@pytest.mark.parametrize("seed", range(8))
def test_a_killed_process_loses_nothing_that_it_was_told_is_durable(path: Path, seed: int) -> None:
    told = _killed_sender(path, random.Random(seed).uniform(0.0, 0.4))
    intents = {op for word, op in told if word == "intent"}
    ends = {op for word, op in told if word == "end"}
    with Journal.open(path) as journal:
        lease = take_lease(journal, NOW + 1)  # at once: the process is gone
        in_doubt = journal.recover(lease, NOW + 1)
        rows = {row.op: row for row in journal.operations(1)}
        assert len(rows) == COUNT
        assert all(rows[op].state is State.SUCCEEDED and rows[op].number == str(op) for op in ends)
        assert all(rows[op].state in {State.SUCCEEDED, State.IN_DOUBT} for op in intents)
        assert all(row.attempts == 0 for op, row in rows.items() if row.state in {State.READY, State.PLANNED})
        for op, row in rows.items():
            if op % 3 == 0:
                assert (row.state is not State.PLANNED) is (rows[op - 1].state is State.SUCCEEDED)
        assert journal.counts(1).get(State.IN_DOUBT, 0) == in_doubt
        assert State.SENDING not in journal.counts(1)
        assert journal.verify() is None


def _killed_sender(path: Path, delay_s: float) -> list[tuple[str, int]]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.journal.sender", str(path), str(COUNT)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("begun")
        time.sleep(delay_s)
        process.kill()
        lines = process.stdout.read().splitlines(keepends=True)
    told = [line.split() for line in lines if line.endswith("\n")]
    return [(word, int(op)) for word, op in told]
