"""The rows of a worksheet as they are stored, one by one."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import IO, NamedTuple

from bulkops.adapters.xlsx_xml import XmlRefusedError, is_endless, parsed

#: Last column that the format knows.
COLUMNS_MAX = 16_384
_MERGED_MAX = 1_000_000


class RawCell(NamedTuple):
    """A cell as it is stored.

    Attributes:
        column: From 0.
        kind: `n`, `s`, `str`, `inlineStr`, `b`, `e` or `d`.
        style: Number of its style.
        text: What it holds: digits, the number of a shared text, a text.
        formula: It is computed.
    """

    column: int
    kind: str
    style: str
    text: str
    formula: bool


class RawRow(NamedTuple):
    """A row as it is stored: its number from 1, the cells that are not blank, whether it is hidden."""

    number: int
    cells: tuple[RawCell, ...]
    hidden: bool


class RawSheet:
    """One pass over a worksheet.

    Attributes:
        merged: Ranges of merged cells, such as `B2:B5`; complete when `rows` has ended.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._ready: deque[RawRow] = deque()
        self._cells: list[RawCell] = []
        self._parts: list[str] = []
        self._row = self._column = -1
        self._hidden = self._formula = self._taking = self._phonetic = False
        self._number = 0
        self._kind = self._style = ""
        self.merged: list[str] = []

    def rows(self) -> Iterator[RawRow]:
        """Go through the rows that hold anything.

        Raises:
            XmlRefusedError: The sheet is damaged.
        """
        for _ in parsed(self._stream, self._start, self._end, self._text):
            if is_endless(self._parts) or len(self._cells) > COLUMNS_MAX or len(self.merged) > _MERGED_MAX:
                raise XmlRefusedError("a cell, a row or the list of merged cells does not end")
            while self._ready:
                yield self._ready.popleft()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self._column = _column(attributes.get("r", ""), self._column + 1)
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._formula = False
            self._parts.clear()
        elif name in {"v", "t"}:
            self._taking = not self._phonetic
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._begin_row(attributes)
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell":
            self.merged.append(attributes.get("ref", ""))

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        written = attributes.get("r", "")
        self._number = int(written) if written.isdecimal() else self._number + 1
        self._hidden = attributes.get("hidden", "") in {"1", "true"}
        self._column = -1
        self._cells = []

    def _text(self, piece: str) -> None:
        if self._taking:
            self._parts.append(piece)

    def _end(self, name: str) -> None:
        if name in {"v", "t"}:
            self._taking = False
        elif name == "c" and (self._parts or self._formula):
            text = "".join(self._parts)
            self._cells.append(RawCell(self._column, self._kind, self._style, text, self._formula))
        elif name == "row" and self._cells:
            self._ready.append(RawRow(self._number, tuple(self._cells), self._hidden))
        elif name == "rPh":
            self._phonetic = False


def _column(reference: str, following: int) -> int:
    """Read the column of a reference such as `AB12`; without one, a cell follows the one before."""
    number = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    column = number - 1 if number else following
    if column >= COLUMNS_MAX:
        raise XmlRefusedError(f"it has a cell `{reference[:12]}`")
    return column


def letters(column: int) -> str:
    """Name a column, from 0, as spreadsheets do: `A`, `Z`, `AA`."""
    name, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(65 + digit) + name
    return name
