"""One operation of a run, from the journal."""

import json
from collections.abc import Mapping
from typing import Any

from bulkops.adapters.journal.records import RunRow
from bulkops.adapters.journal.reported import Attempt, Event, History
from bulkops.core.conflict import Conflict
from bulkops.core.json import loads
from bulkops.core.operation import Effect, OperationType
from bulkops.core.outcome import State
from bulkops.core.record import AttemptRecord, EventRecord, OperationRecord, SentFile
from bulkops.core.registry import Registry
from bulkops.planning.body import shown_body
from bulkops.planning.three_way import conflict_of

#: Members of an event that stand with the attempt it is about, or prove what stands elsewhere.
_ELSEWHERE = frozenset(
    {"method", "path", "if_match", "request", "status", "message", "code", "cause", "said", "theirs", "not_before"}
)


def record_of(run: RunRow, history: History, registry: Registry) -> OperationRecord:
    """Say everything that the journal knows of one operation."""
    row = history.row
    operation_type = registry.types[row.type]
    undoing = registry.get(operation_type.undone_by)
    payload = loads(history.payload) if history.payload else {}
    options = loads(history.options) if history.options else {}
    return OperationRecord(
        run=run.name,
        manifest=row.manifest,
        id=row.id,
        seq=row.seq,
        type=row.type,
        state=row.state,
        code=row.code,
        message=row.message,
        place=row.place,
        target=row.target,
        number=row.number,
        tag=row.tag,
        natural_key=row.natural_key,
        currency=row.currency,
        amount=row.amount,
        payload_keys=tuple(payload),
        body=shown_body(operation_type, history.body),
        needs=history.needs,
        attempts=tuple(map(_attempt, history.attempts)),
        events=tuple(map(_event, history.events)),
        undone_by=operation_type.undone_by,
        undone_in=tuple(sorted(undoing.statuses)) if undoing else (),
        irreversible=operation_type.irreversible,
        makes=operation_type.made.noun if operation_type.made else "",
        receipt=row.receipt or _receipt(history),
        sent_file=_sent_file(operation_type, payload, options),
        save_as=str(options.get(operation_type.download, "")) if operation_type.download else "",
        conflict=conflict_in(history, registry),
        manifests=run.files,
        purged_at=run.purged_at,
    )


def conflict_in(history: History, registry: Registry) -> Conflict | None:
    """Say what an operation is in conflict with; None where it is in none, or where that was not read."""
    if history.row.state is not State.CONFLICT or not history.theirs:
        return None
    operation_type = registry.types[history.row.type]
    before = loads(history.before) if history.before else None
    if before is None and operation_type.effect is Effect.UPSERT:
        before = {}  # there was nothing: such an operation is never planned without a look
    return conflict_of(
        operation_type,
        history.row.target,
        loads(history.payload) if history.payload else {},
        before,
        loads(history.theirs),
        foreseen=history.foreseen,
    )


def _receipt(history: History) -> str:
    """Find the receipt of the last background call, which is over."""
    told = (str(event.body["receipt"]) for event in reversed(history.events) if event.body.get("receipt"))
    return next(told, "")


def _sent_file(
    operation_type: OperationType, payload: Mapping[str, Any], options: Mapping[str, Any]
) -> SentFile | None:
    upload = operation_type.upload
    if upload is None or upload.option not in payload:
        return None  # it sends none, or what it sent was purged
    told = payload[upload.option]
    return SentFile(name=told["name"], size=told["size"], sha256=told["sha256"], path=str(options[upload.option]))


def _attempt(attempt: Attempt) -> AttemptRecord:
    return AttemptRecord(
        number=attempt.attempt,
        method=attempt.method,
        path=attempt.path,
        if_match=attempt.if_match,
        background=attempt.background,
        sent_at=attempt.intent_at,
        ended_at=attempt.ended_at or None,
        status=attempt.status,
        state=attempt.state,
        code=attempt.code,
        message=attempt.message,
    )


def _event(event: Event) -> EventRecord:
    return EventRecord(at=event.at, kind=event.kind, text=_event_text(event.body))


def _event_text(body: Mapping[str, Any]) -> str:
    """Say what the attempts do not say already."""
    told = ((name, value) for name, value in body.items() if name not in _ELSEWHERE and value not in ("", 0, None))
    return ", ".join(f"{name} {value if isinstance(value, str) else json.dumps(value)}" for name, value in told)
