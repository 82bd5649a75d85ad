"""The values that bring a document back to what it was: of the fields that operations have set, as they were before.

Pure. Only what was set is brought back; what the system fills in or computes follows by itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bulkops.core.field import Field, Kind
from bulkops.core.observed import held
from bulkops.core.operation import Document, Payload
from bulkops.planning.diff import DELETE, INSERT, OPERATION, UPDATE, shown_form, take_like


@dataclass(slots=True)
class Restored:
    """What a payload has to hold.

    Attributes:
        values: The fields as they were.
        unknown: Paths of what was set and cannot be brought back: the API does not show it, or takes no empty value.
        renumbered: Paths of deleted elements that come back, under new numbers.
    """

    values: dict[str, Any] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    renumbered: list[str] = field(default_factory=list)


def restored(fields: tuple[Field, ...], sets: list[Payload], before: Document, now: Document) -> Restored:
    """Say how a document was.

    Args:
        fields: What a payload may hold.
        sets: What operations have set, in order.
        before: The document before the first of them.
        now: The document as it is.
    """
    result = Restored()
    for item in fields:
        given = [payload[item.name] for payload in sets if item.name in payload]
        if not given or item.control:
            continue
        if not item.observed:
            result.unknown.append(item.name)
            continue
        was, present = held(before, item.observed), held(now, item.observed)
        if item.kind is Kind.LIST and item.member(OPERATION) is not None:
            _elements(item, [one for one in given if one], was or (), present or (), result)
        elif item.kind is Kind.GROUP and was:
            inner = restored(item.fields, [one for one in given if one], was, present or {})
            _take(result, item.name, inner)
        else:
            _value(item, was, result)
    return result


def _value(item: Field, was: Any, result: Restored) -> None:
    value = _as_written(item, was)
    if value is not None or item.nullable:
        result.values[item.name] = value
    elif item.kind is Kind.TEXT and not item.pattern:
        result.values[item.name] = ""
    else:
        result.unknown.append(item.name)


def _take(result: Restored, path: str, inner: Restored) -> None:
    if inner.values:
        result.values[path] = inner.values
    result.unknown += [f"{path}.{name}" for name in inner.unknown]


def _elements(item: Field, given: list[Any], before: Any, now: Any, result: Restored) -> None:
    """Bring back the elements of a list that is changed one by one."""
    key = item.member(item.key)
    assert key is not None
    was, present = _by_key(key, before), _by_key(key, now)
    changed, added = _sorted_out(key, (element for elements in given for element in elements))
    send: list[dict[str, Any]] = []
    for number, sets in changed.items():
        path = f"{item.name}[{number}]"
        if number in was and number in present:
            inner = restored(item.fields, sets, was[number], present[number])
            result.unknown += [f"{path}.{name}" for name in inner.unknown]
            if inner.values:
                send.append({OPERATION: UPDATE, key.name: number, **inner.values})
        elif number in was:
            send.append({OPERATION: INSERT, **_whole(item, was[number])})
            result.renumbered.append(path)
    fresh = [element for number, element in present.items() if number not in was]
    for values in added:
        rest = list(fresh)
        if take_like(item, values, rest):
            taken = next(element for element in fresh if not any(element is other for other in rest))
            fresh = rest
            send.append({OPERATION: DELETE, key.name: shown_form(key, held(taken, key.observed))})
    if send:
        result.values[item.name] = send


def _sorted_out(key: Field, elements: Iterable[Payload]) -> tuple[dict[Any, list[Payload]], list[dict[str, Any]]]:
    """Tell the elements that were changed or deleted, by number, from those that were added."""
    changed: dict[Any, list[Payload]] = {}
    added: list[dict[str, Any]] = []
    for element in elements:
        number = element.get(key.name)
        if number is None or element.get(OPERATION) == INSERT:
            added.append({name: value for name, value in element.items() if name not in {key.name, OPERATION}})
        else:
            changed.setdefault(number, []).append(element)
    return changed, added


def _whole(item: Field, element: Document) -> dict[str, Any]:
    """Give all that an element has held, as a new one is written; its number is the system's to give."""
    values = {}
    for member in item.fields:
        if member.observed and not member.control and not member.deprecated:
            value = _as_written(member, held(element, member.observed))
            if value not in (None, "", []):
                values[member.name] = value
    return values


def _as_written(item: Field, value: Any) -> Any:
    """Bring what a document shows into the form in which a manifest holds it."""
    if value is None:
        return None
    if item.kind is Kind.LIST:
        return [_group(item, element) for element in value]
    if item.kind is Kind.GROUP:
        return _group(item, value)
    return shown_form(item, value)


def _group(item: Field, value: Mapping[str, Any]) -> dict[str, Any]:
    members = {
        member.name: _as_written(member, held(value, member.observed)) for member in item.fields if member.observed
    }
    return {name: member for name, member in members.items() if member is not None}


def _by_key(key: Field, elements: Any) -> dict[Any, Mapping[str, Any]]:
    return {shown_form(key, held(element, key.observed)): element for element in elements}
