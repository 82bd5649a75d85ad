"""Rows of a delimited table with their physical lines, by the standard `csv` reader in its strict mode."""

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import islice

from bulkops.adapters.table_header import header_faults
from bulkops.adapters.table_lines import LINE_CHARACTERS_MAX, ROW_CHARACTERS_MAX, BrokenTableError, Lines
from bulkops.adapters.table_quotes import open_quote, swallowed
from bulkops.adapters.table_shape import no_header, no_rows, other_sep, ragged, sep_of
from bulkops.core.finding import Finding
from bulkops.planning.template_fill import Row
from bulkops.planning.template_names import Header, Report
from bulkops.planning.template_rows import Source

# The bounds of lines are ours; the library's own, 131,072 for a cell, would pass for a fault in the quotes.
csv.field_size_limit(ROW_CHARACTERS_MAX + LINE_CHARACTERS_MAX)


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
        self._report = report
        self._source = source
        self._header: Header | None = None
        self._lines = Lines(stream, file)
        self._physical = iter(self._lines)
        self._csv = csv.reader(
            self._physical,
            delimiter=source.delimiter,
            quotechar=source.quote or None,
            quoting=csv.QUOTE_MINIMAL if source.quote else csv.QUOTE_NONE,
            strict=True,
        )

    def header(self) -> Header | None:
        """Read the header; None where it cannot serve."""
        first = self._first() if self._pass_over(self._source.header - 1) else None
        if first is None:
            return None
        self.header_line = first.line
        names = [name.strip() for name in first.cells]
        faults = header_faults(self.file, first.line, names)
        for fault in faults:
            self._report(fault)
        self._header = None if faults else Header(file=self.file, columns=tuple(names))
        return self._header

    def _pass_over(self, count: int) -> bool:
        """Pass over what stands above the header: it need be no row."""
        try:
            for line in islice(self._physical, max(0, count)):
                if self._lines.count == 1 and not self._agrees(sep_of(line)):
                    return False
                self._lines.start()
        except BrokenTableError as broken:
            self._broken(broken, self._lines.count)
            return False
        return True

    def _first(self) -> Row | None:
        wanted, first = self._source.header, next(self._rows(), None)
        sep = sep_of(self._lines.kept[0]) if first is not None and first.line == 1 else ""
        if not self._agrees(sep):
            return None
        if sep and wanted != 1:
            first = next(self._rows(), None)
        if first is not None and first.line == (wanted or first.line):
            return first
        if self.whole:
            self._report(no_header(self.file, wanted, first.line if first else 0))
        return None

    def _agrees(self, sep: str) -> bool:
        if sep and sep != self._source.delimiter:
            self._report(other_sep(self.file, sep, self._source.delimiter))
        return sep in {"", self._source.delimiter}

    def need(self, columns: frozenset[int]) -> None:
        """Take notice of the columns that are looked at: of a text no cell is at fault by itself."""

    def rows(self, header: Header) -> Iterator[Row]:
        """Read the rows below the header; one with too few or too many cells is reported and not given."""
        width, count, kept = len(header.columns), 0, self._lines.kept
        for row in self._rows():
            count += 1
            if len(row.cells) != width:
                self.whole = False
                self._report(ragged(header, row, self._source.delimiter))
            elif len(kept) > 1 and swallowed(kept, self._source, width):
                self.whole = False
                self._report(self._open_quote(row.line, f"the {len(kept)} lines from here look like rows"))
            else:
                yield row
        if not count and self.whole:
            self._report(no_rows(self.file))

    def _rows(self) -> Iterator[Row]:
        """Go through the rows that are not blank."""
        lines = self._lines
        while True:
            before = lines.count
            lines.start()
            try:
                cells = next(self._csv)
            except StopIteration:
                return
            except csv.Error:
                if not self._misquoted(before + 1):
                    return
                continue
            except BrokenTableError as broken:
                self._broken(broken, before + 1)
                return
            if any(cells):
                yield Row(before + 1, cells)

    def _broken(self, broken: BrokenTableError, start: int) -> None:
        self.whole = False
        self._report(broken.finding or self._open_quote(start))

    def _misquoted(self, start: int) -> bool:
        """Report a row with a fault in its quotes; give whether the rows after it can be trusted."""
        self.whole = False
        finding = self._open_quote(start)
        self._report(finding)
        return finding.code == "T016"

    def _open_quote(self, start: int, reason: str = "") -> Finding:
        return open_quote(self._lines.kept, start, self._source, file=self.file, header=self._header, reason=reason)
