"""Findings about the cells of a sheet: each at its cell, and of a whole column once."""

from bulkops.adapters.xlsx_cells import Fault
from bulkops.adapters.xlsx_sheet import RawCell, RawRow, letters
from bulkops.core.finding import Finding, Severity
from bulkops.core.place import Place
from bulkops.core.sheet_column import SheetColumn
from bulkops.planning.template_names import Header, Report

# Said once a column: a column of amounts would say it in every row.
_ONCE = frozenset({"T057", "T058"})


class CellFindings:
    """Reports what is wrong with cells.

    Args:
        sheet: Name of the sheet.
        report: Takes the findings.
    """

    def __init__(self, sheet: str, report: Report) -> None:
        self._sheet = sheet
        self._report = report
        self._said: set[tuple[str, int]] = set()

    def faulty(self, fault: Fault, raw: RawRow, cell: RawCell, *, file: str, header: Header | None, start: int) -> None:
        """Report a fault.

        Args:
            fault: What is wrong.
            raw: The row.
            cell: The cell.
            file: The workbook, as places show it.
            header: The table's header, once it was read.
            start: Column of the sheet with which the table begins, from 0.
        """
        key = fault.code, cell.column
        if fault.code in _ONCE and key in self._said:
            return
        self._said.add(key)
        index = cell.column - start
        inside = header is not None and 0 <= index < len(header.columns)
        unnamed = Place(file, raw.number, 0, SheetColumn("", self._sheet, letters(cell.column)))
        place = header.place(raw.number, index) if header and inside else unnamed
        severity = Severity.ERROR if fault.text is None else Severity.WARNING
        self._report(Finding(code=fault.code, message=fault.message, place=place, hint=fault.hint, severity=severity))

    def beside(self, raw: RawRow, cell: RawCell, file: str) -> None:
        """Report a cell that holds something and stands in no column of the table."""
        message = f"the cell `{letters(cell.column)}{raw.number}` stands beside the table: its column has no name"
        hint = "name the column in the first row, or clear the cell"
        self._report(Finding(code="T014", message=message, place=Place(file, raw.number), hint=hint))
