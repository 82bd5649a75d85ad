"""Rows into a compiled template: one tree, with the place of each value in the table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bulkops.core.finding import Finding, Related
from bulkops.core.tree import Map, Seq, mark
from bulkops.planning.template_names import Header, Report, shown
from bulkops.planning.template_nodes import ABSENT, Branch, Cell, Constant, EachRow, Items, Node, Text
from bulkops.planning.template_notation import Refusal
from bulkops.planning.template_value import spoilt

_HIDDEN = "•••"


class Row(NamedTuple):
    """A row of a table.

    Attributes:
        line: Physical line on which it begins, from 1.
        cells: As many as the header has columns.
        typed: Columns, from 0, whose cell is a number of a workbook which as a text could be read in two ways.
    """

    line: int
    cells: Sequence[str]
    typed: tuple[int, ...] = ()


@dataclass(slots=True)
class Filling:
    """The rows of one operation being filled in.

    Attributes:
        header: Header of the table.
        rows: Rows of the operation, at least one, in the order of the table.
        report: Takes the findings.
        operation: Id of the operation, once it is known.
        refused: Whether anything was refused: the operation is then not made.
    """

    header: Header
    rows: Sequence[Row]
    report: Report
    operation: str = ""
    refused: bool = field(default=False, init=False)

    def fill(self, node: Node) -> tuple[Any, int]:
        """Give the value of a part, or ABSENT, and its mark."""
        match node:
            case Constant(value):
                return value, self._start()
            case Cell():
                return self._cell(node)
            case Text():
                return self._text(node)
            case Branch():
                return self._branch(node)
            case Items(nodes):
                return self._list([self.fill(each) for each in nodes])
            case EachRow(inner):
                return self._each_row(inner)

    def _start(self) -> int:
        return mark(self.rows[0].line, 0)

    def _branch(self, node: Branch) -> tuple[Any, int]:
        tree = Map(self._start())
        for name, member in node.members:
            value, at = self.fill(member)
            if value is not ABSENT:
                tree[name] = value
                tree.marks += (at, at)
        # A group whose every cell is blank is not given, rather than given and empty.
        return (tree, tree.at) if tree or not node.members else (ABSENT, tree.at)

    def _list(self, elements: list[tuple[Any, int]]) -> tuple[Seq, int]:
        sequence = Seq(self._start())
        for value, at in elements:
            if value is not ABSENT:
                sequence.append(value)
                sequence.marks.append(at)
        return sequence, sequence.at

    def _each_row(self, node: Node) -> tuple[Seq, int]:
        rows = self.rows
        elements: list[tuple[Any, int]] = []
        for row in rows:
            self.rows = (row,)
            elements.append(self.fill(node))
        self.rows = rows
        return self._list(elements)

    def _cell(self, node: Cell) -> tuple[Any, int]:
        first = self.rows[0]
        text = first.cells[node.index]
        value = self._accepted(node, first)
        for row in self.rows[1:]:
            # Equal texts have equal values; of others the values decide: two times of one day are one date.
            if row.cells[node.index] == text and row.typed == first.typed:
                continue
            other = self._accepted(node, row)
            if other != value and not self.refused:
                self._disagree(node, row, value, other)
                break
        return value, mark(first.line, node.index + 1)

    def _accepted(self, node: Cell, row: Row) -> Any:
        text = row.cells[node.index]
        value = node.read(text, typed=node.index in row.typed)
        if not isinstance(value, Refusal):
            return value
        seen = f"`{_HIDDEN if node.sensitive else shown(text)}` " if text.strip() else "the cell "
        self._refuse(value.code, f"{seen}for `{node.name}` {value.rule}", row, node.index, value.hint)
        return ABSENT

    def _disagree(self, node: Cell, row: Row, value: Any, other: Any) -> None:
        first = self.rows[0]
        here, there = (_HIDDEN if node.sensitive else _worded(each) for each in (other, value))
        self._refuse(
            "T038",
            f"`{node.name}` is {here} here and {there} on line {first.line}, which belongs to the same operation",
            row,
            node.index,
            "make the rows agree, or put the field under `each_row`",
            (Related("the first row of the operation", self.header.place(first.line, node.index)),),
        )

    def _text(self, node: Text) -> tuple[Any, int]:
        first, column = self.rows[0], 0
        parts: list[str] = []
        for part in node.parts:
            if isinstance(part, str):
                parts.append(part)
                continue
            column = column or part + 1
            parts.append(self._whole(part))
        return "".join(parts), mark(first.line, column)

    def _whole(self, index: int) -> str:
        first = self.rows[0]
        value = first.cells[index].strip()
        if not value:
            message = f"the cell is empty, and `{{{self.header.columns[index]}}}` names the operation"
            self._refuse("T037", message, first, index, "fill the cell")
        lost = spoilt(value)
        if lost is not None:
            self._refuse(lost.code, f"`{shown(value)}` {lost.rule}", first, index, lost.hint)
        for row in self.rows[1:]:
            other = row.cells[index].strip()
            if other != value:
                name = f"{{{self.header.columns[index]}}}"
                self._disagree(Cell(index=index, name=name, convert=str), row, value, other)
                break
        return value

    def _refuse(
        self, code: str, message: str, row: Row, index: int, hint: str = "", related: tuple[Related, ...] = ()
    ) -> None:
        self.refused = True
        place = self.header.place(row.line, index)
        self.report(
            Finding(code=code, message=message, place=place, operation=self.operation, hint=hint, related=related)
        )


def _worded(value: Any) -> str:
    if value is ABSENT:
        return "not given"
    return "`null`" if value is None else f"`{shown(value)}`"
