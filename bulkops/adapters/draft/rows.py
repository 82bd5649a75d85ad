"""Operations and steps as rows of a draft, and back."""

from dataclasses import astuple
from decimal import Decimal
from typing import Any

from bulkops.core.change import Change, ChangeKind
from bulkops.core.json import dumps, loads
from bulkops.core.place import Place
from bulkops.core.registry import Registry
from bulkops.core.step import Operation, Reference, Step, Verdict

ENTRY_COLUMNS = (
    "seq, manifest, id, type, target, target_from, from_place, payload, options, if_match, after_ids, identity,"
    " natural_key, content, file, line, column_, label"
)
STEP_COLUMNS = (
    "seq, verdict, reason, target, target_from, tag, tag_from, payload, body, before, changes, content, natural_key,"
    " currency, amount"
)


def entry_row(seq: int, operation: Operation) -> tuple[Any, ...]:
    """Write an operation as a row, in the order of `ENTRY_COLUMNS`."""
    place = operation.place
    return (
        seq,
        operation.manifest,
        operation.id,
        operation.type.name,
        operation.target,
        operation.target_from.name if operation.target_from else "",
        dumps(astuple(operation.target_from.place) if operation.target_from else ()),
        dumps(operation.payload),
        dumps(operation.options),
        operation.if_match,
        dumps([astuple(reference) for reference in operation.after]),
        operation.identity,
        operation.natural_key,
        operation.content(),
        place.file,
        place.line,
        place.column,
        place.label,
    )


def operation_of(row: tuple[Any, ...], registry: Registry) -> Operation:
    """Read an operation back from a row in the order of `ENTRY_COLUMNS`."""
    operation_type = registry.types[row[3]]
    return Operation(
        manifest=row[1],
        id=row[2],
        type=operation_type,
        target=row[4],
        target_from=Reference(row[5], Place(*loads(row[6]))) if row[5] else None,
        payload=loads(row[7]),
        options=loads(row[8]),
        if_match=row[9],
        after=references_of(row[10]),
        identity=row[11],
        place=Place(*row[14:18]),
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
        place=Place(*entry[3:7]),
        needs=needs,
    )


def _change(path: str, kind: str, before: Any, after: Any, sensitive: bool) -> Change:  # noqa: FBT001 - a row's column
    return Change(path=path, kind=ChangeKind(kind), before=before, after=after, sensitive=sensitive)
