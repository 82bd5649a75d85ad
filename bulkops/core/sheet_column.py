"""The name of a column that stands in a sheet of a workbook."""

from typing import Self

_WORKBOOKS = (".xlsx", ".xlsm")


class SheetColumn(str):
    """What the header says, and where in the workbook that is.

    Attributes:
        sheet: Name of the sheet.
        letters: The column as spreadsheets name it, such as `B`.
    """

    __slots__ = ("letters", "sheet")
    sheet: str
    letters: str

    def __new__(cls, name: str, sheet: str, letters: str) -> Self:
        """Make a name like any other, with its place."""
        made = super().__new__(cls, name)
        made.sheet = sheet
        made.letters = letters
        return made


def is_workbook(file: str) -> bool:
    """Whether a table's name is that of a workbook."""
    return file.lower().endswith(_WORKBOOKS)
