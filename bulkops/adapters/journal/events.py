"""The audit trail: events in a chain, each with a hash over the one before."""

import sqlite3
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from bulkops.core.json import canonical

#: The journal's format since which words stand beside an event's body.
FORMAT = 3
#: What stands before the first event.
START = bytes(32)


def words_digest(said: str) -> str:
    """Give the SHA-256 of words."""
    return sha256(said.encode()).hexdigest()


def event_hash(previous: bytes, fields: tuple[int, float, int | None, int | None, str, str]) -> bytes:
    """Give the hash of an event, over the one before it and its number, time, run, operation, kind and body."""
    return sha256(previous + canonical(fields)).digest()


class Chain:
    """The end of the chain during one transaction; what is added is written by `flush`.

    Args:
        connection: Connection with an open writing transaction: nobody else can add meanwhile.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        last = connection.execute("SELECT seq, hash, said FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        self._seq: int = last[0] if last else 0
        self._last: bytes = last[1] if last else START
        #: Whether the next event is the first whose words stand beside its body; it says so.
        self._first: bool = last is None or last[2] is None
        self._rows: list[tuple[Any, ...]] = []

    def add(
        self,
        at: float,
        kind: str,
        body: Mapping[str, Any],
        *,
        run: int | None = None,
        op: int | None = None,
        said: str = "",
    ) -> None:
        """Add an event.

        Args:
            at: Seconds since 1970-01-01 UTC.
            kind: What happened, one word.
            body: Its particulars; no headers, no bodies of requests.
            run: Run that it belongs to.
            op: Operation that it is about.
            said: Words of another system, which may be personal: the event keeps their digest when they are purged.
        """
        self._seq += 1
        if said:
            body = {**body, "said": words_digest(said)}
        if self._first:
            body, self._first = {**body, "format": FORMAT}, False
        fields = (self._seq, float(at), run, op, kind, canonical(body).decode())
        previous, self._last = self._last, event_hash(self._last, fields)
        self._rows.append((*fields, previous, self._last, said))

    def flush(self) -> None:
        """Write the events added so far."""
        self._connection.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self._rows)
        self._rows.clear()
