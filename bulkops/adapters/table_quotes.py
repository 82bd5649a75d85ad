"""Where a table's quotes went wrong: the cell that a faulty quote opens, and rows that one has swallowed."""

from collections.abc import Sequence
from dataclasses import dataclass

from bulkops.core.finding import Finding
from bulkops.core.place import Place
from bulkops.planning.template_names import Header
from bulkops.planning.template_rows import Source

_SWALLOWED_COLUMNS_MIN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The quoted cell that a row ends with, or went wrong in.

    Attributes:
        line: Line on which it opens, from 0 for the first of its row.
        column: Its column, from 0.
        closed: Whether another quote follows in it.
    """

    line: int
    column: int
    closed: bool


def open_quote(
    lines: Sequence[str], start: int, source: Source, *, file: str, header: Header | None, reason: str = ""
) -> Finding:
    """Say which quote is at fault in a row that cannot be read.

    Args:
        lines: The row's physical lines.
        start: Number of the first of them.
        source: How the table is written.
        file: The table, as places show it.
        header: Its header; None where that is the row at fault.
        reason: What is wrong with the quote, if that is known already.
    """
    opened = _last_opened(lines, source)
    label = header.place(0, opened.column).label if header else ""
    place, sign = Place(file, start + opened.line, 0, label), source.quote
    escaped = any(f"\\{sign}" in line for line in lines)
    if opened.closed and len(lines) == 1 and not reason:
        hint = (
            f"write {sign}{sign} for a quote inside a quoted cell; or declare `quote: none` if cells are never quoted"
        )
        if escaped:
            hint = f"a backslash does not make {sign} part of the text: write {sign}{sign} in the place of \\{sign}"
        message = f"text stands after the {sign} that closes a cell"
        return Finding(code="T016", message=message, place=place, hint=hint)
    met = f"it meets the next one on line {start + len(lines) - 1}, inside a cell"
    end = reason or (met if opened.closed else "it never closes")
    hint = f"close it, or write {sign}{sign} for a quote that belongs to the text"
    if escaped:
        hint += f"; a backslash before it, as in \\{sign}, does not make it so"
    return Finding(code="T015", message=f"the quote that opens here is unclosed: {end}", place=place, hint=hint)


def swallowed(lines: Sequence[str], source: Source, width: int) -> bool:
    """Whether the lines of a row that was readable look like a row each: a lost quote met another one by chance."""
    # Texts of several lines seldom hold as many delimiters as a row; with few columns, or two lines, they may.
    if len(lines) + width < _SWALLOWED_COLUMNS_MIN * 2 or width < _SWALLOWED_COLUMNS_MIN:
        return False
    return all(line.count(source.delimiter) == width - 1 for line in lines)


def _last_opened(lines: Sequence[str], source: Source) -> Opened:
    opened = column = opened_column = 0
    inside, fresh = False, True
    for index, line in enumerate(lines):
        position = 0
        while position < len(line):
            sign = line[position]
            position += 1
            if inside and sign == source.quote:
                following = line[position : position + 1]
                if following == source.quote:
                    position += 1
                elif following in {source.delimiter, "\r", "\n", ""}:
                    inside = False
                else:
                    return Opened(line=opened, column=opened_column, closed=True)
            elif not inside and fresh and sign == source.quote:
                opened, opened_column, inside = index, column, True
            elif not inside and sign == source.delimiter:
                column += 1
            fresh = not inside and (sign == source.delimiter or sign in "\r\n")
    return Opened(line=opened, column=opened_column, closed=False)
