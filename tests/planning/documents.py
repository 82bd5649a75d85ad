"""Strategies made from field declarations: what a user may want, and how the API would answer it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from bulkops.core.field import Field, Form, Kind
from bulkops.core.observed import held
from bulkops.planning.instance import normal

LETTERS = "abcÅø 019-"


def readable(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Give the fields whose value the API shows again, without those that steer a request."""
    return tuple(field for field in fields if field.observed and not field.control)


def wanted(fields: tuple[Field, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Values of some of the fields, as a checked payload holds them."""
    return st.fixed_dictionaries({}, optional={field.name: value_of(field) for field in readable(fields)})


def value_of(field: Field) -> st.SearchStrategy[Any]:
    """A value of one field."""
    values = _LEAVES[field.kind](field) if field.kind in _LEAVES else _nested(field)
    return st.none() | values if field.nullable else values


def _nested(field: Field) -> st.SearchStrategy[Any]:
    if field.kind is Kind.GROUP:
        return wanted(field.fields).filter(bool)
    key = field.member(field.key)
    assert key is not None
    element = st.tuples(value_of(key), wanted(field.fields)).map(lambda pair: {key.name: pair[0], **pair[1]})
    return st.lists(element, min_size=1, max_size=4, unique_by=lambda one: one[key.name])


_TEXTS = st.text(LETTERS, max_size=6).map(str.strip)
_LEAVES: Mapping[Kind, Any] = {
    Kind.TEXT: lambda field: st.from_regex(field.pattern, fullmatch=True) if field.pattern else _TEXTS,
    Kind.FLAG: lambda _field: st.booleans(),
    Kind.INTEGER: lambda field: st.integers(max(field.minimum, 1), 50),
    Kind.DECIMAL: lambda _field: st.decimals(-(10**6), 10**6, places=3).map(normal),
    Kind.DATE: lambda _field: st.dates().map(lambda day: day.isoformat()),
    Kind.CHOICE: lambda field: st.sampled_from(field.choices),
    Kind.UUID: lambda _field: st.uuids().map(str),
}


def answered(fields: tuple[Field, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    """Write values as the API answers them: other names, times beside dates, more decimals, year first."""
    document: dict[str, Any] = {"untouched": "as it was"}
    for field in fields:
        if field.name in values and field.observed:
            *above, last = field.observed.split(".")
            node = document
            for name in above:
                node = node.setdefault(name, {"description": "shown beside it"})
            node[last] = _answer(field, values[field.name])
    return document


def _answer(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if field.kind is Kind.GROUP:
        return answered(field.fields, value)
    if field.kind is Kind.LIST:
        return [answered(field.fields, element) for element in value]
    if field.kind is Kind.DATE:
        return f"{value}T00:00:00"
    if field.kind is Kind.DECIMAL:
        return value + Decimal("0.0000")
    return value[2:] + value[:2] if field.observed_form is Form.YEAR_FIRST else value


def elements(field: Field, document: Mapping[str, Any]) -> dict[Any, Any]:
    """Give the elements that a document holds of a list, by key."""
    key = field.member(field.key)
    assert key is not None
    return {held(element, key.observed): element for element in held(document, field.observed) or ()}
