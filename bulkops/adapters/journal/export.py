"""Events as others read them: in order, each with what it is about, and with the very text that its hash covers."""

import sqlite3

from bulkops.core.event import ExportedEvent
from bulkops.core.json import canonical

_PAGE = 1000
_EVENTS = """SELECT event.seq, event.at, event.run, event.op, event.kind, event.body, event.previous, event.hash,
    coalesce(event.said, ''), run.name, operation.id, operation.manifest, operation.type, payload, document.body
    FROM event LEFT JOIN run ON run.run = event.run LEFT JOIN operation ON operation.op = event.op
    LEFT JOIN document ON document.op = event.op AND event.kind = 'intent'
    WHERE event.seq > :after AND (:run IS NULL OR event.run = :run) ORDER BY event.seq LIMIT :count"""


def page(connection: sqlite3.Connection, after: int, run: int | None) -> list[ExportedEvent]:
    """Read the next events, all or those of a run; none where there are no more."""
    rows = connection.execute(_EVENTS, {"after": after, "run": run, "count": _PAGE})
    return [
        ExportedEvent(
            seq=row[0],
            at=row[1],
            kind=row[4],
            body=row[5],
            previous=row[6],
            hash=row[7],
            said=row[8],
            hashed=canonical(row[:6]),
            run=row[9] or "",
            operation=row[10] or "",
            manifest=row[11] or "",
            type=row[12] or "",
            payload=row[13] or b"",
            sent=row[14] or b"",
        )
        for row in rows
    ]


def last_hash(connection: sqlite3.Connection) -> str:
    """Give the hash of the last event, in hexadecimal; empty where there is none."""
    row = connection.execute("SELECT hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    return "" if row is None else str(row[0].hex())
