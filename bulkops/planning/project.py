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
        _put(result, field.observed.split("."), value)
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
    by_key = {shown_form(key, held(element, key.observed)): element for element in elements}
    for element in send:
        values = {name: value for name, value in element.items() if name != OPERATION}
        if element.get(OPERATION) == DELETE:
            by_key.pop(values[key.name], None)
        elif element.get(OPERATION) == INSERT:
            # The system gives the number; until it is read again the element stands under one nobody can name.
            by_key[values.get(key.name) or f"new {len(by_key)}"] = projected(field.fields, values, {})
        else:
            by_key[values[key.name]] = projected(field.fields, values, by_key[values[key.name]])
    return list(by_key.values())
