"""The audit trail: events in a chain, each with a hash over the one before."""

import sqlite3
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from bulkops.core.json import canonical

_START = bytes(32)


def _hash(previous: bytes, fields: tuple[int, float, int | None, int | None, str, str]) -> bytes:
    return sha256(previous + canonical(fields)).digest()


class Chain:
    """The end of the chain during one transaction; what is added is written by `flush`.

    Args:
        connection: Connection with an open writing transaction: nobody else can add meanwhile.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        last = connection.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        self._seq: int = last[0] if last else 0
        self._last: bytes = last[1] if last else _START
        self._rows: list[tuple[Any, ...]] = []

    def add(
        self, at: float, kind: str, body: Mapping[str, Any], *, run: int | None = None, op: int | None = None
    ) -> None:
        """Add an event.

        Args:
            at: Seconds since 1970-01-01 UTC.
            kind: What happened, one word.
            body: Its particulars; no headers, no bodies of requests.
            run: Run that it belongs to.
            op: Operation that it is about.
        """
        self._seq += 1
        fields = (self._seq, float(at), run, op, kind, canonical(body).decode())
        previous, self._last = self._last, _hash(self._last, fields)
        self._rows.append((*fields, previous, self._last))

    def flush(self) -> None:
        """Write the events added so far."""
        self._connection.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", self._rows)
        self._rows.clear()


def first_broken(connection: sqlite3.Connection) -> int | None:
    """Walk the whole chain.

    Returns:
        Number of the first event that was changed, or before which one is missing; None if the chain is whole.
    """
    expected, last = 1, _START
    for seq, at, run, op, kind, body, previous, found in connection.execute("SELECT * FROM event ORDER BY seq"):
        fields = (seq, at, run, op, kind, body)
        if seq != expected or previous != last or found != _hash(previous, fields):
            return int(expected)
        expected, last = seq + 1, found
    return None
