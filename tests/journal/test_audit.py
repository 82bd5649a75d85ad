"""What somebody has changed in a journal is found, and where."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bulkops.adapters.journal.evidence import Evidence
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease
from bulkops.core.evidence import Verified
from bulkops.core.outcome import State
from bulkops.core.step import Verdict
from tests.journal.rows import NOW, RELEASE, begin, end, send, step

DROPS = (
    "DROP TRIGGER event_is_not_changed",
    "DROP TRIGGER event_is_not_removed",
    "DROP TRIGGER event_words_are_only_purged",
)
TIME = "2026-05-28 20:26:40"
SEAL = "what was planned of it has been changed: its seal does not fit"


@pytest.fixture
def intruder(path: Path, journal: Journal, lease: Lease) -> Iterator[sqlite3.Connection]:
    """Another connection to a journal with 7 events."""
    unchanged = step(3, verdict=Verdict.UNCHANGED, reason="as wanted")
    run = begin(journal, lease, [step(1), step(2, 1, type=RELEASE, target_from=1), unchanged, step(4, 2)])
    send(journal, lease, run, 1)
    end(journal, lease, 1, State.SUCCEEDED, number="1", tag="t")
    send(journal, lease, run, 2)
    end(journal, lease, 2, State.CONFLICT, code="R130", message="changed by another", theirs=b'{"a":2}')
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def damages(journal: Journal) -> list[str]:
    return [str(damage) for damage in Evidence(journal.database).verified(Verified())]


def change(intruder: sqlite3.Connection, statement: str) -> None:
    """Change the file as somebody would who wants to go unnoticed: the triggers stand as before."""
    kept = [intruder.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (drop.split()[-1],)) for drop in DROPS]
    triggers = [found.fetchone()[0] for found in kept]
    for one in (*DROPS, statement, *triggers):
        intruder.execute(one)


def test_a_whole_journal_is_whole(journal: Journal, intruder: sqlite3.Connection) -> None:
    verified = Verified()
    assert list(Evidence(journal.database).verified(verified)) == []
    assert journal.verify() is None
    (last,) = intruder.execute("SELECT hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    assert (verified.events, verified.runs, verified.operations) == (7, 1, 4)
    assert verified.last_hash == last.hex()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE event SET body = replace(body, '\"1\"', '\"7\"') WHERE seq = 4", "event 4 (operation `op-1`, {at})"),
        ("UPDATE event SET at = at + 1 WHERE seq = 2", "event 2 (2026-05-28 20:26:41)"),
        ("UPDATE event SET kind = 'refused' WHERE seq = 6", "event 6 (operation `op-2`, {at})"),
        ("UPDATE event SET op = 2 WHERE seq = 3", "event 3 (operation `op-2`, {at})"),
        ("UPDATE event SET run = NULL WHERE seq = 5", "event 5 (operation `op-2`, {at})"),
        ("UPDATE event SET hash = zeroblob(32) WHERE seq = 3", "event 3 (operation `op-1`, {at})"),
        ("UPDATE event SET previous = zeroblob(32) WHERE seq = 3", "event 3 (operation `op-1`, {at})"),
    ],
)
def test_a_change_of_an_event_is_found_at_its_place(
    journal: Journal, intruder: sqlite3.Connection, statement: str, found: str
) -> None:
    change(intruder, statement)
    assert found.format(at=TIME) in damages(journal)[0]


@pytest.mark.parametrize(("seq", "missing"), [(3, "event 3"), (1, "event 1")])
def test_an_event_that_was_removed_is_missed(
    journal: Journal, intruder: sqlite3.Connection, seq: int, missing: str
) -> None:
    change(intruder, f"DELETE FROM event WHERE seq = {seq}")
    assert damages(journal)[0] == f"{missing}: missing before event {seq + 1}"


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE event SET said = 'by nobody' WHERE seq = 6", "event 6 (operation `op-2`, {at}): its words are not"),
        ("UPDATE event SET said = '' WHERE seq = 6", "event 6 (operation `op-2`, {at}): its words are missing"),
        ("UPDATE event SET said = NULL WHERE seq = 5", "event 5 (operation `op-2`, {at}): its words are missing"),
        ("UPDATE event SET said = NULL WHERE seq = 1", "event 1 ({at}): its words are missing"),
        ("UPDATE operation SET number = '2' WHERE op = 1", "(number 1): number is `2`, and its events say `1`"),
        (
            "UPDATE operation SET state = 'succeeded' WHERE op = 2",
            "state is `succeeded`, and its events say `conflict`",
        ),
        ("UPDATE operation SET state = 'ready' WHERE op = 4", "state is `ready`, and its events say `skipped`"),
        ("UPDATE operation SET amount = '10.20' WHERE op = 4", f"operation `op-4` (number 4): {SEAL}"),
        ("UPDATE operation SET label = 'A1' WHERE op = 1", f"operation `op-1` (number 1): {SEAL}"),
        ("UPDATE operation SET message = 'x' WHERE op = 3", f"operation `op-3` (number 3): {SEAL}"),
        (
            "UPDATE document SET payload = x'7b7d' WHERE op = 4",
            "document of operation `op-4` (number 4): payload differs",
        ),
        ("UPDATE document SET body = x'', options = x'' WHERE op = 1", "(number 1): body and options differ from"),
        ("DELETE FROM document WHERE op = 1", "document of operation `op-1` (number 1): it is missing"),
        ("DELETE FROM dependency WHERE op = 2", f"operation `op-2` (number 2): {SEAL}"),
        (
            "UPDATE attempt SET path = '/v2' WHERE op = 1",
            "path of attempt 1 is `/v2`, and its events say `/v1/invoice`",
        ),
        ("UPDATE attempt SET fence = 2 WHERE op = 1", "fence of attempt 1 is 2, and its events say 1"),
        ("DELETE FROM attempt WHERE op = 2", "it has 0 attempts, and its events tell of 1"),
        ("INSERT INTO attempt SELECT 4, 1, 1, 1, 1, '', '', '', '', 0, '', '', '', 0", "it has 1 attempts"),
        ("UPDATE theirs SET body = x'7b7d'", "the document that it was in conflict with has been changed"),
        ("DELETE FROM theirs", "the document that it was in conflict with is missing"),
        ("UPDATE run SET approver = 'nobody'", "run 7f3a: approver is 'nobody', and its events say ''"),
        ("UPDATE run SET planned = 2", "run 7f3a: planned is 2, and its events say 3"),
        ("UPDATE lease SET until = until + 1", "lease of `test/1234`: it has been changed"),
        ("UPDATE scope SET company = '1235'", "company `test/1235`: no event tells of it"),
        ("CREATE TRIGGER sly AFTER INSERT ON run BEGIN DELETE FROM run; END", "the definition of `sly`"),
    ],
)
def test_a_change_beside_the_events_is_found(
    journal: Journal, intruder: sqlite3.Connection, statement: str, found: str
) -> None:
    change(intruder, statement)
    assert any(found.format(at=TIME) in damage for damage in damages(journal)), damages(journal)


def test_an_operation_that_was_removed_or_put_in_is_found(journal: Journal, intruder: sqlite3.Connection) -> None:
    for table in ("dependency", "document", "operation"):
        change(intruder, f"DELETE FROM {table} WHERE op = 4")
    assert "run 7f3a: its operations are not all those that it began with" in damages(journal)


def test_a_tail_that_was_removed_is_missed_by_who_kept_the_hash(
    path: Path, journal: Journal, lease: Lease, intruder: sqlite3.Connection
) -> None:
    verified = Verified()
    assert list(Evidence(journal.database).verified(verified)) == []
    kept = verified.last_hash
    journal.close_run(1, NOW + 5, lease)
    later = Verified()
    assert list(Evidence(journal.database).verified(later, expected=kept)) == []
    assert (later.expected_at, later.events) == (7, 8)
    change(intruder, "DELETE FROM event WHERE seq = 8")
    change(intruder, "UPDATE run SET state = 'running', ended_at = 0")
    assert list(Evidence(journal.database).verified(Verified(), expected=kept)) == []
    (missed,) = Evidence(journal.database).verified(Verified(), expected=later.last_hash)
    assert str(missed).startswith(f"the chain: no event has the hash {later.last_hash}")


@pytest.mark.parametrize("statement", ["UPDATE event SET kind = 'x'", "DELETE FROM event"])
def test_events_cannot_be_changed_by_mistake(intruder: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="events are only ever added"):
        intruder.execute(statement)


def test_words_can_only_be_purged(intruder: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="only ever purged"):
        intruder.execute("UPDATE event SET said = 'x' WHERE seq = 6")


def test_two_processes_write_one_chain(path: Path, journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1), step(2)])
    with Journal.open(path) as second:
        send(journal, lease, run, 1)
        send(second, lease, run, 2)
        end(journal, lease, 1, State.SUCCEEDED)
    assert journal.verify() is None
