"""Events of the journal for others: a JSON object a line, or CSV; times in UTC."""

from datetime import UTC, datetime
from typing import Any

from bulkops.core.event import ExportedEvent
from bulkops.core.json import dumps, loads
from bulkops.reporting.cells import csv_row, no_formula

#: Heads of the columns in CSV.
COLUMNS = (
    "event",
    "time",
    "run",
    "operation",
    "manifest",
    "type",
    "kind",
    "number",
    "status",
    "code",
    "words",
    "particulars",
    "hash",
    "previous",
)


def event_ndjson(event: ExportedEvent, *, payloads: bool) -> str:
    """Write an event as an object on one line, line end included.

    `hashed` is the very text that the hash covers: the hash is SHA-256 over the bytes of `previous`, and then over this
    text in UTF-8. The other members say the same, and what the event is about.
    """
    told: dict[str, Any] = {
        "event": event.seq,
        "time": _time(event.at),
        "run": event.run or None,
        "operation": event.operation or None,
        "manifest": event.manifest or None,
        "type": event.type or None,
        "kind": event.kind,
        "particulars": loads(event.body),
        "words": event.said or None,
        "hash": event.hash.hex(),
        "previous": event.previous.hex(),
        "hashed": event.hashed.decode(),
    }
    if payloads and event.kind == "intent":
        told["payload"] = loads(event.payload) if event.payload else None
        told["sent"] = _json(event.sent)
    return dumps(told).decode() + "\n"


def events_head() -> str:
    """Write the heads of the columns in CSV."""
    return csv_row(list(COLUMNS)) + "\n"


def event_csv(event: ExportedEvent) -> str:
    """Write an event as a row of CSV, line end included."""
    body = loads(event.body)
    cells = (
        str(event.seq),
        _time(event.at),
        event.run,
        event.operation,
        event.manifest,
        event.type,
        event.kind,
        str(body.get("number", "")),
        str(body.get("status", "")),
        str(body.get("code", "")),
        event.said or str(body.get("message", "")),
        event.body,
        event.hash.hex(),
        event.previous.hex(),
    )
    return csv_row([no_formula(cell) for cell in cells]) + "\n"


def _json(sent: bytes) -> Any:
    try:
        return loads(sent) if sent else None
    except ValueError:
        return None


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
