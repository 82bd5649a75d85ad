"""From text to values: the kind of a field decides how its text is read.

Two steps, so that JSON Schema stays the one gate: `to_instance` gives what the schema checks (decimals and dates still
text), `to_payload` what the program works with (decimals exact and in one normal form).
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from bulkops.core.field import Field, Kind
from bulkops.core.tree import Plain

# What tools that follow YAML 1.1 read as a number or a truth value where we keep the text.
_AMBIGUOUS = re.compile(r"0[0-9_]+|[0-9]+(?::[0-5]?[0-9])+|(?i:yes|no|on|off|y|n)")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLAGS = {"true": True, "false": False}


def plain(raw: Any) -> Any:
    """Turn a raw tree into ordinary dicts, lists and text, without reading any type."""
    if isinstance(raw, str):
        return str(raw)
    if isinstance(raw, Mapping):
        return {str(key): plain(value) for key, value in raw.items()}
    if isinstance(raw, list):
        return [plain(value) for value in raw]
    return raw


class Reader:
    """Reads the members of one group of fields.

    Args:
        fields: The fields that the group may hold.
        notice: Told of each text field whose unquoted value other YAML tools would read differently.
    """

    __slots__ = ("_decimals", "_inner", "_kinds", "_notice")

    def __init__(
        self, fields: tuple[Field, ...], notice: Callable[[str, str], None] = lambda _name, _text: None
    ) -> None:
        self._kinds = {field.name: field.kind for field in fields}
        self._inner = {field.name: Reader(field.fields, notice) for field in fields if field.fields}
        self._notice = notice
        self._decimals = frozenset(field.name for field in fields if field.kind is Kind.DECIMAL)

    def to_instance(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Give what the schema checks. What cannot be read stays text, and the schema says so with its place."""
        return {str(name): self._value(name, value) for name, value in raw.items()}

    def _value(self, name: str, value: Any) -> Any:
        inner = self._inner.get(name)
        if inner is None:
            kind = self._kinds.get(name)
            if kind is Kind.TEXT and type(value) is Plain and _AMBIGUOUS.fullmatch(value):
                self._notice(name, value)
            return scalar(kind, value)
        if self._kinds[name] is Kind.LIST and isinstance(value, list):
            return [inner.to_instance(item) if isinstance(item, Mapping) else plain(item) for item in value]
        if self._kinds[name] is Kind.GROUP and isinstance(value, Mapping):
            return inner.to_instance(value)
        return plain(value)

    def to_payload(self, instance: dict[str, Any]) -> dict[str, Any]:
        """Read decimals in place, in an instance that has passed the schema, and give it back."""
        for name in self._decimals & instance.keys():
            instance[name] = normal(instance[name])
        for name, inner in self._inner.items():
            value = instance.get(name)
            if isinstance(value, dict):
                inner.to_payload(value)
            elif value:
                for item in value:
                    inner.to_payload(item)
        return instance


def scalar(kind: Kind | None, value: Any) -> Any:
    """Read one scalar; what does not fit its kind stays text."""
    if not isinstance(value, str):
        return plain(value)
    text = str(value)
    if kind is Kind.FLAG:
        return _FLAGS.get(text, text)
    if kind is Kind.INTEGER and _INTEGER.fullmatch(text):
        return int(text)
    return text


def normal(value: Any) -> Decimal | None:
    """Bring a number into its one normal form, so that `100` and `100.00` are one value with one digest."""
    if value is None:
        return None
    number = Decimal(value)
    if number == number.to_integral_value():
        return number.quantize(Decimal(1))
    return number.normalize()
