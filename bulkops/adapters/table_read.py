"""Rows of a delimited table with their physical lines, by the standard `csv` reader in its strict mode."""

import csv
from collections.abc import Iterator
from io import TextIOWrapper

from bulkops.adapters.table_header import header_faults
from bulkops.adapters.table_quotes import open_quote, swallowed
from bulkops.adapters.table_shape import other_sep, ragged, sep_of
from bulkops.core.finding import Finding, Severity
from bulkops.core.place import Place
from bulkops.planning.template_fill import Row
from bulkops.planning.template_names import Header, Report
from bulkops.planning.template_rows import Source

LINE_CHARACTERS_MAX = 1_000_000
ROW_LINES_MAX = 10_000
ROW_CHARACTERS_MAX = 4_000_000

# The bounds above are ours; the library's own, 131,072 for a cell, would pass for a fault in the quotes.
csv.field_size_limit(ROW_CHARACTERS_MAX + LINE_CHARACTERS_MAX)


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
        header_line: Line of the header, once it was read.
    """

    def __init__(self, stream: TextIOWrapper, file: str, source: Source, report: Report) -> None:
        self.file = file
        self.whole = True
        self.header_line = 0
        self._stream = stream
        self._report = report
        self._source = source
        self._header: Header | None = None
        self._line = 0
        self._kept: list[str] = []  # physical lines of the row under way, to find where a quote opened
        self._kept_characters = 0
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
        sep = sep_of(self._kept[0]) if first is not None and first.line == 1 else ""
        if sep and sep != self._source.delimiter:
            self._report(other_sep(self.file, sep, self._source.delimiter))
            return None
        if sep:
            first = next(self._rows(), None)
        if first is None:
            if self.whole:
                hint = "check the export that made it"
                self._report(Finding(code="T010", message="the table is empty", place=Place(self.file), hint=hint))
            return None
        self.header_line = first.line
        names = [name.strip() for name in first.cells]
        faults = header_faults(self.file, first.line, names)
        for fault in faults:
            self._report(fault)
        self._header = None if faults else Header(file=self.file, columns=tuple(names))
        return self._header

    def need(self, columns: frozenset[int]) -> None:
        """Take notice of the columns that are looked at: of a text no cell is at fault by itself."""

    def rows(self, header: Header) -> Iterator[Row]:
        """Read the rows below the header; one with too few or too many cells is reported and not given."""
        width, count = len(header.columns), 0
        for row in self._rows():
            count += 1
            if len(row.cells) != width:
                self.whole = False
                self._report(ragged(header, row, self._source.delimiter))
            elif len(self._kept) > 1 and swallowed(self._kept, self._source, width):
                self.whole = False
                self._report(self._open_quote(row.line, f"the {len(self._kept)} lines from here look like rows"))
            else:
                yield row
        if not count and self.whole:
            message = "the table has a header and no rows"
            hint = "check the export that made it"
            place = Place(self.file)
            self._report(Finding(code="T011", message=message, place=place, hint=hint, severity=Severity.WARNING))

    def _rows(self) -> Iterator[Row]:
        """Go through the rows that are not blank."""
        while True:
            before = self._line
            self._kept.clear()
            self._kept_characters = 0
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
            self._kept_characters += len(line)
            if len(kept) > ROW_LINES_MAX or self._kept_characters > ROW_CHARACTERS_MAX:
                raise _BrokenTableError(self._open_quote(self._line - len(kept) + 1))
            yield line

    def _not_text(self, line: str) -> Finding:
        place = Place(self.file, self._line)
        if "\0" in line:
            order = "be" if self._line == 1 and line.index("\0") % 2 == 0 else "le"
            hint = f"if it was saved as UTF-16, declare `encoding: utf-16-{order}`; otherwise save it as CSV again"
            return Finding(code="T017", message="the line holds a NUL character", place=place, hint=hint)
        message = f"the line is longer than {LINE_CHARACTERS_MAX} characters: this is no table"
        return Finding(code="T018", message=message, place=place, hint="check that it is a text with one row a line")

    def _misquoted(self, start: int) -> bool:
        """Report a row with a fault in its quotes; give whether the rows after it can be trusted."""
        self.whole = False
        finding = self._open_quote(start)
        self._report(finding)
        return finding.code == "T016"

    def _open_quote(self, start: int, reason: str = "") -> Finding:
        return open_quote(self._kept, start, self._source, file=self.file, header=self._header, reason=reason)
