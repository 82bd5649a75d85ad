"""What can be wrong with the shape of a delimited table: the line above its header, the number of cells in a row."""

import re

from bulkops.core.finding import Finding
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
