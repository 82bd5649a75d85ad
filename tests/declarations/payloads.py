"""Strategies that make payloads of an operation type, in the form that the schemas check: decimals and dates as text."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from bulkops.core.field import Field, Kind

_LETTERS = st.characters(codec="utf-8", exclude_categories=("C", "Z"))
_TEXTS = st.text(_LETTERS, max_size=12)
_DECIMALS = st.decimals(min_value=-(10**15) + 1, max_value=10**15 - 1, places=6, allow_nan=False, allow_infinity=False)
_PERIODS = {
    r"[0-9]{4}(0[1-9]|1[0-2])": st.builds("{:04}{:02}".format, st.integers(1000, 9999), st.integers(1, 12)),
    r"(0[1-9]|1[0-2])[0-9]{4}": st.builds("{:02}{:04}".format, st.integers(1, 12), st.integers(1000, 9999)),
}
#: What may stand where something else was meant.
JUNK: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    _TEXTS,
    st.sampled_from(["", "2026-02-30", "1e5", "1.2345678", "Insert", "insert", "202613", "00104", "20260331"]),
    st.lists(st.integers(0, 3), max_size=2),
    st.dictionaries(st.sampled_from(["value", "city", "operation"]), st.booleans(), max_size=2),
)


def values(field: Field) -> st.SearchStrategy[Any]:
    """Values that a field takes."""
    found = _plain(field)
    return st.one_of(st.none(), found) if field.nullable else found


def _plain(field: Field) -> st.SearchStrategy[Any]:
    if field.kind is Kind.LIST:
        element = members(field.fields, size_min=1).filter(lambda each: _is_element(field, each))
        return st.lists(element, min_size=1, max_size=2)
    if field.kind is Kind.GROUP:
        return members(field.fields, size_min=1)
    if field.pattern:
        return _PERIODS[field.pattern]
    return {
        Kind.TEXT: st.text(_LETTERS, max_size=field.length_max or 12),
        Kind.FLAG: st.booleans(),
        Kind.INTEGER: st.integers(field.minimum, field.maximum),
        Kind.DECIMAL: _DECIMALS.map("{:f}".format),
        Kind.DATE: st.dates(min_value=date(1000, 1, 1)).map(str),
        Kind.CHOICE: st.sampled_from(field.choices or ("",)),
        Kind.UUID: st.uuids().map(str),
    }[field.kind]


def _is_element(field: Field, element: dict[str, Any]) -> bool:
    if field.member("operation") is None:
        return field.key in element
    return element.get("operation", "Insert") == "Insert" or field.key in element


def members(
    fields: tuple[Field, ...], required: tuple[str, ...] = (), size_min: int = 0
) -> st.SearchStrategy[dict[str, Any]]:
    """Groups with some of their members: few, so that shrinking and comparing are quick."""
    by_name = {field.name: field for field in fields}
    keyed = [name for name in by_name if name in {"taxId", "segmentId", "lineNumber", "lineNbr"}]
    chosen = st.lists(st.sampled_from(sorted(by_name)), unique=True, min_size=size_min, max_size=6)
    return chosen.flatmap(
        lambda names: st.fixed_dictionaries(
            {
                name: values(by_name[name])
                if name not in required
                else values(by_name[name]).filter(lambda value: value != "")
                for name in {*names, *required, *keyed}
            }
        )
    )


def disturbed(payload: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A payload with one value, somewhere, replaced, removed or added."""
    places = list(_places(payload, ()))
    return st.tuples(st.sampled_from(places or [()]), JUNK, st.sampled_from(["set", "drop", "add"])).map(
        lambda change: _changed(payload, *change)
    )


def _places(node: Any, path: tuple[str | int, ...]) -> Any:
    if isinstance(node, dict):
        for name, value in node.items():
            yield (*path, name)
            yield from _places(value, (*path, name))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _places(value, (*path, index))


def _changed(node: Any, path: tuple[str | int, ...], value: Any, how: str) -> Any:
    if not path:
        return node
    step, rest = path[0], path[1:]
    copy: Any = dict(node) if isinstance(node, dict) else list(node)
    if rest:
        copy[step] = _changed(copy[step], rest, value, how)
    elif how == "drop":
        del copy[step]
    elif how == "add" and isinstance(copy, dict):
        copy["unknown"] = value
    else:
        copy[step] = value
    return copy
