"""A document as an update will leave it: what a later step of the same plan is compared with."""

from collections.abc import Mapping
from typing import Any

from bulkops.core.field import Field, Kind
from bulkops.core.observed import held
from bulkops.planning.diff import DELETE, INSERT, OPERATION, shown_form


def projected(fields: tuple[Field, ...], send: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """Lay what is sent over a document.

    Args:
        fields: What may be sent.
        send: As `diff.difference` gives it.
        document: What the system holds; it is not changed.
    """
    result = dict(document)
    for field in fields:
        if field.name not in send or not field.observed:
            continue
        value = send[field.name]
        if field.kind is Kind.LIST and value is not None:
            value = _list(field, value, held(document, field.observed) or [])
        elif field.kind is Kind.GROUP and value is not None:
            value = projected(field.fields, value, held(document, field.observed) or {})
        _put(result, field.observed.split("."), field.as_observed(value))
    return result


def _put(document: dict[str, Any], path: list[str], value: Any) -> None:
    for name in path[:-1]:
        inner = document.get(name)
        document[name] = dict(inner) if isinstance(inner, Mapping) else {}
        document = document[name]
    document[path[-1]] = value


def _list(field: Field, send: list[Any], elements: list[Any]) -> list[Any]:
    key = field.member(field.key)
    assert key is not None
    if field.member(OPERATION) is None:
        return [projected(field.fields, element, {}) for element in send]
    kept: dict[Any, Any] = {_number(key, element): element for element in elements}
    for element in send:
        values = {name: value for name, value in element.items() if name != OPERATION}
        number = values.get(key.name)
        if element.get(OPERATION) == DELETE:
            kept.pop(number, None)
        elif element.get(OPERATION) == INSERT:
            kept[_Unnumbered() if number is None else number] = projected(field.fields, values, {})
        else:
            kept[number] = projected(field.fields, values, kept[number])
    return list(kept.values())


class _Unnumbered:
    """Stands for the number of an element to which the system gives one: unlike any other."""


def _number(key: Field, element: Mapping[str, Any]) -> Any:
    number = shown_form(key, held(element, key.observed))
    return _Unnumbered() if number is None else number
