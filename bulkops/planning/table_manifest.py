"""Entries out of the rows of a table that is a manifest of its own."""

from collections.abc import Sequence
from itertools import pairwise

from bulkops.core.entry import Entry
from bulkops.core.finding import Finding, Related
from bulkops.core.operation import OperationType
from bulkops.core.registry import Registry
from bulkops.planning.table_columns import ID, LIST_MARK, OP, REFERENCE, BoundColumns, bind_columns
from bulkops.planning.table_rows_joined import carried, tidy
from bulkops.planning.template_fill import Row
from bulkops.planning.template_names import Header, Report, did_you_mean, listed, shown
from bulkops.planning.template_notation import Notation


class TableEntries:
    """Makes entries of rows; what is wrong in them is reported.

    Args:
        header: The table's header.
        registry: The known operation types.
        notation: How the table writes numbers and dates.
        op: Operation type of rows that name none; empty: each names its own.
        report: Takes what is wrong.
    """

    def __init__(self, header: Header, registry: Registry, notation: Notation, op: str, report: Report) -> None:
        self._header = header
        self._registry = registry
        self._notation = notation
        self._op = op
        self._report = report
        self._bound: dict[str, BoundColumns] = {}
        self._places = {name: index for index, name in enumerate(header.columns)}
        self._shared = tuple(index for name, index in self._places.items() if LIST_MARK not in name)
        self._references = tuple(
            (index, self._places.get(name.removesuffix(REFERENCE), -1))
            for name, index in self._places.items()
            if name.startswith("@") and name.endswith(REFERENCE)
        )

    @property
    def id_column(self) -> int:
        """The column that says which operation a row belongs to."""
        return self._places[ID]

    @property
    def grouped(self) -> bool:
        """Whether several rows can belong to one operation."""
        return any(LIST_MARK in name for name in self._places)

    def entries(self, rows: Sequence[Row]) -> tuple[Entry, ...]:
        """Make the entry of one operation; none where anything about its rows was refused."""
        operation_type = self._type_of(rows)
        if operation_type is None:
            return ()
        rows = carried(rows, self._shared)
        bound = self._columns(rows[0], operation_type)
        if bound is None or self._misplaced(rows, bound, operation_type):
            return ()
        made = bound.template.entries(rows, self._report)
        for entry in made:
            tidy(entry.tree)
        return made

    def _type_of(self, rows: Sequence[Row]) -> OperationType | None:
        index = self._places.get(OP, -1)
        named = [(row, row.cells[index].strip()) for row in rows if index >= 0 and row.cells[index].strip()]
        for (first, one), (row, other) in pairwise(named):
            if one != other:
                message = (
                    f"`{OP}` is `{shown(other)}` here and `{shown(one)}` on line {first.line}, for the same `{ID}`"
                )
                related = (Related("the other row", self._header.place(first.line, index)),)
                self._refuse("T038", message, row, index, "make the rows agree, or give them ids of their own", related)
                return None
        name = named[0][1] if named else self._op
        if not name:
            self._refuse("M081", "the cell is empty, and no `--op` is given", rows[0], index, "fill the cell")
            return None
        found = self._registry.get(name)
        if found is None:
            hint = did_you_mean(name, self._registry.types) or f"the operation types are {self._types()}"
            self._refuse("T024", f"there is no operation type `{shown(name)}`", named[0][0], index, hint)
        return found

    def _columns(self, row: Row, operation_type: OperationType) -> BoundColumns | None:
        for reference, key in self._references:
            if key >= 0 and row.cells[reference].strip() and row.cells[key].strip():
                name = self._header.columns[key]
                message = f"`{name}` and `{name}{REFERENCE}` are both filled, and each names a target"
                self._refuse("M083", message, row, reference, "clear one of them")
                return None
        if operation_type.name not in self._bound:
            self._bound[operation_type.name] = bind_columns(self._header, operation_type, self._notation)
        return self._bound[operation_type.name]

    def _misplaced(self, rows: Sequence[Row], bound: BoundColumns, operation_type: OperationType) -> bool:
        """Report cells that the operation does not have, and rows that add nothing to it."""
        faults = 0
        for row in rows:
            for index in bound.foreign:
                if row.cells[index].strip():
                    faults += 1
                    message = f"`{operation_type.name}` has no `{self._header.columns[index]}`, and the cell is filled"
                    self._refuse("M083", message, row, index, f"clear the cell, or check `{OP}`")
        if len(rows) > 1 and not bound.lists:
            faults += 1
            message = f"a second row of one `{ID}`: `{operation_type.name}` has nothing that a row could add"
            related = (Related("the first row", self._header.place(rows[0].line, self.id_column)),)
            hint = "give it an id of its own, or delete it"
            self._refuse("M084", message, rows[1], self.id_column, hint, related)
        return bool(faults)

    def _refuse(
        self, code: str, message: str, row: Row, index: int, hint: str, related: tuple[Related, ...] = ()
    ) -> None:
        place = self._header.place(row.line, index)
        name = row.cells[self.id_column].strip()
        self._report(Finding(code=code, message=message, place=place, operation=name, hint=hint, related=related))

    def _types(self) -> str:
        return listed(self._registry.types)
