"""From a step to what a reviewer sees of it: sensitive values are left out here, once for every rendering."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from typing import Any

from bulkops.core.change import Change, ChangeKind
from bulkops.core.conflict import Conflict
from bulkops.core.field import Field, field_at
from bulkops.core.json import loads
from bulkops.core.observed import held
from bulkops.core.operation import OperationType
from bulkops.core.shown import HIDDEN, Shown
from bulkops.core.step import Step, Verdict
from bulkops.planning.three_way import conflict_of

_ELEMENT = re.compile(r"([^\[\]]+)\[([^\]]*)\](?:\..*)?")
_CENT = Decimal("0.01")


def show(step: Step, operation_type: OperationType) -> Shown:
    """Show a step; what it will send, and what is known of its target beside the step, is for the caller to add."""
    payload = loads(step.payload) if step.payload else {}
    document = loads(step.before) if step.before else None
    return Shown(
        seq=step.seq,
        manifest=step.manifest,
        id=step.id,
        type=step.type,
        verdict=step.verdict,
        reason=step.reason,
        place=step.place,
        target=step.target,
        target_from=step.target_from,
        tag=step.tag,
        tag_from=step.tag_from,
        needs=step.needs,
        natural_key=step.natural_key,
        currency=step.currency,
        amount=step.amount,
        amount_before=_net_before(operation_type, document),
        existing=document is not None,
        payload=without_sensitive(operation_type.fields, payload) if isinstance(payload, Mapping) else {},
        changes=tuple(_discreet(change, operation_type.fields) for change in step.changes),
        kept=_kept(operation_type, step, document),
        conflict=_conflict(operation_type, step, payload, document),
        content=step.content,
        payload_digest=sha256(step.payload).hexdigest() if step.payload else "",
    )


def without_sensitive(fields: tuple[Field, ...], members: Mapping[str, Any]) -> dict[str, Any]:
    """Put `HIDDEN` in the place of sensitive values, wherever in the members they are."""
    by_name = {field.name: field for field in fields}
    return {name: _without(by_name.get(name), value) for name, value in members.items()}


def _without(field: Field | None, value: Any) -> Any:
    if field is None or value is None:
        return value
    if field.sensitive:
        return HIDDEN
    if isinstance(value, Mapping):
        return without_sensitive(field.fields, value)
    if isinstance(value, list) and field.fields:
        return [_without(replace(field, sensitive=False), element) for element in value]
    return value


def _discreet(change: Change, fields: tuple[Field, ...]) -> Change:
    """Leave out what is sensitive of a change: both sides, or in an element that comes or goes, such members."""
    if change.sensitive:
        return replace(change, before=None, after=None)
    field = field_at(fields, change.path)
    return replace(change, before=_without(field, change.before), after=_without(field, change.after))


def _net_before(operation_type: OperationType, document: Mapping[str, Any] | None) -> Decimal | None:
    path = operation_type.resource.net
    net = held(document, path) if document is not None and path else None
    return None if net is None else Decimal(net).quantize(_CENT)


def _kept(operation_type: OperationType, step: Step, document: Mapping[str, Any] | None) -> dict[str, tuple[int, int]]:
    """Count, by list, the elements that stay as they are."""
    if document is None:
        return {}
    touched: dict[str, set[str]] = {}
    for change in step.changes:
        if (match := _ELEMENT.fullmatch(change.path)) is not None:
            keys = touched.setdefault(match[1], set())
            if change.kind is not ChangeKind.ADD:
                keys.add(match[2])
    kept = {}
    for name, keys in touched.items():
        elements = held(document, operation_type.shown_at(name)) if operation_type.shown_at(name) else None
        if isinstance(elements, list):
            kept[name] = (max(len(elements) - len(keys), 0), len(elements))
    return kept


def _conflict(
    operation_type: OperationType, step: Step, payload: Any, document: Mapping[str, Any] | None
) -> Conflict | None:
    """Hold the document as it is now against what is wanted; nobody knows the version that the user has named."""
    if step.verdict is not Verdict.CONFLICT or not operation_type.targeted or operation_type.spawn is not None:
        return None
    return conflict_of(operation_type, step.target, payload, None, document or {})
