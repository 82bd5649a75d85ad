"""What a document shows of the fields of a payload, as a user would write it: the diff the other way round."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from bulkops.core.field import Field, Kind
from bulkops.core.observed import held
from bulkops.planning.diff import shown_form

_SINGLE = frozenset({Kind.TEXT, Kind.CHOICE, Kind.UUID, Kind.DATE, Kind.FLAG})
_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL})
_NESTED = (dict, list)  # as answers hold them
#: Stands for a value that is not there, or that no payload could hold: None is a value too.
_NOTHING = object()


def shown_payload(
    fields: tuple[Field, ...],
    document: Mapping[str, Any],
    lost: Callable[[str], object],
    *,
    nulls: bool = False,
    prefix: str = "",
) -> dict[str, Any]:
    """Give the payload that a document shows.

    Args:
        fields: Which fields.
        document: As it was read.
        lost: Told the path of each value that no payload could hold.
        nulls: Write what is empty too, where null can be sent: of a document that is always sent as a whole.
        prefix: What stands before the paths.
    """
    payload = {}
    for field in fields:
        value = held(document, field.observed)
        if value is None or value == "":
            if nulls and field.nullable and field.observed in document:
                payload[field.name] = value
            continue
        found = _value(field, value, lost, prefix + field.name)
        if found is _NOTHING:
            lost(prefix + field.name)
        elif found or not field.fields:
            payload[field.name] = found
    return payload


def _value(field: Field, value: Any, lost: Callable[[str], object], path: str) -> Any:
    kind = field.kind
    if kind in _SINGLE:
        return _NOTHING if isinstance(value, _NESTED) else shown_form(field, value)
    if kind in _NUMBERS:
        return _NOTHING if isinstance(value, bool) else _number(field, value)
    if kind is Kind.GROUP and isinstance(value, dict):
        return shown_payload(field.fields, value, lost, prefix=f"{path}.")
    if kind is Kind.LIST and isinstance(value, list):
        return _elements(field, value, lost, path)
    return _NOTHING


def _number(field: Field, value: Any) -> Any:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return _NOTHING
    if not number.is_finite():
        return _NOTHING
    if field.kind is Kind.DECIMAL:
        return number
    return int(number) if number == number.to_integral_value() else _NOTHING


def _elements(field: Field, values: list[Any], lost: Callable[[str], object], path: str) -> Any:
    """Give the elements of a list; of one whose keys do not tell its elements apart, nothing."""
    elements = [
        shown_payload(field.fields, value, lost, prefix=f"{path}[{at}].")
        for at, value in enumerate(values, 1)
        if isinstance(value, dict)
    ]
    keys = {element.get(field.key) for element in elements}
    if None in keys or len(keys) < len(values):
        return _NOTHING
    # What names an element and says nothing of it would be a change of nothing.
    return [element for element in elements if len(element) > 1]
