"""Rows of a delimited table with their physical lines, by the standard `csv` reader in its strict mode."""

import csv
from collections.abc import Iterator
from io import TextIOWrapper

from bulkops.adapters.table_header import header_faults
from bulkops.core.finding import Finding, Severity
from bulkops.core.place import Place
from bulkops.planning.template_fill import Row
from bulkops.planning.template_names import Header, Report
from bulkops.planning.template_rows import Source

LINE_CHARACTERS_MAX = 1_000_000
ROW_LINES_MAX = 10_000


class _BrokenTableError(Exception):
    """The table cannot be read on from here; carries the finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class TableReader:
    """Reads one table, once.

    Attributes:
        file: The table, as places show it.
        whole: Every row so far was readable. If not, rows of a group may be missing.
    """

    def __init__(self, stream: TextIOWrapper, file: str, source: Source, report: Report) -> None:
        self.file = file
        self.whole = True
        self._stream = stream
        self._report = report
        self._source = source
        self._line = 0
        self._kept: list[str] = []  # physical lines of the row under way, to find where a quote opened
        self._csv = csv.reader(
            self._lines(),
            delimiter=source.delimiter,
            quotechar=source.quote or None,
            quoting=csv.QUOTE_MINIMAL if source.quote else csv.QUOTE_NONE,
            strict=True,
        )

    def header(self) -> Header | None:
        """Read the header; None where it cannot serve."""
        first = next(self._rows(), None)
        if first is None:
            if self.whole:
                self._report(Finding(code="T010", message="the table is empty", place=Place(self.file)))
            return None
        names = [name.strip() for name in first.cells]
        faults = header_faults(self.file, first.line, names)
        for fault in faults:
            self._report(fault)
        return None if faults else Header(file=self.file, columns=tuple(names))

    def rows(self, header: Header) -> Iterator[Row]:
        """Read the rows below the header; one with too few or too many cells is reported and not given."""
        width, count = len(header.columns), 0
        for row in self._rows():
            count += 1
            if len(row.cells) == width:
                yield row
                continue
            self.whole = False
            self._report(_ragged(header, row, self._source.delimiter))
        if not count and self.whole:
            message = "the table has a header and no rows"
            self._report(Finding(code="T011", message=message, place=Place(self.file), severity=Severity.WARNING))

    def _rows(self) -> Iterator[Row]:
        """Go through the rows that are not blank."""
        while True:
            before = self._line
            self._kept.clear()
            try:
                cells = next(self._csv)
            except StopIteration:
                return
            except csv.Error:
                if not self._misquoted(before + 1):
                    return
                continue
            except _BrokenTableError as broken:
                self.whole = False
                self._report(broken.finding)
                return
            if any(cells):
                yield Row(before + 1, cells)

    def _lines(self) -> Iterator[str]:
        readline, kept = self._stream.readline, self._kept
        while line := readline(LINE_CHARACTERS_MAX + 1):
            self._line += 1
            if self._line == 1:
                line = line.removeprefix("\ufeff")  # a byte-order mark is no part of the first name
            if "\0" in line or len(line) > LINE_CHARACTERS_MAX:
                raise _BrokenTableError(self._not_text(line))
            kept.append(line)
            if len(kept) > ROW_LINES_MAX:
                raise _BrokenTableError(self._open_quote(self._line - len(kept) + 1))
            yield line

    def _not_text(self, line: str) -> Finding:
        place = Place(self.file, self._line)
        if "\0" in line:
            hint = "if it was saved as UTF-16, declare `encoding: utf-16-le`; otherwise save it as CSV again"
            return Finding(code="T017", message="the line holds a NUL character", place=place, hint=hint)
        message = f"the line is longer than {LINE_CHARACTERS_MAX} characters: this is no table"
        return Finding(code="T018", message=message, place=place)

    def _misquoted(self, start: int) -> bool:
        """Report a row with a fault in its quotes; give whether the rows after it can be trusted."""
        self.whole = False
        finding = self._open_quote(start)
        self._report(finding)
        return finding.code == "T016"

    def _open_quote(self, start: int) -> Finding:
        kept = self._kept
        line, closed = _last_quote(kept, self._source)
        place = Place(self.file, start + line)
        sign = self._source.quote
        if closed and len(kept) == 1:
            message = f"text stands after the {sign} that closes a cell"
            hint = (
                f"write {sign}{sign} for a quote inside a quoted cell; or declare `quote: ''` if cells are never quoted"
            )
            return Finding(code="T016", message=message, place=place, hint=hint)
        end = f"it meets the next one on line {start + len(kept) - 1}, inside a cell" if closed else "it never closes"
        hint = f"close it, or write {sign}{sign} for a quote that belongs to the text"
        return Finding(code="T015", message=f"the quote that opens here is unclosed: {end}", place=place, hint=hint)


def _last_quote(lines: list[str], source: Source) -> tuple[int, bool]:
    """Find the quoted cell that went wrong: the index of the line it opens on, and whether its quote closed."""
    opened, inside, fresh = 0, False, True
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
                    return opened, True
            elif not inside and fresh and sign == source.quote:
                opened, inside = index, True
            fresh = not inside and (sign == source.delimiter or sign in "\r\n")
    return opened, False


def _ragged(header: Header, row: Row, delimiter: str) -> Finding:
    width, count = len(header.columns), len(row.cells)
    cells = "1 cell" if count == 1 else f"{count} cells"
    hint = "add the missing ones, empty if need be"
    if count > width:
        sign = "tab" if delimiter == "\t" else delimiter
        hint = f"a cell with `{sign}` in its text has to be quoted"
    place = header.place(row.line)
    return Finding(code="T014", message=f"the row has {cells}; the header has {width}", place=place, hint=hint)
