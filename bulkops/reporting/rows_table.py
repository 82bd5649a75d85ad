"""Rows of documents as a table that fits the terminal, written as they come."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bulkops.core.field import Kind
from bulkops.core.observed import held
from bulkops.planning.chosen_columns import Shown
from bulkops.reporting.cells import cell_text, decimals_of
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.width import cut, left, right, width_of

_GAP = "  "
_NARROW = 8
#: A number or code that is cut short is another one.
_NEVER_CUT = frozenset({Kind.DECIMAL, Kind.INTEGER, Kind.DATE, Kind.FLAG, Kind.UUID})
_TO_THE_RIGHT = frozenset({Kind.DECIMAL, Kind.INTEGER})
#: Where the name of a member may be broken: `unitPriceInCurrency`, `customer.number`.
_PIECE = re.compile(r"[A-Z]?[^.A-Z]*\.?|[A-Z]+\.?")


class RowsTable:
    """A table whose columns are measured by its first rows.

    Args:
        columns: What it shows.
        number: Path of the member that names a document: never cut.
        first: The rows that it is measured by.
        style: What the terminal can show.
        personal: Show personal data.

    Attributes:
        left_out: Heads of the columns that there is no room for.
    """

    def __init__(
        self,
        columns: Sequence[Shown],
        number: str,
        first: Sequence[Mapping[str, Any]],
        style: Style,
        *,
        personal: bool = False,
    ) -> None:
        self._style = style
        self._personal = personal
        self._decimals = {column.path: decimals_of(column.path, first) for column in columns}
        needed = [max((width_of(self._cell(column, row)) for row in first), default=0) for column in columns]
        fixed = [column.path == number or column.member.kind in _NEVER_CUT for column in columns]
        widths = _widths(columns, needed, fixed, style.width)
        kept = _fitting(widths, style.width)
        self._columns = tuple(columns[:kept])
        self._widths = widths[:kept]
        self._fixed = fixed[:kept]
        self.left_out = tuple(column.head for column in columns[kept:])

    def head(self) -> Iterator[str]:
        """Give the lines above the rows: long names are broken rather than columns left out."""
        broken = [_broken(column.head, width) for column, width in zip(self._columns, self._widths, strict=True)]
        height = max(map(len, broken))
        for line in zip(*([""] * (height - len(lines)) + lines for lines in broken), strict=True):
            yield self._style.paint(self._line(line), Colour.BOLD)

    def row(self, row: Mapping[str, Any]) -> str:
        """Give the line of a row."""
        cells = [self._cell(column, row) for column in self._columns]
        return self._line(
            [
                cell if fixed else cut(cell, width, self._style)
                for cell, fixed, width in zip(cells, self._fixed, self._widths, strict=True)
            ]
        )

    def _cell(self, column: Shown, row: Mapping[str, Any]) -> str:
        value = held(row, column.path)
        decimals = self._decimals[column.path]
        return cell_text(column.member, value, self._style, personal=self._personal, decimals=decimals)

    def _line(self, cells: Sequence[str]) -> str:
        parts = (
            (right if column.member.kind in _TO_THE_RIGHT else left)(cell, width)
            for column, width, cell in zip(self._columns, self._widths, cells, strict=True)
        )
        return _GAP.join(parts).rstrip()


def _broken(head: str, width: int) -> list[str]:
    """Break a name into lines of at most so many columns, between its words."""
    lines = [""]
    for piece in _PIECE.findall(head):
        if lines[-1] and len(lines[-1]) + len(piece) > width:
            lines.append("")
        lines[-1] += piece
    return lines


def _widths(columns: Sequence[Shown], needed: list[int], fixed: list[bool], room: int) -> list[int]:
    """Choose widths: names in full where there is room, else broken; then texts are cut."""
    names = [max(map(len, _broken(column.head, 0))) for column in columns]
    whole = [max(cells, len(column.head)) for cells, column in zip(needed, columns, strict=True)]
    broken = [max(cells, name) for cells, name in zip(needed, names, strict=True)]
    least = [
        width if never else max(name, min(width, _NARROW))
        for width, name, never in zip(broken, names, fixed, strict=True)
    ]
    return _shrunk(_shrunk(whole, broken, room), least, room)


def _shrunk(widths: list[int], least: list[int], room: int) -> list[int]:
    """Take from the widest columns, but not below the least of each, until the table fits or nothing can be taken."""
    widths = list(widths)
    over = sum(widths) + len(_GAP) * (len(widths) - 1) - room
    while over > 0:
        loose = [at for at, width in enumerate(widths) if width > least[at]]
        if not loose:
            break
        widths[max(loose, key=widths.__getitem__)] -= 1
        over -= 1
    return widths


def _fitting(widths: list[int], room: int) -> int:
    """Say how many columns fit from the left; at least one."""
    used = 0
    for count, width in enumerate(widths):
        used += width + (len(_GAP) if count else 0)
        if used > room and count:
            return count
    return len(widths)
