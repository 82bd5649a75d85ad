"""Compare a document with what operations of ours have left it as. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bulkops.core.change import Change, ChangeKind
from bulkops.core.drift import Drift, DriftKind
from bulkops.core.field import Field
from bulkops.core.observed import Observed, held
from bulkops.core.operation import Document
from bulkops.planning.diff import difference
from bulkops.planning.left import Left
from bulkops.planning.show import without_sensitive

_CENT = Decimal("0.01")


def drift_of(left: Left, key: str, observed: Observed) -> Drift | None:
    """Say what others have changed of a document; None: nothing that can be seen.

    Args:
        left: As our operations have left it; at least one has written it.
        key: Its key.
        observed: As it is now.
    """
    document, last, resource = observed.document, left.last, left.resource
    assert last is not None
    moved = status_change(left, document)
    changes = () if document is None else changes_since(left, document)
    kind = _kind(left, observed, moved, changes)
    if kind is None:
        return None
    return Drift(
        kind=kind,
        resource=resource.full_name,
        noun=resource.noun,
        key=key,
        run=last.run,
        manifest=last.manifest,
        id=last.id,
        type=last.type,
        at=last.at,
        place=last.place,
        changes=(*((moved,) if moved else ()), *changes),
        status=_text(document, resource.status),
        currency=left.currency or _text(document, resource.currency),
        amount=left.amount,
        amount_now=_net(document, resource.net),
        purged=left.purged,
    )


def changes_since(left: Left, document: Document) -> tuple[Change, ...]:
    """Say which fields are not as they were left: as left (`before`), as found (`after`); nothing sensitive in them."""
    fields = left.resource.fields
    payload, known = left.wanted(document)
    found = difference(fields, payload, document, known=known)
    lost = (Change(path=path, kind=ChangeKind.REMOVE, before=_element(payload, fields, path)) for path in found.missing)
    return tuple(_discreet(fields, change) for change in (*_turned(found.changes), *lost))


def status_change(left: Left, document: Document | None) -> Change | None:
    """Say how others have moved the status on; None: they have not, or that is not known."""
    status = _text(document, left.resource.status)
    if not left.statuses or not status or status in left.statuses:
        return None
    return Change(path=left.resource.status, before=" or ".join(sorted(left.statuses)), after=status)


def another_version(left: Left, tag: str) -> bool:
    """Whether a document is another version than the one that was left, as far as both are known."""
    return bool(left.tag and tag and left.tag != tag)


def _kind(left: Left, observed: Observed, moved: Change | None, changes: tuple[Change, ...]) -> DriftKind | None:
    if observed.document is None:
        return DriftKind.GONE
    if moved is not None:
        return DriftKind.MOVED
    if changes:
        return DriftKind.CHANGED
    return DriftKind.TOUCHED if another_version(left, observed.tag) else None


def _turned(changes: list[Change]) -> Iterator[Change]:
    """Turn what would have to change to be as left into what has changed since."""
    kinds = {ChangeKind.ADD: ChangeKind.REMOVE, ChangeKind.REMOVE: ChangeKind.ADD}
    for change in changes:
        if change.kind is not ChangeKind.UNREAD:
            kind = kinds.get(change.kind, change.kind)
            yield replace(change, kind=kind, before=change.after, after=change.before)


def _element(payload: Mapping[str, Any], fields: tuple[Field, ...], path: str) -> Mapping[str, Any] | None:
    """Give what was set of an element that is not there any more."""
    name, _, number = path.rstrip("]").partition("[")
    field = next(field for field in fields if field.name == name)
    for element in payload[name]:
        if str(element.get(field.key)) == number:
            return {member: value for member, value in element.items() if member not in {"operation", field.key}}
    return None


def _discreet(fields: tuple[Field, ...], change: Change) -> Change:
    if change.sensitive:
        return replace(change, before=None, after=None)
    field = next((field for field in fields if field.name == change.path.partition("[")[0]), None)
    if field is None or not change.path.endswith("]"):
        return change
    before, after = (side and without_sensitive(field.fields, side) for side in (change.before, change.after))
    return replace(change, before=before, after=after)


def _text(document: Document | None, path: str) -> str:
    return str(held(document, path) or "") if document is not None and path else ""


def _net(document: Document | None, path: str) -> Decimal | None:
    net = held(document, path) if document is not None and path else None
    return None if net is None else Decimal(net).quantize(_CENT)
