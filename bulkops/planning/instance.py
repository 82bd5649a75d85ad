"""From text to values: the kind of a field decides how its text is read.

Two steps, so that JSON Schema stays the one gate: `to_instance` gives what the schema checks (decimals and dates still
text), `to_payload` what the program works with (decimals exact and in one normal form).
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
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

    __slots__ = ("_inner", "_notice", "_reads", "_written")

    def __init__(
        self, fields: tuple[Field, ...], notice: Callable[[str, str], None] = lambda _name, _text: None
    ) -> None:
        self._notice = notice
        self._inner = {field.name: Reader(field.fields, notice) for field in fields if field.fields}
        #: How the value of each field is read; made once, for it is done for every value of a manifest.
        self._reads = {field.name: self._read_of(field) for field in fields}
        self._written = frozenset(field.name for field in fields if field.kind is Kind.DECIMAL or field.fields)

    def to_instance(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Give what the schema checks. What cannot be read stays text, and the schema says so with its place."""
        reads = self._reads
        return {str(name): reads.get(name, plain)(value) for name, value in raw.items()}

    def to_payload(self, instance: dict[str, Any]) -> dict[str, Any]:
        """Read decimals in place, in an instance that has passed the schema, and give it back."""
        for name in self._written.intersection(instance):
            value = instance[name]
            inner = self._inner.get(name)
            if inner is None:
                instance[name] = normal(value)
            elif isinstance(value, dict):
                inner.to_payload(value)
            elif value:
                for item in value:
                    inner.to_payload(item)
        return instance

    def _read_of(self, field: Field) -> Callable[[Any], Any]:
        inner = self._inner.get(field.name)
        if inner is not None and field.kind is Kind.LIST:
            return inner._elements  # noqa: SLF001 - a reader of the same class
        if inner is not None:
            return inner._group  # noqa: SLF001
        if field.kind is Kind.TEXT:
            return partial(self._text, field.name)
        return partial(scalar, field.kind)

    def _group(self, value: Any) -> Any:
        return self.to_instance(value) if isinstance(value, dict) else plain(value)

    def _elements(self, value: Any) -> Any:
        return [self._group(item) for item in value] if isinstance(value, list) else plain(value)

    def _text(self, name: str, value: Any) -> Any:
        if type(value) is Plain and _AMBIGUOUS.fullmatch(value):
            self._notice(name, value)
        return plain(value)


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
