"""Reports of runs, from the journal."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Attempt, Event, History, RunRow
from bulkops.core.json import loads
from bulkops.core.outcome import State
from bulkops.core.registry import Registry
from bulkops.core.run import AttemptRecord, Cause, EventRecord, OperationRecord, RunReport, RunState


def report_of(
    journal: Journal, run: RunRow, now: float, *, calls: int = 0, sums_planned: Mapping[str, Decimal] | None = None
) -> RunReport:
    """Say what became of a run.

    Args:
        journal: Where it is written.
        run: The run.
        now: Seconds since 1970, for a run that is not over.
        calls: Requests made, where they are known.
        sums_planned: Net sums of the whole plan, where they are known.
    """
    counts = journal.counts(run.run)
    sums: dict[State, dict[str, Decimal]] = {}
    unknown: dict[State, int] = {}
    for total in journal.sums(run.run):
        if total.count:
            sums.setdefault(total.state, {})[total.currency] = total.amount
        if total.unknown:
            unknown[total.state] = unknown.get(total.state, 0) + total.unknown
    return RunReport(
        name=run.name,
        manifests=run.manifests,
        environment=run.environment,
        company=run.company,
        state=RunState(run.state),
        steps=sum(counts.values()) + run.done_before,
        done_before=run.done_before,
        counts=counts,
        sums=sums,
        done_before_sums=run.done_before_sums,
        amount_unknown=unknown,
        sums_planned=sums_planned,
        causes=tuple(
            Cause(
                state=cause.state,
                code=cause.code,
                message=cause.message,
                count=cause.count,
                id=cause.first_id,
                first=cause.first_place,
            )
            for cause in journal.causes(run.run)
        ),
        started_at=run.started_at,
        elapsed_s=(run.ended_at or now) - run.started_at,
        calls=calls,
    )


def record_of(run: RunRow, history: History, registry: Registry) -> OperationRecord:
    """Say everything that the journal knows of one operation."""
    row = history.row
    operation_type = registry.types[row.type]
    payload = loads(history.payload) if history.payload else {}
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
        needs=history.needs,
        attempts=tuple(map(_attempt, history.attempts)),
        events=tuple(map(_event, history.events)),
        undone_by=operation_type.undone_by,
        irreversible=operation_type.irreversible,
    )


def _attempt(attempt: Attempt) -> AttemptRecord:
    return AttemptRecord(
        number=attempt.attempt,
        method=attempt.method,
        path=attempt.path,
        if_match=attempt.if_match,
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
    return ", ".join(f"{name} {value if isinstance(value, str) else json.dumps(value)}" for name, value in body.items())
