"""Rows of documents in the forms that `bulkops list` prints, written as they come.

A JSON array is closed only where the list is whole: no program takes the part before an error for all of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from bulkops.core.json import dumps
from bulkops.core.observed import held
from bulkops.planning.chosen_columns import Shown
from bulkops.reporting.cells import csv_cell, csv_row
from bulkops.reporting.rows_table import RowsTable
from bulkops.reporting.style import Style

Rows = Sequence[Mapping[str, Any]]


class Form(Protocol):
    """How rows are written: pieces of text, line ends included."""

    def begin(self) -> Iterator[str]:
        """Write what stands before all rows."""
        ...

    def rows(self, rows: Rows) -> Iterator[str]:
        """Write the rows of a page."""
        ...

    def end(self) -> Iterator[str]:
        """Write what stands after the last row of a whole list."""
        ...


class TextForm:
    """A table for people; its columns are measured by the first page that has rows.

    Attributes:
        left_out: Heads of the columns that there is no room for.
    """

    def __init__(self, columns: Sequence[Shown], number: str, style: Style, *, personal: bool) -> None:
        self.left_out: tuple[str, ...] = ()
        self._columns = columns
        self._number = number
        self._style = style
        self._personal = personal
        self._table: RowsTable | None = None

    def begin(self) -> Iterator[str]:
        """Write nothing: the widths are not known yet."""
        return iter(())

    def rows(self, rows: Rows) -> Iterator[str]:
        """Write lines."""
        if self._table is None and rows:
            self._table = RowsTable(self._columns, self._number, rows, self._style, personal=self._personal)
            self.left_out = self._table.left_out
            yield from (f"{line}\n" for line in self._table.head())
        for row in rows:
            assert self._table is not None
            yield f"{self._table.row(row)}\n"

    def end(self) -> Iterator[str]:
        """Write nothing."""
        return iter(())


class CsvForm:
    """CSV with a head; the head stands there also where no row does."""

    def __init__(self, columns: Sequence[Shown], *, personal: bool) -> None:
        self._columns = columns
        self._personal = personal

    def begin(self) -> Iterator[str]:
        """Write the head."""
        yield csv_row([column.head for column in self._columns]) + "\n"

    def rows(self, rows: Rows) -> Iterator[str]:
        """Write a line a row."""
        for row in rows:
            cells = [
                csv_cell(column.member, held(row, column.path), personal=self._personal) for column in self._columns
            ]
            yield csv_row(cells) + "\n"

    def end(self) -> Iterator[str]:
        """Write nothing."""
        return iter(())


class JsonForm:
    """A JSON array, a line a row; numbers with all the digits that were answered."""

    def __init__(self) -> None:
        self._before = "[\n"

    def begin(self) -> Iterator[str]:
        """Write nothing: an empty array stands on one line."""
        return iter(())

    def rows(self, rows: Rows) -> Iterator[str]:
        """Write the elements."""
        for row in rows:
            yield self._before + dumps(row).decode()
            self._before = ",\n"

    def end(self) -> Iterator[str]:
        """Close the array."""
        yield "\n]\n" if self._before == ",\n" else "[]\n"


class NdjsonForm:
    """A JSON object a line."""

    def begin(self) -> Iterator[str]:
        """Write nothing."""
        return iter(())

    def rows(self, rows: Rows) -> Iterator[str]:
        """Write the lines."""
        for row in rows:
            yield dumps(row).decode() + "\n"

    def end(self) -> Iterator[str]:
        """Write nothing."""
        return iter(())
