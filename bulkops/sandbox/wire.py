"""Requests unwrapped: what a body holds, by the declared fields, as plain values.

Names are read in any case and unknown ones are passed over, as the system does (visma-net.md, section 9).
"""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

from bulkops.core.field import Field, Kind
from bulkops.sandbox.errors import RefusedError
from bulkops.sandbox.times import day

#: Far above any amount; what is larger would leave the precision that sums are made with.
_DECIMAL_MAX = 10**15


class Member:
    """A field, prepared for reading and for laying over a document.

    Attributes:
        field: Its declaration.
        path: Where the answer shows it; empty: nowhere.
        inner: Members of a GROUP, or of a LIST's elements.
        operated: Of a LIST: its elements say whether they are inserted, updated or deleted.
    """

    __slots__ = ("field", "inner", "operated", "path")

    def __init__(self, field: Field) -> None:
        self.field = field
        self.path = tuple(field.observed.split(".")) if field.observed else ()
        self.inner = Shape(field.fields) if field.fields else None
        self.operated = field.member("operation") is not None


class Shape:
    """The members that a body may have."""

    __slots__ = ("lowered", "members")

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self.members = {field.name: Member(field) for field in fields}
        self.lowered = {name.lower(): name for name in self.members}

    def find(self, name: str) -> Member | None:
        """Find a member by its name in any case."""
        found = self.members.get(name)
        if found is None:
            canonical = self.lowered.get(name.lower())
            return None if canonical is None else self.members[canonical]
        return found

    def read(self, body: Any, utc_offset_minutes: int = 0) -> dict[str, Any]:
        """Unwrap a body: values by wire name; null where null was sent.

        Raises:
            RefusedError: A value is not of its field's kind.
        """
        if not isinstance(body, dict):
            raise RefusedError(400, "The request body is not a valid object.")
        values: dict[str, Any] = {}
        for name, sent in body.items():
            member = self.find(name)
            if member is not None:
                values[member.field.name] = _value(member, _unwrapped(member.field, sent), utc_offset_minutes)
        return values


def _unwrapped(field: Field, sent: Any) -> Any:
    if not field.wrapped or sent is None:
        return sent
    if not isinstance(sent, dict):
        raise RefusedError(400, f"Error converting value for '{field.name}': an object with 'value' was expected.")
    if "value" in sent:
        return sent["value"]
    return next((value for name, value in sent.items() if name.lower() == "value"), None)


def _value(member: Member, value: Any, utc_offset_minutes: int) -> Any:
    field = member.field
    if value is None:
        return None
    if member.inner is not None:
        if field.kind is Kind.GROUP:
            return member.inner.read(value, utc_offset_minutes)
        if not isinstance(value, list):
            raise RefusedError(400, f"Error converting value for '{field.name}': a list was expected.")
        return [member.inner.read(element, utc_offset_minutes) for element in value]
    try:
        if field.kind is Kind.DATE:
            return _date(value, utc_offset_minutes)
        return _READERS[field.kind](field, value)
    except (ValueError, TypeError, AttributeError) as error:
        raise RefusedError(400, f"Error converting value {value!r} for '{field.name}'.") from error


def _text(field: Field, value: Any) -> Any:  # noqa: ARG001 - readers have one form
    if isinstance(value, (dict, list, bool)):
        raise TypeError(value)
    return str(value)


def _flag(field: Field, value: Any) -> Any:  # noqa: ARG001
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _integer(field: Field, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(value)
    if value < field.minimum or value > field.maximum:
        raise ValueError(value)
    return value


def _decimal(field: Field, value: Any) -> Any:  # noqa: ARG001
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise TypeError(value)
    if not -_DECIMAL_MAX < value < _DECIMAL_MAX:
        raise ValueError(value)
    return Decimal(value)


def _choice(field: Field, value: Any) -> Any:
    for choice in field.choices:
        if choice.lower() == value.lower():
            return choice
    raise ValueError(value)


def _uuid(field: Field, value: Any) -> Any:  # noqa: ARG001
    return str(UUID(value))


def _date(value: str, utc_offset_minutes: int) -> str:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is not None:
        # A zone moves midnight: that is how a date sent with one comes out a day off.
        moment = moment.astimezone(timezone(timedelta(minutes=utc_offset_minutes)))
    return day(moment.date().isoformat())


_READERS: dict[Kind, Callable[[Field, Any], Any]] = {
    Kind.TEXT: _text,
    Kind.FLAG: _flag,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.CHOICE: _choice,
    Kind.UUID: _uuid,
}
