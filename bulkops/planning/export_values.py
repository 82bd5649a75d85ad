"""What a document shows of the fields of a payload, as a user would write it: the diff the other way round."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from bulkops.core.field import Field, Kind
from bulkops.core.observed import held
from bulkops.planning.diff import shown_form

#: Stands for a value that is not there, or that no payload could hold: None is a value too.
_NOTHING = object()


def shown_payload(fields: tuple[Field, ...], document: Mapping[str, Any], *, nulls: bool = False) -> dict[str, Any]:
    """Give the payload that a document shows.

    Args:
        fields: Which fields.
        document: As it was read.
        nulls: Write what is empty too, where null can be sent: of a document that is always sent as a whole.
    """
    payload = {}
    for field in fields:
        value = held(document, field.observed)
        if value is None or value == "":
            if nulls and field.nullable and field.observed in document:
                payload[field.name] = value
            continue
        found = _value(field, value)
        if found is not _NOTHING:
            payload[field.name] = found
    return payload


def _value(field: Field, value: Any) -> Any:
    match field.kind:
        case Kind.GROUP:
            return (isinstance(value, Mapping) and shown_payload(field.fields, value)) or _NOTHING
        case Kind.LIST:
            return _elements(field, value) if isinstance(value, list) else _NOTHING
        case Kind.FLAG:
            return value if isinstance(value, bool) else _NOTHING
        case Kind.INTEGER | Kind.DECIMAL:
            return _number(field, value)
        case _:
            return _NOTHING if isinstance(value, (Mapping, list)) else shown_form(field, value)


def _number(field: Field, value: Any) -> Any:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return _NOTHING
    if isinstance(value, bool) or not number.is_finite():
        return _NOTHING
    if field.kind is Kind.DECIMAL:
        return number
    return int(number) if number == number.to_integral_value() else _NOTHING


def _elements(field: Field, values: list[Any]) -> Any:
    """Give the elements of a list; of one whose keys do not tell its elements apart, nothing."""
    elements = [shown_payload(field.fields, value) for value in values if isinstance(value, Mapping)]
    keys = {element.get(field.key) for element in elements}
    if None in keys or len(keys) < len(values):
        return _NOTHING
    # What names an element and says nothing of it would be a change of nothing.
    return [element for element in elements if len(element) > 1] or _NOTHING
