"""Reports of runs, from the journal."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.pilot_events import pilots_of
from bulkops.adapters.journal.records import RunRow
from bulkops.adapters.journal.reported import Cause as Grouped
from bulkops.adapters.journal.reported import Sum, Unsettled
from bulkops.adapters.manifest_any import is_table
from bulkops.app.holder import holder
from bulkops.app.record import conflict_in
from bulkops.core.conflict import Conflict
from bulkops.core.operation import Effect
from bulkops.core.outcome import State
from bulkops.core.pilot import PilotRecord
from bulkops.core.registry import Registry
from bulkops.core.run import Cause, Doubt, RunReport, RunState, RunSum
from bulkops.engine.settling import Settling

#: Operations in doubt, or for a person to decide, that a report names.
DOUBTS_MAX = 200
#: The most frequent causes, of which a report says what the first operation is in conflict with.
_CONFLICTS_MAX = 20
#: What the words of one cause differ in: ids of requests, and the operation that others waited for.
_PARTICULAR = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|(?<=^it needs )`[^`]*`")


def report_of(
    journal: Journal,
    run: RunRow,
    registry: Registry,
    now: float,
    *,
    settling: Mapping[str, Settling],
    calls: int | None = None,
    sums_planned: Mapping[str, Mapping[str, Decimal]] | None = None,
) -> RunReport:
    """Say what became of a run.

    Args:
        journal: Where it is written.
        run: The run.
        registry: Operation types.
        now: Seconds since 1970, for a run that is not over.
        settling: How long each API may work on what it was sent.
        calls: Requests made, where they are known.
        sums_planned: Net sums of the whole plan by operation type and currency, where they are known.
    """
    counts, state = journal.counts(run.run), _state(journal, run, now)
    return RunReport(
        name=run.name,
        manifests=run.manifests,
        files=run.files,
        environment=run.environment,
        company=run.company,
        state=state,
        steps=sum(counts.values()) + run.done_before,
        done_before=run.done_before,
        counts=counts,
        sums=tuple(_sums(journal.sums(run.run), run, registry)),
        sums_planned=sums_planned,
        causes=_causes(journal.causes(run.run), partial(_conflict, journal, run, registry)),
        doubts=tuple(_doubts(journal.unsettled(run.run, DOUBTS_MAX), state, registry, settling, now)),
        started_at=run.started_at,
        actor=run.holder.actor,
        host=run.holder.host,
        version=run.version,
        approver=run.approver,
        plan_digest=run.saved_plan or run.digest,
        manifest_digests=run.digests[: len(run.files)],
        purged_at=run.purged_at,
        pilots=_pilots(journal, run),
        elapsed_s=(run.ended_at or now) - run.started_at,
        calls=calls,
        tables=max(0, len(run.digests) - len(run.files)) + sum(map(is_table, run.files)),
    )


def _pilots(journal: Journal, run: RunRow) -> tuple[PilotRecord, ...]:
    with journal.database.reading() as connection:
        return pilots_of(connection, run.run)


def _state(journal: Journal, run: RunRow, now: float) -> RunState:
    """Say where a run is; one whose process is gone has been interrupted, though nobody has written it down."""
    state = RunState(run.state)
    if state is not RunState.RUNNING or journal.at_work(run.run, observer=holder(), now=now):
        return state
    return RunState.INTERRUPTED


def _conflict(journal: Journal, run: RunRow, registry: Registry, cause: Grouped) -> Conflict | None:
    history = journal.operation(run.run, cause.first_id, manifest=cause.first_manifest)
    return conflict_in(history, registry) if history is not None else None


def _doubts(
    found: Iterable[Unsettled], state: RunState, registry: Registry, settling: Mapping[str, Settling], now: float
) -> Iterator[Doubt]:
    for one in found:
        if one.state is State.SENDING and state is RunState.RUNNING:
            continue  # it is only under way
        settled_at = 0.0 if one.state is State.MANUAL else _settled_at(one, registry, settling)
        yield Doubt(
            id=one.id,
            manifest=one.manifest,
            place=one.place,
            state=one.state,
            code=one.code,
            message=one.message,
            sent_at=one.sent_at,
            settled_at=settled_at,
            wait_s=max(0.0, settled_at - now),
        )


def _settled_at(one: Unsettled, registry: Registry, settling: Mapping[str, Settling]) -> float:
    operation_type = registry.types[one.type]
    known = settling.get(operation_type.api)
    if known is None or operation_type.effect is Effect.READ:  # a read leaves nothing that one would have to wait for
        return one.sent_at
    return known.over_at(one.sent_at, background=one.background)


def _causes(found: Iterable[Grouped], conflict: Callable[[Grouped], Conflict | None]) -> tuple[Cause, ...]:
    """Put causes together that differ only in a particular; the words of a single one stay as they are."""
    causes: dict[tuple[State, str, str], Cause] = {}
    for number, one in enumerate(found):
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
            conflict=conflict(one) if one.state is State.CONFLICT and number < _CONFLICTS_MAX else None,
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
