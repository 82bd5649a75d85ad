import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease
from bulkops.core.outcome import State
from tests.journal.rows import begin, end, send, step

DROPS = ("DROP TRIGGER event_is_not_changed", "DROP TRIGGER event_is_not_removed")


@pytest.fixture
def intruder(path: Path, journal: Journal, lease: Lease) -> Iterator[sqlite3.Connection]:
    """Another connection to a journal with 6 events."""
    run = begin(journal, lease, [step(1), step(2)])
    for op in (1, 2):
        send(journal, lease, run, op)
        end(journal, lease, op, State.SUCCEEDED, number=str(op))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def test_a_whole_chain_is_whole(journal: Journal, intruder: sqlite3.Connection) -> None:
    assert intruder.execute("SELECT count(*) FROM event").fetchone() == (6,)
    assert journal.verify() is None


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE event SET body = replace(body, '\"1\"', '\"7\"') WHERE seq = 4", 4),
        ("UPDATE event SET at = at + 1 WHERE seq = 2", 2),
        ("UPDATE event SET kind = 'refused' WHERE seq = 6", 6),
        ("UPDATE event SET op = 2 WHERE seq = 3", 3),
        ("UPDATE event SET run = NULL WHERE seq = 5", 5),
        ("UPDATE event SET hash = zeroblob(32) WHERE seq = 3", 3),
        ("UPDATE event SET previous = zeroblob(32) WHERE seq = 3", 3),
        ("DELETE FROM event WHERE seq = 3", 3),
        ("DELETE FROM event WHERE seq = 1", 1),
    ],
)
def test_a_change_is_found_at_its_place(
    journal: Journal, intruder: sqlite3.Connection, change: str, broken: int
) -> None:
    for statement in (*DROPS, change):
        intruder.execute(statement)
    assert journal.verify() == broken


def test_a_single_byte_is_found(journal: Journal, intruder: sqlite3.Connection) -> None:
    for statement in DROPS:
        intruder.execute(statement)
    (body,) = intruder.execute("SELECT body FROM event WHERE seq = 4").fetchone()
    flipped = body[:-3] + chr(ord(body[-3]) ^ 1) + body[-2:]
    intruder.execute("UPDATE event SET body = ? WHERE seq = 4", (flipped,))
    assert journal.verify() == 4


@pytest.mark.parametrize("change", ["UPDATE event SET kind = 'x'", "DELETE FROM event"])
def test_events_cannot_be_changed_by_mistake(intruder: sqlite3.Connection, change: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="events are only ever added"):
        intruder.execute(change)


def test_two_processes_write_one_chain(path: Path, journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1), step(2)])
    with Journal.open(path) as second:
        send(journal, lease, run, 1)
        send(second, lease, run, 2)
        end(journal, lease, 1, State.SUCCEEDED)
    assert journal.verify() is None
