"""Where something stands in a user's file."""

from dataclasses import dataclass

from bulkops.core.sheet_column import SheetColumn


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file.

    Attributes:
        file: Path as the user gave it.
        line: Physical line, from 1; 0 where only the file is known.
        column: Column in characters, from 1; 0 where only the line is known.
        label: Header name of the column, in a table; empty elsewhere.
        length: Characters to underline; 0 underlines the word at the column.
    """

    file: str
    line: int = 0
    column: int = 0
    label: str = ""
    length: int = 0

    def __str__(self) -> str:
        """Write `file:line:column`, as compilers and editors do."""
        text = self.file
        if self.line:
            text += f":{self.line}"
        if isinstance(self.label, SheetColumn) and self.line:
            text = f"{self.file}, sheet `{self.label.sheet}`, cell `{self.label.letters}{self.line}`"
        if self.label:
            return f"{text}, column `{self.label}`"
        return f"{text}:{self.column}" if self.column else text
