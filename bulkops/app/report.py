"""Reports of runs, from the journal."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Attempt, Event, History, RunRow, Sum
from bulkops.adapters.journal.records import Cause as Grouped
from bulkops.app.holder import holder
from bulkops.core.json import loads
from bulkops.core.outcome import State
from bulkops.core.registry import Registry
from bulkops.core.run import AttemptRecord, Cause, EventRecord, OperationRecord, RunReport, RunState, RunSum

#: Members of an event that stand with the attempt it is about.
_IN_ATTEMPTS = frozenset({"method", "path", "if_match", "request", "status", "message", "code", "cause"})
#: What the words of one cause differ in: ids of requests, and the operation that others waited for.
_PARTICULAR = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|(?<=^it needs )`[^`]*`")


def report_of(
    journal: Journal,
    run: RunRow,
    registry: Registry,
    now: float,
    *,
    calls: int | None = None,
    sums_planned: Mapping[str, Mapping[str, Decimal]] | None = None,
) -> RunReport:
    """Say what became of a run.

    Args:
        journal: Where it is written.
        run: The run.
        registry: Operation types.
        now: Seconds since 1970, for a run that is not over.
        calls: Requests made, where they are known.
        sums_planned: Net sums of the whole plan by operation type and currency, where they are known.
    """
    counts = journal.counts(run.run)
    return RunReport(
        name=run.name,
        manifests=run.manifests,
        files=run.files,
        environment=run.environment,
        company=run.company,
        state=_state(journal, run, now),
        steps=sum(counts.values()) + run.done_before,
        done_before=run.done_before,
        counts=counts,
        sums=tuple(_sums(journal.sums(run.run), run, registry)),
        sums_planned=sums_planned,
        causes=_causes(journal.causes(run.run)),
        started_at=run.started_at,
        elapsed_s=(run.ended_at or now) - run.started_at,
        calls=calls,
    )


def _state(journal: Journal, run: RunRow, now: float) -> RunState:
    """Say where a run is; one whose process is gone has been interrupted, though nobody has written it down."""
    state = RunState(run.state)
    if state is not RunState.RUNNING or journal.at_work(run.run, observer=holder(), now=now):
        return state
    return RunState.INTERRUPTED


def _causes(found: Iterable[Grouped]) -> tuple[Cause, ...]:
    """Put causes together that differ only in a particular; the words of a single one stay as they are."""
    causes: dict[tuple[State, str, str], Cause] = {}
    for one in found:
        general = _PARTICULAR.sub("…", one.message)
        key = (one.state, one.code, general)
        known = causes.get(key)
        if known is not None:
            causes[key] = replace(known, count=known.count + one.count, message=general)
            continue
        causes[key] = Cause(
            state=one.state,
            code=one.code,
            message=one.message,
            count=one.count,
            id=one.first_id,
            first=one.first_place,
        )
    return tuple(sorted(causes.values(), key=lambda cause: -cause.count))


def _sums(totals: Iterable[Sum], run: RunRow, registry: Registry) -> Iterator[RunSum]:
    for total in totals:
        operation_type = registry.get(total.type)
        if operation_type is None or not operation_type.moves_money:
            continue
        yield RunSum(
            state=total.state,
            type=total.type,
            currency=total.currency,
            amount=total.amount,
            unknown=total.unknown,
            final=operation_type.posts and total.state is State.SUCCEEDED,
        )
    for name, sums in run.done_before_sums.items():
        operation_type = registry.get(name)
        if operation_type is None or not operation_type.moves_money:
            continue
        for currency, amount in sums.items():
            yield RunSum(state=None, type=name, currency=currency, amount=amount, final=operation_type.posts)


def record_of(run: RunRow, history: History, registry: Registry) -> OperationRecord:
    """Say everything that the journal knows of one operation."""
    row = history.row
    operation_type = registry.types[row.type]
    undoing = registry.get(operation_type.undone_by)
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
        undone_in=tuple(sorted(undoing.statuses)) if undoing else (),
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
    """Say what the attempts do not say already."""
    told = ((name, value) for name, value in body.items() if name not in _IN_ATTEMPTS and value not in ("", 0, None))
    return ", ".join(f"{name} {value if isinstance(value, str) else json.dumps(value)}" for name, value in told)
