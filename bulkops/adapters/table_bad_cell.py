"""The cell in which a table cannot be decoded: its column, and its text as far as it can be read."""

from collections.abc import Callable
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from bulkops.adapters.table_read import TableReader
from bulkops.core.finding import Finding
from bulkops.planning.template_names import Header, shown
from bulkops.planning.template_rows import Source

_UNREAD = dict.fromkeys(range(0xDC80, 0xDD00), "\ufffd")


@dataclass(frozen=True, slots=True, kw_only=True)
class BadCell:
    """A cell that cannot be decoded.

    Attributes:
        column: Name of its column; empty: it is a name itself.
        text: What can be read of it; empty where it may be personal.
        raw: All of it, each byte as the letter of that number; empty as above.
    """

    column: str
    text: str
    raw: str


#: Says of the columns of a header which may be shown, from 0.
Showable = Callable[[Header], frozenset[int]]


def bad_cell(source: Source, path: Path, line: int, showable: Showable) -> BadCell | None:
    """Find the cell that holds the first byte which is not of a table's encoding.

    Args:
        source: How the table is written.
        path: The table.
        line: Physical line of that byte.
        showable: Says which columns may be shown.

    Returns:
        The cell; None where the byte stands in none, as in a title above the names of the columns.
    """
    encoding = source.encoding
    try:
        with path.open("rb") as raw, TextIOWrapper(raw, encoding, errors="surrogateescape", newline="") as text:
            reader = TableReader(text, str(path), source, _ignore)
            header = reader.header()
            if header is None or reader.header_line > line:
                return None
            name = next(filter(_is_bad, header.columns), "")
            return _made("", name, encoding) if name else _below(reader, header, source, (line, showable(header)))
    except UnicodeError:  # of this encoding, no more can be said than that
        return None


def _below(reader: TableReader, header: Header, source: Source, wanted: tuple[int, frozenset[int]]) -> BadCell | None:
    line, showable = wanted
    for row in reader.rows(header):
        if row.line > line:
            return None
        index = next((n for n, cell in enumerate(row.cells) if _is_bad(cell)), -1)
        if index >= 0:
            text = row.cells[index] if index in showable else ""
            return _made(header.columns[index], text, source.encoding)
    return None


def _made(column: str, text: str, encoding: str) -> BadCell:
    raw = text.encode(encoding, "surrogateescape").decode("latin-1")
    return BadCell(column=column, text=shown(text.translate(_UNREAD)), raw=raw)


def _is_bad(text: str) -> bool:
    return not text.isascii() and text.translate(_UNREAD) != text


def _ignore(_finding: Finding) -> None:
    """Drop what is wrong with a table that is only looked at."""
