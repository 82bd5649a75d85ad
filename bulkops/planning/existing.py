"""Decide about a create whose document is there already, made by a run that this journal does not know."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from bulkops.core.change import Change, ChangeKind
from bulkops.core.field import Field
from bulkops.core.finding import Finding, Severity
from bulkops.core.json import dumps
from bulkops.core.observed import Existing, held
from bulkops.core.operation import Document, Effect, OperationType, Payload
from bulkops.core.step import Operation, Step, Verdict
from bulkops.planning.diff import OPERATION, difference, members_of, take_like

_NUMBERS_SHOWN_MAX = 6


def recognised(operation: Operation, existing: Existing, step: Step) -> Step:
    """Turn a create into a step that sends nothing.

    Args:
        operation: What the user wants.
        existing: What bears its mark.
        step: The step as it would be sent.

    Returns:
        Unchanged where there is one document and it is as wanted, apart from what later operations of the plan set;
        else a conflict.
    """
    resource, document = operation.type.resource, existing.observed.document
    assert document is not None
    step = replace(step, body=b"", before=dumps(document), tag=existing.observed.tag)
    mark = f"`{operation.identity}` `{operation.payload.get(operation.identity)}`"
    if len(existing.numbers) > 1:
        shown = ", ".join(existing.numbers[:_NUMBERS_SHOWN_MAX])
        more = len(existing.numbers) - _NUMBERS_SHOWN_MAX
        shown += f" and {more} more" if more > 0 else ""
        reason = f"{len(existing.numbers)} {resource.nouns} with {mark} are there already: {shown}"
        return replace(step, verdict=Verdict.CONFLICT, reason=reason)
    step = replace(step, target=existing.numbers[0])
    changes = tuple(_differing(operation.type, operation.payload, document, existing.later))
    if changes:
        reason = f"{resource.noun} {step.target} with {mark} is there already, and differs"
        return replace(step, verdict=Verdict.CONFLICT, reason=reason, changes=changes)
    return replace(step, verdict=Verdict.UNCHANGED, reason=f"it exists already as {step.target}")


def _differing(
    operation_type: OperationType, payload: Payload, document: Document, later: frozenset[str]
) -> Iterator[Change]:
    """Say what of a document is not as it would be made; `before` is what it shows."""
    wanted = {name: value for name, value in payload.items() if name not in later}
    lists = [field for field in _inserted_one_by_one(operation_type.fields) if field.name in wanted]
    values = {name: value for name, value in wanted.items() if name not in {field.name for field in lists}}
    found = difference(operation_type.fields, values, document, known={})
    yield from (change for change in found.changes if change.kind is not ChangeKind.UNREAD)
    yield from (Change(path=path, kind=ChangeKind.ADD) for path in found.missing)
    for field in lists:
        yield from _elements(field, wanted[field.name] or (), held(document, field.observed) or ())


def may_be_done(operation: Operation, existing: Existing | None) -> Finding | None:
    """Warn of an operation that leaves no trace, about a document that a run made which this journal does not know.

    Args:
        operation: What is to be sent.
        existing: The document, where no earlier step has anything to do on it: else this one was not sent either.
    """
    resource = operation.type.resource
    if operation.type.effect is not Effect.OPAQUE or existing is None:
        return None
    return Finding(
        code="P024",
        message=f"`{operation.type.verb}` may have been sent before: {resource.noun} {existing.numbers[0]} was there "
        "already, and nothing shows it",
        place=operation.place,
        operation=operation.id,
        hint="find out whether it was; if so, remove the entry",
        severity=Severity.WARNING,
    )


def as_made(fields: tuple[Field, ...], existing: Existing) -> dict[str, Any]:
    """Say which elements of a document that was found its create has made: what else is there came by later operations.

    Args:
        fields: What a later operation may change.
        existing: What was found.

    Returns:
        The document's lists, with those elements that are as they were made; by the names that the document gives them.
    """
    made: dict[str, Any] = {}
    for field in _inserted_one_by_one(fields):
        there = list(held(existing.observed.document or {}, field.observed) or ())
        _, left = _paired(field, existing.payload.get(field.name) or (), there)
        made[field.observed] = [element for element in there if element not in left]
    return made


def _inserted_one_by_one(fields: tuple[Field, ...]) -> list[Field]:
    """Give the lists whose elements say what to do with them, whatever numbers they get."""
    return [field for field in fields if field.observed and field.member(OPERATION) is not None]


def _elements(
    field: Field, wanted: Iterable[Mapping[str, Any]], there: Iterable[Mapping[str, Any]]
) -> Iterator[Change]:
    missing, left = _paired(field, wanted, there)
    for values in missing:
        yield Change(path=f"{field.name}[+]", kind=ChangeKind.ADD, after=values)
    for element in left:
        number = held(element, _key(field).observed)
        yield Change(path=f"{field.name}[{number}]", kind=ChangeKind.REMOVE, before=members_of(field, element))


def _paired(
    field: Field, wanted: Iterable[Mapping[str, Any]], there: Iterable[Mapping[str, Any]]
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Pair the elements that were to be inserted with those that are there; give what is left on either side."""
    missing: list[Mapping[str, Any]] = []
    left = list(there)
    for element in wanted:
        values = {name: value for name, value in element.items() if name not in {field.key, OPERATION}}
        if not take_like(field, values, left):
            missing.append(values)
    return missing, left


def _key(field: Field) -> Field:
    key = field.member(field.key)
    assert key is not None
    return key
