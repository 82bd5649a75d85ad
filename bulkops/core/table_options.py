"""What a user says beside a table that is a manifest of its own, because the table cannot say it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class TableOptions:
    """How tables among the manifests are read; an empty text says nothing.

    Attributes:
        op: Operation type of rows that name none.
        name: Name of the manifest.
        sheet: Name or number of a workbook's sheet.
        encoding: Name of the character encoding.
        delimiter: Character between two cells.
        decimal: Decimal sign.
        thousands: Separator of thousands.
        dates: Format of dates.
    """

    op: str = ""
    name: str = ""
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    thousands: str = ""
    dates: str = ""

    def __bool__(self) -> bool:
        """Whether anything is said at all."""
        return any(value for _, value in self.given())

    def given(self) -> tuple[tuple[str, str], ...]:
        """Give what is said, by name."""
        pairs = ((field.name, str(getattr(self, field.name))) for field in fields(self))
        return tuple((name, value) for name, value in pairs if value)


#: Nothing is said.
NOTHING_SAID = TableOptions()


def options_named(given: Mapping[str, str]) -> TableOptions:
    """Take options back that were given by name; others than these are none."""
    known = {field.name for field in fields(TableOptions)}
    return TableOptions(**{name: value for name, value in given.items() if name in known})
