"""Compare three ways: what was planned from, what others have made of it, and what is wanted.

Values are compared as a bookkeeper does (`planning.diff`). A field is shown where the user set it or others changed
it. What an answer did not show when the plan was made cannot be said to have changed.
"""

from collections.abc import Iterator
from typing import Any

from bulkops.core.conflict import Conflict, Standing, ThreeWay
from bulkops.core.field import Field, Kind, walk
from bulkops.core.observed import held
from bulkops.core.operation import Document, Effect, OperationType, Payload
from bulkops.planning.diff import equal, shown_form
from bulkops.planning.three_way_elements import Elements

#: Operations whose payload is laid over the fields of their target.
LAID_OVER = frozenset({Effect.CONDITIONAL_UPDATE, Effect.UPSERT})


def conflict_of(
    operation_type: OperationType,
    target: str,
    payload: Payload,
    before: Document | None,
    theirs: Document | None,
    *,
    foreseen: bool = False,
) -> Conflict:
    """Say what an operation is in conflict with.

    Args:
        operation_type: What was to be done.
        target: Key of the document.
        payload: What was wanted of it.
        before: The document as planned from; empty where there was none, None where it is not known.
        theirs: The document as others have left it; None: it is gone.
        foreseen: `before` was not read: it is how an earlier step of the plan would have left the document.
    """
    resource = operation_type.resource
    rows: list[ThreeWay] = []
    if theirs is not None:
        laid_over = operation_type.effect in LAID_OVER
        fields, wanted = (operation_type.fields, payload) if laid_over else (resource.fields, {})
        if before and not foreseen:
            rows += _standing_facts(operation_type, before, theirs)
        rows += three_way(fields, wanted, before, theirs)
    return Conflict(
        noun=resource.noun,
        target=target,
        rows=tuple(rows),
        gone=theirs is None,
        planned=before is not None,
        foreseen=foreseen,
    )


def three_way(
    fields: tuple[Field, ...], payload: Payload, before: Document | None, theirs: Document
) -> tuple[ThreeWay, ...]:
    """Compare a document with what was planned from and with what is wanted.

    Args:
        fields: What can be compared.
        payload: What the user set; what is not in it is wanted as it is.
        before: The document as planned from; empty where there was none, None where it is not known.
        theirs: The document as others have left it.
    """
    return tuple(_rows(fields, payload, before, theirs, ""))


def _standing_facts(operation_type: OperationType, before: Document, theirs: Document) -> Iterator[ThreeWay]:
    """Compare what no payload sets: the status in the life cycle, and the sum."""
    resource, transition = operation_type.resource, operation_type.transition
    for path in (resource.status, resource.net):
        old, new = (held(document, path) if path else None for document in (before, theirs))
        if old is None or old == new:
            continue
        reached = path == resource.status and transition is not None and new in transition.after
        standing = Standing.SAME if reached else Standing.THEIRS
        yield ThreeWay(path=path, standing=standing, before=old, theirs=new)


def _rows(
    fields: tuple[Field, ...], payload: Payload, before: Document | None, theirs: Document, prefix: str
) -> Iterator[ThreeWay]:
    for field in fields:
        asked = field.name in payload
        if field.control or not (asked or _was_shown(field, before)):
            continue
        path, wanted = prefix + field.name, payload.get(field.name)
        if not field.observed:
            if asked:
                yield _row(field, path, Standing.UNREAD, asked=True, ours=wanted)
        elif field.kind is Kind.LIST and not (asked and wanted is None):
            old = None if before is None else held(before, field.observed) or ()
            yield from Elements(field, path, old, held(theirs, field.observed) or (), _rows).rows(wanted or ())
        elif field.kind is Kind.GROUP and not (asked and wanted is None):
            group = None if before is None else held(before, field.observed) or {}
            yield from _rows(field.fields, wanted or {}, group, held(theirs, field.observed) or {}, f"{path}.")
        else:
            yield from _leaf(field, path, payload, before, theirs)


def _was_shown(field: Field, before: Document | None) -> bool:
    """Whether a change of a field that nobody asked for would be seen; of a document that was not there, all are."""
    if before is None or not field.observed:
        return False
    return not before or field.observed.partition(".")[0] in before


def _leaf(field: Field, path: str, payload: Payload, before: Document | None, theirs: Document) -> Iterator[ThreeWay]:
    asked, wanted = field.name in payload, payload.get(field.name)
    old, new = (held(document or {}, field.observed) for document in (before, theirs))
    agreed = asked and _agreed(field, wanted, new)
    if before is None:
        standing = Standing.KEPT if agreed else Standing.OURS
    else:
        # Their value is taken for a wish, as ours is one: so neither side is looked at more closely.
        they, we = not equal(field, shown_form(field, new), old), asked and not equal(field, wanted, old)
        standing = _standing(they=they, we=we, agreed=agreed)
    if asked or standing is not Standing.KEPT:
        shown = {"before": shown_form(field, old), "theirs": shown_form(field, new), "ours": wanted}
        yield _row(field, path, standing, asked=asked, **shown)


def _agreed(field: Field, wanted: Any, theirs: Any) -> bool:
    """Whether two wishes are one; which of them is ours makes no difference."""
    return equal(field, wanted, theirs) or equal(field, shown_form(field, theirs), field.as_observed(wanted))


def _standing(*, they: bool, we: bool, agreed: bool) -> Standing:
    if they and we:
        return Standing.SAME if agreed else Standing.CLASH
    if they:
        return Standing.THEIRS
    return Standing.OURS if we else Standing.KEPT


def _row(field: Field, path: str, standing: Standing, *, asked: bool, **values: Any) -> ThreeWay:
    if field.sensitive or any(member.sensitive for _, member in walk(field.fields)):
        return ThreeWay(path=path, standing=standing, asked=asked, sensitive=True)
    return ThreeWay(path=path, standing=standing, asked=asked, **values)
