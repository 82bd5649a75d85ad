"""Verify a journal: its file, its chain of events, and everything that follows from the events."""

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import contextmanager

from bulkops.adapters.journal.damage import Damage, or_unreadable
from bulkops.adapters.journal.verify_beside import walk_companies, walk_runs, walk_schema
from bulkops.adapters.journal.verify_events import Told, walk_events
from bulkops.adapters.journal.verify_rows import Operations
from bulkops.core.evidence import Verified

#: Faults of the file that SQLite is asked to name.
_FAULTS_MAX = 20


def walk(connection: sqlite3.Connection, verified: Verified, *, expected: str = "") -> Generator[Damage]:
    """Look at everything that a journal holds.

    Args:
        connection: The journal; what other processes write meanwhile is not seen.
        verified: Takes what was looked at.
        expected: Hash of an event that must be there, in hexadecimal; empty: none.

    Yields:
        What does not fit, as it is found.
    """
    told = Told()
    with _at_one_moment(connection):
        try:
            yield from walk_schema(connection)
            yield from or_unreadable("the events", walk_events(connection, told, expected))
            yield from or_unreadable("the runs", walk_runs(connection, told))
            yield from or_unreadable("what is known of companies", walk_companies(connection, told))
            operations = Operations(connection, told)
            yield from or_unreadable("the operations", operations.walk())
            verified.operations, verified.unsealed = operations.count, operations.unsealed
            verified.purged = operations.purged
        except sqlite3.DatabaseError as error:
            yield Damage("the file", f"it cannot be read on: {error}")
        yield from _faults(connection)
    verified.events, verified.runs = told.events, len(told.runs)
    verified.last_hash, verified.expected_at = told.last_hash, told.expected_at
    verified.unsealed_runs = tuple(str(run["name"]) for run in told.runs.values() if "seals" not in run)
    if expected and not told.expected_at:
        yield Damage("the chain", f"no event has the hash {expected}: events were removed from its end, or replaced")


def _faults(connection: sqlite3.Connection) -> Iterator[Damage]:
    """Let SQLite look at the file itself: pages, indexes, and values that do not belong where they stand."""
    try:
        for (fault,) in connection.execute(f"PRAGMA integrity_check({_FAULTS_MAX})"):
            if fault != "ok":
                yield Damage("the file", " ".join(str(fault).split()))
    except sqlite3.DatabaseError as error:
        yield Damage("the file", f"SQLite cannot check it: {error}")


@contextmanager
def _at_one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """Read the journal as it is at one moment, and bytes that are no text as what they are."""
    factory = connection.text_factory
    connection.text_factory = _text
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.text_factory = factory
        connection.execute("ROLLBACK")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")
