"""Rows of a table as they stand in its file, each with the operations that were made from it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import file_digest
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import cast

from bulkops.adapters.table_any import opened_table
from bulkops.adapters.table_bytes import CountedLines, Writing, lines_of, plain_encoding
from bulkops.adapters.table_open import locate_file, open_text
from bulkops.adapters.table_read import TableReader
from bulkops.core.entry import Entry
from bulkops.core.results import COLUMNS
from bulkops.core.sheet_column import is_workbook
from bulkops.planning.template_fill import Row
from bulkops.planning.template_names import Header, Report
from bulkops.planning.template_rows import Source, read_source


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A row of a table.

    Attributes:
        line: Physical line on which it begins.
        raw: Its bytes, line ends too; without the columns that an earlier results file has added.
        ids: Operations that it belongs to, that of the entry first; none where `where` leaves it out.
    """

    line: int
    raw: bytes
    ids: tuple[str, ...]


#: Gives the ids of a row's operations; None: the table stands for none.
Names = Callable[[Row], tuple[str, ...]] | None
Naming = Callable[[Entry, Source, Header, Report], Names]


def locate_source(entry: Entry, base: Path, report: Report) -> tuple[Source, Path, str] | None:
    """Find the table of an entry with `rows`, and its digest; None where it cannot be read, which is reported."""
    source = read_source(entry, report)
    path = locate_file(entry, source, base, report) if source else None
    if source is None or path is None:
        return None
    with path.open("rb") as stream:
        return source, path, file_digest(stream, "sha256").hexdigest()


class SourceTable:
    """One pass over a table.

    Args:
        entry: The entry with `rows`, as written.
        source: What its `rows` says.
        path: The table.
        naming: Binds its header to the operations that its rows stand for.
        report: Takes what is wrong; nothing is, where it is the table that a run was made from.

    Attributes:
        columns: Names of its columns.
        head: Bytes of its header, and of the lines above, whatever they hold.
        writing: How it is written; a workbook's rows are written as UTF-8 with commas.
    """

    def __init__(self, entry: Entry, source: Source, path: Path, naming: Naming, report: Report) -> None:
        self._entry, self._source, self._path = entry, source, path
        self._naming, self._report = naming, report
        self.head = self._above = b""
        self.columns: tuple[str, ...] = ()
        self.writing = Writing(encoding="utf-8", delimiter=",", quote='"')

    def rows(self) -> Iterator[SourceRow]:
        """Give the rows below the header; `head` and `writing` are there with the first."""
        if is_workbook(str(self._path)):
            with opened_table(self._entry, self._source, self._path, self._report) as reader:
                header = reader.header() if reader is not None else None
                if reader is not None and header is not None:
                    self.head = self.writing.row(header.columns)
                    rows = ((row, self.writing.row(tuple(row.cells))) for row in reader.rows(header))
                    yield from self._found(header, rows)
            return
        stream = open_text(self._entry, self._source, self._path, self._report)
        if stream is not None:
            with stream:
                yield from self._text_rows(CountedLines(stream))

    def _text_rows(self, lines: CountedLines) -> Iterator[SourceRow]:
        reader = TableReader(cast("TextIOWrapper", lines), str(self._path), self._source, self._report)
        header = reader.header()
        if header is None:
            return
        source, encoding = self._source, plain_encoding(self._path, self._source.encoding)
        physical = enumerate(lines_of(self._path, encoding), 1)
        self._above = b"".join(line for _, line in islice(physical, reader.header_line - 1))
        self.head = self._above + _taken(physical, reader.header_line, lines.count)
        found = Writing(encoding=encoding, delimiter=source.delimiter, quote=source.quote)
        self.writing = replace(found, end=found.end_of(self.head) or "\n")
        rows = ((row, _taken(physical, row.line, lines.count)) for row in reader.rows(header))
        yield from self._found(header, rows)

    def _found(self, header: Header, rows: Iterator[tuple[Row, bytes]]) -> Iterator[SourceRow]:
        names = self._naming(self._entry, self._source, header, self._report)
        if names is None:
            return
        old = header.columns[-len(COLUMNS) :] == COLUMNS
        self.columns = header.columns[: -len(COLUMNS)] if old else header.columns
        if old:
            self.head = self.writing.without(self.head, COLUMNS) or self._above + self.writing.row(self.columns)
        for row, raw in rows:
            yield SourceRow(line=row.line, raw=self._trimmed(raw, row) if old else raw, ids=names(row))

    def _trimmed(self, raw: bytes, row: Row) -> bytes:
        added, kept = tuple(row.cells[-len(COLUMNS) :]), tuple(row.cells[: -len(COLUMNS)])
        return self.writing.without(raw, added) or self.writing.row(kept)


def _taken(physical: Iterator[tuple[int, bytes]], first: int, last: int) -> bytes:
    """Take the lines of a row; those before it are blank."""
    kept = []
    for number, line in physical:
        if number >= first:
            kept.append(line)
        if number >= last:
            break
    return b"".join(kept)
