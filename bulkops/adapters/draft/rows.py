"""Operations and steps as rows of a draft, and back."""

from dataclasses import astuple
from decimal import Decimal
from functools import lru_cache
from typing import Any

from bulkops.core.change import Change, ChangeKind
from bulkops.core.json import dumps, loads
from bulkops.core.operation import OperationType
from bulkops.core.outside import Outside
from bulkops.core.place import Place
from bulkops.core.registry import Registry
from bulkops.core.step import Operation, Reference, Step, Verdict

ENTRY_COLUMNS = (
    "seq, manifest, id, type, target, target_from, from_place, if_match, after_ids, identity, natural_key,"
    " file, line, column_, label, day"
)
WANTED_COLUMNS = "seq, payload, options, content"
STEP_COLUMNS = (
    "seq, verdict, reason, target, target_from, tag, tag_from, payload, body, before, changes, content, natural_key,"
    " currency, amount, options"
)
#: JSON of an empty list, where a column holds one.
NO_ITEMS = b"[]"


def entry_row(seq: int, operation: Operation) -> tuple[Any, ...]:
    """Write an operation as a row, in the order of `ENTRY_COLUMNS`."""
    place, maker = operation.place, operation.target_from
    return (
        seq,
        operation.manifest,
        operation.id,
        operation.type.name,
        operation.target,
        maker.name if maker else "",
        dumps(_place_row(maker.place)) if maker else NO_ITEMS,
        operation.if_match,
        dumps([(reference.name, _place_row(reference.place)) for reference in operation.after])
        if operation.after
        else NO_ITEMS,
        operation.identity,
        operation.natural_key,
        place.file,
        place.line,
        place.column,
        place.label,
        str(operation.payload.get(_dated(operation.type)) or ""),
    )


@lru_cache
def _dated(operation_type: OperationType) -> str:
    return operation_type.dated


def wanted_row(seq: int, operation: Operation) -> tuple[Any, ...]:
    """Write what an operation asks for as a row, in the order of `WANTED_COLUMNS`."""
    return seq, dumps(operation.payload), dumps(operation.options), operation.content()


def operation_of(row: tuple[Any, ...], payload: bytes, options: bytes, registry: Registry) -> Operation:
    """Read an operation back.

    Args:
        row: In the order of `ENTRY_COLUMNS`.
        payload: Its payload as JSON.
        options: Its options as JSON.
        registry: Known operation types.
    """
    operation_type = registry.types[row[3]]
    return Operation(
        manifest=row[1],
        id=row[2],
        type=operation_type,
        target=row[4],
        target_from=Reference(row[5], Place(*loads(row[6]))) if row[5] else None,
        payload=loads(payload),
        options=loads(options),
        if_match=row[7],
        after=references_of(row[8]),
        identity=row[9],
        place=Place(*row[11:15]),
    )


def references_of(data: bytes) -> tuple[Reference, ...]:
    """Read what an operation says in `after`."""
    return tuple(Reference(name, Place(*place)) for name, place in loads(data))


def step_row(step: Step) -> tuple[Any, ...]:
    """Write a step as a row, in the order of `STEP_COLUMNS`."""
    return (
        step.seq,
        step.verdict.value,
        step.reason,
        step.target,
        step.target_from,
        step.tag,
        step.tag_from,
        step.payload,
        step.body,
        step.before,
        dumps([astuple(change) for change in step.changes]),
        step.content,
        step.natural_key,
        step.currency,
        None if step.amount is None else str(step.amount),
        step.options,
    )


def step_of(row: tuple[Any, ...], needs: tuple[int, ...], entry: tuple[Any, ...]) -> Step:
    """Read a step back.

    Args:
        row: In the order of `STEP_COLUMNS`.
        needs: What it needs, ascending.
        entry: manifest, id, type, file, line, column, label.
    """
    return Step(
        seq=row[0],
        manifest=entry[0],
        id=entry[1],
        type=entry[2],
        verdict=Verdict(row[1]),
        reason=row[2],
        target=row[3],
        target_from=row[4],
        tag=row[5],
        tag_from=row[6],
        payload=row[7],
        body=row[8],
        before=row[9],
        changes=tuple(_change(*change) for change in loads(row[10])),
        content=row[11],
        natural_key=row[12],
        currency=row[13],
        amount=None if row[14] is None else Decimal(row[14]),
        options=row[15],
        place=Place(*entry[3:7]),
        needs=needs,
    )


def outside_row(outside: Outside) -> list[Any]:
    """Write what others have changed as a row."""
    return [outside.run, outside.at, [astuple(change) for change in outside.changes], outside.gone]


def outside_of(row: list[Any]) -> Outside:
    """Read what others have changed back."""
    run, at, changes, gone = row
    return Outside(run=run, at=float(at), changes=tuple(_change(*change) for change in changes), gone=gone)


def _place_row(place: Place) -> tuple[Any, ...]:
    return place.file, place.line, place.column, place.label, place.length


def _change(path: str, kind: str, before: Any, after: Any, sensitive: bool) -> Change:  # noqa: FBT001 - a row's column
    return Change(path=path, kind=ChangeKind(kind), before=before, after=after, sensitive=sensitive)
