"""Rows of a worksheet as a table: header, rows of texts, and findings with the cell they are about."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from bulkops.adapters.table_header import header_faults
from bulkops.adapters.table_shape import no_header, no_rows
from bulkops.adapters.xlsx_cells import CellTexts, Fault, Number
from bulkops.adapters.xlsx_notes import hidden, merged
from bulkops.adapters.xlsx_open import DAMAGE, Workbook
from bulkops.adapters.xlsx_sheet import RawRow, RawSheet, letters
from bulkops.adapters.xlsx_told import CellFindings
from bulkops.core.finding import Finding
from bulkops.core.place import Place
from bulkops.core.sheet_column import SheetColumn
from bulkops.planning.template_fill import Row
from bulkops.planning.template_names import Header, Report
from bulkops.planning.template_notation import Notation


@dataclass(frozen=True, slots=True)
class _Span:
    """Columns of the table in the sheet, the last one not included."""

    start: int
    end: int


class SheetReader:
    """Reads one sheet, once.

    Attributes:
        file: The workbook, as places show it.
        whole: Every row so far was readable. If not, rows of a group may be missing.
        header_line: Number of the header's row, once it was read.
    """

    def __init__(
        self, workbook: Workbook, sheet: str, file: str, notation: Notation, report: Report, *, header: int = 0
    ) -> None:
        self.file = file
        self.whole = True
        self._sheet = sheet
        self._wanted = header
        self._report = report
        self._raw = RawSheet(workbook.sheet(sheet))
        self._rows = self._readable()
        self._texts = CellTexts(workbook.texts, workbook.styles, notation, from_1904=workbook.from_1904)
        self._span = _Span(0, 0)
        self._needed: frozenset[int] | None = None
        self.header_line = self._hidden = 0
        self._cells = CellFindings(sheet, report)

    def first_rows(self, count: int) -> list[Row]:
        """Read the first rows as they are, whatever they hold; for a look only, as the reader is spent then."""
        rows = []
        for raw in islice(self._rows, count):
            cells = [""] * (raw.cells[-1].column + 1)
            for cell in raw.cells:
                text = self._texts.read(cell)
                cells[cell.column] = (text.text or "") if isinstance(text, Fault) else text
            rows.append(Row(raw.number, cells))
        return rows

    def header(self) -> Header | None:
        """Read the header, the first row that holds anything or the one declared; None where it cannot serve."""
        first = next((row for row in self._rows if row.number >= self._wanted), None)
        if self.whole and self._wanted and (first is None or first.number > self._wanted):
            self._report(no_header(self.file, self._wanted, first.number if first else 0))
            return None
        if first is None:
            if self.whole:
                message = f"the sheet `{self._sheet}` is empty"
                self._report(Finding(code="T010", message=message, place=Place(self.file)))
            return None
        self.header_line = first.number
        self._span = _Span(first.cells[0].column, first.cells[-1].column + 1)
        row = self._row(first, None)
        if row is None:
            return None
        names = [name.strip() for name in row.cells]
        faults = header_faults(self.file, first.number, names)
        for fault in faults:
            self._report(fault)
        columns = tuple(
            SheetColumn(name, self._sheet, letters(self._span.start + index)) for index, name in enumerate(names)
        )
        return None if faults else Header(file=self.file, columns=columns)

    def need(self, columns: frozenset[int]) -> None:
        """Say which columns are looked at, from 0: what is wrong in others does not matter."""
        self._needed = columns

    def rows(self, header: Header) -> Iterator[Row]:
        """Read the rows below the header; one with a cell that cannot be trusted is reported and not given."""
        count = 0
        for raw in self._rows:
            row = self._row(raw, header)
            if row is None:
                self.whole = False
            elif any(row.cells):
                count += 1
                self._hidden += raw.hidden
                yield row
        if not count and self.whole:
            self._report(no_rows(self.file))
        self._about_the_whole()

    def _readable(self) -> Iterator[RawRow]:
        try:
            yield from self._raw.rows()
        except DAMAGE:
            self.whole = False
            message = f"the sheet `{self._sheet}` is damaged and cannot be read on"
            hint = "open the workbook in a spreadsheet program and save it again, or copy it anew"
            self._report(Finding(code="T050", message=message, place=Place(self.file), hint=hint))

    def _row(self, raw: RawRow, header: Header | None) -> Row | None:
        """Give the texts of a row, blank cells too; None where one was refused."""
        span, trusted = self._span, True
        typed: list[int] = []
        cells = [""] * (span.end - span.start)
        for cell in raw.cells:
            text = self._texts.read(cell)
            if isinstance(text, Fault) and self._ignored(cell.column):
                text = text.text or ""
            elif isinstance(text, Fault):
                self._cells.faulty(text, raw, cell, file=self.file, header=header, start=span.start)
                trusted = trusted and text.text is not None
                text = text.text or ""
            if span.start <= cell.column < span.end:
                cells[cell.column - span.start] = str(text)
                if isinstance(text, Number):
                    typed.append(cell.column - span.start)
            elif text.strip():
                trusted = False
                self._cells.beside(raw, cell, self.file)
        return Row(raw.number, cells, tuple(typed)) if trusted else None

    def _ignored(self, column: int) -> bool:
        index = column - self._span.start
        return self._needed is not None and index not in self._needed and column < self._span.end

    def _about_the_whole(self) -> None:
        """Tell what only the end of a sheet shows: merged cells, and hidden rows."""
        for area in self._raw.merged:
            last = "".join(sign for sign in area.rpartition(":")[2] if sign.isdecimal())
            if last and int(last) >= self.header_line:
                self.whole = False
                self._report(merged(area, self._sheet, self.file))
        if self._hidden:
            self._report(hidden(self._hidden, self._sheet, self.file))
