"""Hold a document of a pilot against what was sent. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from bulkops.core.change import Change, ChangeKind
from bulkops.core.drift import DriftKind
from bulkops.core.field import Kind
from bulkops.core.json import loads
from bulkops.core.observed import Observed, held
from bulkops.core.operation import Document
from bulkops.core.pilot import PilotDocument, PilotVerdict
from bulkops.core.resource import Resource
from bulkops.core.written import Written
from bulkops.planning.diff import OPERATION, difference
from bulkops.planning.drift import drift_of
from bulkops.planning.left import Left

_CENT = Decimal("0.01")
_VERDICTS = {DriftKind.GONE: PilotVerdict.GONE, DriftKind.TOUCHED: PilotVerdict.EQUAL}


def read_back(left: Left, key: str, observed: Observed, writes: Collection[Written]) -> PilotDocument:
    """Say whether a document is as it was sent: its fields, its status and its net sum.

    That it is another version than the one the last answer told of is no difference: systems go on working on what was
    released, and nothing of that is ours.

    Args:
        left: As our operations have left it; at least one has written it.
        key: Its key.
        observed: As it was read back.
        writes: Our operations on it.
    """
    last, resource, document = left.last, left.resource, observed.document
    assert last is not None
    drift = None if left.removed else drift_of(left, key, observed)
    compared, unseen = (0, ()) if document is None or left.removed else _compared(left, document, writes)
    net, changes = _money(document, resource.net), drift.changes if drift is not None else ()
    if document is not None and not left.removed:
        changes += tuple(_too_many(left, document, writes, changes))
    verdict = _verdict(left, document, drift.kind if drift is not None else None, net)
    if verdict is PilotVerdict.EQUAL and changes:
        verdict = PilotVerdict.DIFFERS
    return PilotDocument(
        verdict=verdict,
        resource=resource.full_name,
        noun=resource.noun,
        key=key,
        id=last.id,
        type=last.type,
        place=last.place,
        compared=compared,
        unseen=unseen,
        changes=changes,
        currency=left.currency or str((document and held(document, resource.currency)) or ""),
        net_sent=None if left.amount is None or left.removed else left.amount.quantize(_CENT),
        net_found=net,
        vat_found=_money(document, resource.vat),
    )


def _verdict(left: Left, document: Document | None, drift: DriftKind | None, net: Decimal | None) -> PilotVerdict:
    if left.removed:
        return PilotVerdict.EQUAL if document is None else PilotVerdict.THERE
    if drift is not None and drift is not DriftKind.TOUCHED:
        return _VERDICTS.get(drift, PilotVerdict.DIFFERS)
    if left.amount is not None and net is not None and left.amount.quantize(_CENT) != net:
        return PilotVerdict.DIFFERS
    return PilotVerdict.EQUAL


def _compared(left: Left, document: Document, writes: Collection[Written]) -> tuple[int, tuple[str, ...]]:
    """Count the fields that could be compared, and name those that could not."""
    payload, known = left.wanted(document)
    found = difference(left.resource.fields, payload, document, known=known)
    unread = {_plain(change.path) for change in found.changes if change.kind is ChangeKind.UNREAD}
    for written in writes:
        sent = loads(written.payload) if written.payload else {}
        unread |= {field.name for field in _unobserved(left.resource, sent)}
    return sum(map(_count, payload.values())), tuple(sorted(unread))


def _unobserved(resource: Resource, sent: Mapping[str, Any]) -> Iterable[Any]:
    return (field for field in resource.fields if field.name in sent and not field.observed and not field.control)


def _too_many(left: Left, document: Document, writes: Collection[Written], told: Iterable[Change]) -> Iterator[Change]:
    """Say of lists that one operation alone has set, for a new document, where they show another number of elements."""
    paths, kept = [change.path for change in told], left.wanted(document)[0]
    sent = [(written, loads(written.payload)) for written in writes if written.payload]
    for field in left.resource.fields:
        setting = [(written.made, body[field.name]) for written, body in sent if body.get(field.name) is not None]
        if field.kind is not Kind.LIST or field.name not in kept or len(setting) != 1 or not setting[0][0]:
            continue
        wanted, found = len(setting[0][1]), len(held(document, field.observed) or ())
        if wanted != found and not any(path.startswith(f"{field.name}[") for path in paths):
            yield Change(path=field.name, before=_elements(wanted), after=_elements(found))


def _elements(count: int) -> str:
    return f"{count} element{'' if count == 1 else 's'}"


def _count(value: Any) -> int:
    """Count the values that a value is made of; what is to be done with an element is none."""
    if isinstance(value, Mapping):
        return sum(_count(member) for name, member in value.items() if name != OPERATION)
    if isinstance(value, list | tuple):
        return sum(map(_count, value))
    return 1


def _plain(path: str) -> str:
    """Leave the keys of elements out of a path."""
    head, bracket, rest = path.partition("[")
    return f"{head}[]{rest.partition(']')[2]}" if bracket else head


def _money(document: Document | None, path: str) -> Decimal | None:
    amount = held(document, path) if document is not None and path else None
    return None if amount is None else Decimal(amount).quantize(_CENT)
