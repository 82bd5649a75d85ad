"""The parts of a compiled template: what stands where in each operation that is made from a table."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bulkops.planning.template_notation import Refusal
from bulkops.planning.template_value import Convert

#: Stands for a key that is not given: an empty cell without a default.
ABSENT: Final[Any] = object()
_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Constant:
    """A scalar that is the same in every operation."""

    value: Any


@dataclass(frozen=True, slots=True)
class Branch:
    """A mapping."""

    members: tuple[tuple[str, "Node"], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list with a fixed number of elements."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class EachRow:
    """A list with one element a row."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class Text:
    """A text with cells in it, such as `inv-{InvoiceNo}`.

    Attributes:
        parts: Literal text, or a column from 0.
    """

    parts: tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value taken from a column.

    Attributes:
        index: The column, from 0.
        name: What it is for: path of the field, or the entry's key.
        convert: Reads a cell that is not blank.
        convert_typed: Reads one that is a number of a workbook; None: as any other.
        values: What each text stands for, in the manifest's notation; None: the text is converted.
        default: Value for a blank cell, and for a text that `values` does not hold; ABSENT: none.
        required: A blank cell is refused.
        trim: Spaces around a text are dropped.
        length_max: Longest text, in characters; 0: any.
        sensitive: The value is not shown in messages.
    """

    index: int
    name: str
    convert: Convert
    convert_typed: Convert | None = None
    values: Mapping[str, Any] | None = None
    default: Any = ABSENT
    required: bool = False
    trim: bool = False
    length_max: int = 0
    sensitive: bool = False

    def read(self, text: str, *, typed: bool = False) -> Any:
        """Give the value of a cell in the manifest's notation, ABSENT, or a Refusal."""
        bare = text.strip()
        if self.values is not None and (bare in self.values or bare):
            return self._mapped(bare)
        if not bare:
            if self.default is not ABSENT:
                return self.default
            return Refusal("T037", "is empty, and it is required", "fill the cell") if self.required else ABSENT
        convert = (typed and self.convert_typed) or self.convert
        value = convert(bare if self.trim else text)
        if self.length_max and isinstance(value, str) and len(value) > self.length_max:
            rule = f"has {len(value)} characters; at most {self.length_max} are allowed (`max`)"
            return Refusal("T036", rule, "shorten the text in the table")
        return value

    def _mapped(self, bare: str) -> Any:
        values = self.values or {}
        value = values.get(bare, self.default)
        if value is not ABSENT:
            return value
        return Refusal("T035", "is not among `values`", "add it to `values`, or give a `default`")


Node = Constant | Branch | Items | EachRow | Text | Cell


def split_text(written: str) -> list[tuple[str, bool]]:
    """Cut a text into literals (False) and column names (True); `{{` and `}}` stand for braces."""
    parts: list[tuple[str, bool]] = []
    end = 0
    for found in _PART.finditer(written):
        parts.append((written[end : found.start()], False))
        parts.append((found[0][0], False) if found[1] is None else (found[1], True))
        end = found.end()
    parts.append((written[end:], False))
    return [(text, names) for text, names in parts if text or names]
