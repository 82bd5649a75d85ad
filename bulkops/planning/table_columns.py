"""The header of a table that is a manifest of its own, bound to an operation type: a template of its own making."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bulkops.core.columns import Column, columns_of
from bulkops.core.field import Kind
from bulkops.core.operation import OperationType
from bulkops.core.registry import Registry
from bulkops.planning.template import Template
from bulkops.planning.template_names import Header
from bulkops.planning.template_nodes import Branch, Cell, Constant, EachRow, Node
from bulkops.planning.template_notation import Notation
from bulkops.planning.template_value import converter

#: What a cell says to clear a field; an empty one says nothing.
NULL = "<null>"
#: Ends the name of a target's column whose cells name the entry that makes the target.
REFERENCE = ".from"
LIST_MARK = "[]"
#: Columns that a results file adds: what has happened, for people.
STATE = "_state"
RESULT_COLUMNS = frozenset({STATE, "_code", "_message", "_number"})
#: Columns that are about the table and not about an operation's payload.
OP, ID, MANIFEST, AFTER = "@op", "@id", "@manifest", "@after"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundColumns:
    """A header bound to one operation type.

    Attributes:
        template: Makes entries of rows.
        foreign: Columns that the operation type does not have: their cells are blank.
        lists: Whether a row can add an element to a list.
    """

    template: Template
    foreign: tuple[int, ...]
    lists: bool


def names_of(operation_type: OperationType) -> tuple[str, ...]:
    """Name the columns that a table of these operations may have."""
    target = (f"@{operation_type.resource.key}{REFERENCE}",) if operation_type.targeted else ()
    return (*(column.name for column in columns_of(operation_type)), MANIFEST, *target)


def columns_to_show(registry: Registry, header: Header) -> frozenset[int]:
    """Say which columns have a meaning, and in no operation one that is sensitive, from 0."""
    columns = [column for one in registry.types.values() for column in columns_of(one)]
    hidden = {column.name for column in columns if column.field is not None and column.field.sensitive}
    known = {column.name for column in columns} - hidden
    return frozenset(index for index, name in enumerate(header.columns) if name in known)


def bind_columns(header: Header, operation_type: OperationType, notation: Notation) -> BoundColumns:
    """Bind a header to an operation type.

    Args:
        header: The table's header.
        operation_type: What its rows are to do.
        notation: How the table writes numbers and dates.
    """
    known = {column.name: column for column in columns_of(operation_type)}
    key = f"@{operation_type.resource.key}" if operation_type.targeted else ""
    members: list[tuple[str, Node]] = [("id", _own(header, known[ID])), ("op", Constant(operation_type.name))]
    payload: list[tuple[tuple[str, ...], Cell]] = []
    foreign: list[int] = []
    for index, name in enumerate(header.columns):
        column = known.get(name)
        if name in RESULT_COLUMNS or name in {OP, ID, MANIFEST}:
            continue
        if key and name == key + REFERENCE:
            # Of this and the key itself, at most one cell is filled: the other one is not given.
            members.append((key[1:], Branch((("from", _cell(index, Column(name=name), str.strip)),))))
        elif column is None:
            foreign.append(index)
        elif not column.key:
            cell = _cell(index, column, _clearing(converter(column.kind, notation)))
            typed = _clearing(converter(column.kind, notation.typed))
            payload.append((column.path, replace(cell, convert_typed=typed)))
        else:
            members.append((column.key, _own(header, column)))
    if payload:
        members.append(("with", _branch(payload)))
    lists = any(step.endswith(LIST_MARK) for path, _ in payload for step in path)
    template = Template(header=header, members=tuple(members))
    return BoundColumns(template=template, foreign=tuple(foreign), lists=lists)


def _own(header: Header, column: Column) -> Cell:
    convert = str.strip if column.kind in {Kind.TEXT, Kind.INTEGER} else converter(column.kind, Notation())
    cell = _cell(header.columns.index(column.name), column, convert)
    return replace(cell, required=True) if column.name == ID else cell


def _cell(index: int, column: Column, convert: Callable[[str], Any]) -> Cell:
    sensitive = column.field is not None and column.field.sensitive
    return Cell(index=index, name=column.name, convert=convert, sensitive=sensitive)


def _clearing(convert: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: None if text.strip() == NULL else convert(text)


def _branch(payload: Sequence[tuple[tuple[str, ...], Cell]]) -> Branch:
    """Put cells below their paths; of a list, each row gives one element."""
    below: dict[str, list[tuple[tuple[str, ...], Cell]]] = {}
    members: dict[str, Node] = {}
    for path, cell in payload:
        if len(path) == 1:
            members[path[0]] = cell
        else:
            below.setdefault(path[0], []).append((path[1:], cell))
    for step, inner in below.items():
        branch = _branch(inner)
        members[step.removesuffix(LIST_MARK)] = EachRow(branch) if step.endswith(LIST_MARK) else branch
    return Branch(tuple(members.items()))
