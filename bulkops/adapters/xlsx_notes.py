"""Findings about a sheet as a whole."""

from bulkops.core.finding import Finding, Severity
from bulkops.core.place import Place


def merged(area: str, sheet: str, file: str) -> Finding:
    """Say that cells of the table are merged."""
    message = f"the cells `{area}` of `{sheet}` are merged: only the first of them holds a value"
    return Finding(code="T060", message=message, place=Place(file), hint="unmerge them, and fill each cell")


def hidden(count: int, sheet: str, file: str) -> Finding:
    """Say that rows were read which nobody sees."""
    rows = "1 hidden row is" if count == 1 else f"{count} hidden rows are"
    return Finding(
        code="T061",
        message=f"{rows} read like the others: a filter of `{sheet}` leaves nothing out",
        place=Place(file),
        hint="delete rows that are not meant, or leave them out by `where`",
        severity=Severity.WARNING,
    )
