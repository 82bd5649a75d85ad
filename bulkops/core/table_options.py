"""What a user says of tables beside the manifests: how those are read that cannot say it, and which are read."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class TableOptions:
    """How tables among the manifests are read; an empty text says nothing.

    Attributes:
        op: Operation type of rows that name none.
        name: Name of the manifest.
        sheet: Name or number of a workbook's sheet.
        header: Line with the names of the columns.
        encoding: Name of the character encoding.
        delimiter: Character between two cells.
        decimal: Decimal sign.
        thousands: Separator of thousands.
        dates: Format of dates.
        rows: Files to be read in the place of tables that manifests name, by the name of these; an empty name is for
            the only one. It is not about tables that are manifests of their own.
    """

    op: str = ""
    name: str = ""
    sheet: str = ""
    header: str = ""
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    thousands: str = ""
    dates: str = ""
    rows: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is said at all."""
        return bool(self.rows) or any(value for _, value in self.given())

    def given(self) -> tuple[tuple[str, str], ...]:
        """Give what is said of tables that are manifests of their own, by name."""
        pairs = ((field.name, str(getattr(self, field.name))) for field in fields(self) if field.name != "rows")
        return tuple((name, value) for name, value in pairs if value)

    def words(self) -> tuple[tuple[str, str], ...]:
        """Give everything that is said as options of the command line."""
        return (*self.given(), *(("rows", f"{name}={file}" if name else file) for name, file in self.rows))

    def saved(self) -> dict[str, str]:
        """Give everything that is said, to be taken back by `options_named`."""
        return dict(self.given()) | {f"{_ROWS}{name}": file for name, file in self.rows}


#: What the key of a table begins with that is read in the place of another.
_ROWS = "rows:"
#: Nothing is said.
NOTHING_SAID = TableOptions()


def options_named(given: Mapping[str, str]) -> TableOptions:
    """Take options back that were given by name; others than these are none."""
    known = {field.name for field in fields(TableOptions)} - {"rows"}
    rows = tuple((name.removeprefix(_ROWS), file) for name, file in given.items() if name.startswith(_ROWS))
    said: dict[str, Any] = {name: value for name, value in given.items() if name in known}
    return TableOptions(**said, rows=rows)
