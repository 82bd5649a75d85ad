"""Values that policies compare: what is written in a policy, and what stands in a plan, as one kind of value."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bulkops.core.field import Kind

#: A value that a step does not have.
MISSING = object()

_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,10})?")
_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL})
#: What a kind of value is called in a sentence.
NOUNS: Mapping[Kind | None, str] = {
    **dict.fromkeys(_NUMBERS, "a number"),
    Kind.DATE: "a date such as 2026-03-31",
    Kind.FLAG: "`true` or `false`",
}


class Operator(StrEnum):
    """How a policy compares."""

    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    IN = "in"
    NOT_IN = "not in"
    MATCHES = "matches"
    NOT_MATCHES = "not matches"
    EXISTS = "exists"
    ABSENT = "absent"


PRESENCE = frozenset({Operator.EXISTS, Operator.ABSENT})
LISTED = frozenset({Operator.IN, Operator.NOT_IN})
PATTERNS = frozenset({Operator.MATCHES, Operator.NOT_MATCHES})
ORDERED = frozenset({Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST})
#: Operators that are about text, or about what has an order.
_ORDERED_KINDS = _NUMBERS | {Kind.DATE}

_COMPARE: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: lambda value, wanted: bool(value == wanted),
    Operator.UNEQUAL: lambda value, wanted: bool(value != wanted),
    Operator.LESS: lambda value, wanted: bool(value < wanted),
    Operator.AT_MOST: lambda value, wanted: bool(value <= wanted),
    Operator.MORE: lambda value, wanted: bool(value > wanted),
    Operator.AT_LEAST: lambda value, wanted: bool(value >= wanted),
    Operator.IN: lambda value, wanted: value in wanted,
    Operator.NOT_IN: lambda value, wanted: value not in wanted,
    Operator.MATCHES: lambda value, wanted: wanted.fullmatch(value) is not None,
    Operator.NOT_MATCHES: lambda value, wanted: wanted.fullmatch(value) is None,
}


def fits(operator: Operator, kind: Kind | None) -> bool:
    """Say whether an operator can be used on a kind of value."""
    if operator in PRESENCE:
        return True
    if kind in {Kind.GROUP, Kind.LIST}:
        return False
    if operator in ORDERED:
        return kind in _ORDERED_KINDS
    return operator not in PATTERNS or kind not in {*_ORDERED_KINDS, Kind.FLAG}


def read(kind: Kind | None, value: Any) -> Any:
    """Read a value, written or planned, as a kind.

    Raises:
        ValueError: It is of another kind.
    """
    if kind in _NUMBERS:
        text = str(value)  # of a truth value it is no number
        if not _NUMBER.fullmatch(text):
            raise ValueError(text)
        return Decimal(text)
    if kind is Kind.FLAG:
        if not isinstance(value, bool) and str(value) not in {"true", "false"}:
            raise ValueError(str(value))
        return str(value).lower() == "true"
    if kind is None and isinstance(value, bool | int | Decimal):
        return str(value).lower()
    if isinstance(value, str):
        return date.fromisoformat(value).isoformat() if kind is Kind.DATE else str(value)
    raise ValueError(type(value).__name__)


def holds(operator: Operator, kind: Kind | None, value: Any, wanted: Any) -> bool:
    """Say whether a value of a plan is as a policy wants it.

    Args:
        operator: How it is compared.
        kind: What stands there.
        value: The value; `MISSING` and None are no value.
        wanted: What the policy says, read; of a pattern compiled, of a list a set.

    Raises:
        ValueError: The value is of another kind.
    """
    if operator in PRESENCE:
        return (value is MISSING or value is None) is (operator is Operator.ABSENT)
    return _COMPARE[operator](read(kind, value), wanted)


def values_at(node: Any, path: Sequence[str]) -> Iterator[Any]:
    """Give what stands at a path: of a list each element; `MISSING` where a member is not there."""
    if not path:
        yield node
        return
    name, rest = path[0].removesuffix("[]"), path[1:]
    value = node.get(name, MISSING) if isinstance(node, Mapping) else MISSING
    if not path[0].endswith("[]"):
        yield from values_at(value, rest)
    elif isinstance(value, list | tuple):
        for element in value:
            yield from values_at(element, rest)
