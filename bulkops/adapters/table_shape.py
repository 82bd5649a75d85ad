"""What can be wrong with the shape of a delimited table: the line above its header, the number of cells in a row."""

import re

from bulkops.core.finding import Finding, Severity
from bulkops.core.place import Place
from bulkops.planning.template_fill import Row
from bulkops.planning.template_names import Header

_SEP = re.compile("sep=(.)", re.IGNORECASE)


def sep_of(line: str) -> str:
    """Give the delimiter that spreadsheets write into a line above the header, as `sep=;`; empty: it is no such."""
    found = _SEP.fullmatch(line.rstrip("\r\n"))
    return found[1] if found else ""


def other_sep(file: str, written: str, delimiter: str) -> Finding:
    """Refuse a table whose first line names another delimiter than is declared."""
    message = f"the table says that its delimiter is {_sign(written)}; {_sign(delimiter)} is declared or the default"
    hint = f'declare `delimiter: "{_yaml(written)}"` under `rows`, or delete the line'
    return Finding(code="T019", message=message, place=Place(file, 1), hint=hint)


def no_header(file: str, line: int, found: int) -> Finding:
    """Refuse a table without a header, or with none on the line that is declared.

    Args:
        file: The table, as places show it.
        line: The line that is declared; 0: none is.
        found: Line of the first row below; 0: there is none.
    """
    if not line:
        hint = "check the export that made it"
        return Finding(code="T010", message="the table is empty", place=Place(file), hint=hint)
    message = f"line {line}, where `rows.header` says that the columns are named, is blank"
    hint = f"declare `header: {found}` if the names stand there"
    if not found:
        message = f"the table ends above line {line}, where `rows.header` says that the columns are named"
        hint = "declare `header` as the number of the line with the names"
    return Finding(code="T044", message=message, place=Place(file, line if found else 0), hint=hint)


def no_rows(file: str) -> Finding:
    """Warn of a table without rows."""
    message, hint = "the table has a header and no rows", "check the export that made it"
    return Finding(code="T011", message=message, place=Place(file), hint=hint, severity=Severity.WARNING)


def ragged(header: Header, row: Row, delimiter: str) -> Finding:
    """Refuse a row with too few or too many cells."""
    width, count = len(header.columns), len(row.cells)
    cells = "1 cell" if count == 1 else f"{count} cells"
    hint = "add the missing ones, empty if need be"
    if count > width:
        hint = f"a cell with {_sign(delimiter)} in its text has to be quoted"
    place = header.place(row.line)
    return Finding(code="T014", message=f"the row has {cells}; the header has {width}", place=place, hint=hint)


def _sign(delimiter: str) -> str:
    return "a tab" if delimiter == "\t" else f"`{delimiter}`"


def _yaml(delimiter: str) -> str:
    return "\\t" if delimiter == "\t" else delimiter
