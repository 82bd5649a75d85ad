"""Cells of a table that may be shown although it cannot be decoded: each byte as the letter of its number."""

from collections.abc import Iterator
from io import TextIOWrapper
from itertools import chain
from pathlib import Path

from bulkops.adapters.table_read import TableReader
from bulkops.core.entry import Entry
from bulkops.core.finding import Finding
from bulkops.core.registry import Registry
from bulkops.planning.template import compile_template
from bulkops.planning.template_names import Header
from bulkops.planning.template_nodes import Branch, Cell, EachRow, Items, Node
from bulkops.planning.template_rows import Source


def cells_to_show(entry: Entry, source: Source, path: Path, registry: Registry) -> Iterator[str]:
    """Give the names of the columns, and then all cells that are for a field which is not sensitive.

    A column whose name itself is not ASCII may not be found by it: its cells are then left out.
    """
    with path.open("rb") as stream, TextIOWrapper(stream, encoding="latin-1", newline="") as text:
        reader = TableReader(text, str(path), source, _ignore)
        header = reader.header()
        if header is None:
            return
        yield from header.columns
        columns = sorted(columns_to_show(entry, source, registry, header))
        for row in reader.rows(header) if columns else ():
            yield from (row.cells[index] for index in columns)


def columns_to_show(entry: Entry, source: Source, registry: Registry, header: Header) -> frozenset[int]:
    """Say which columns are for a field that is not sensitive, from 0."""
    template = compile_template(entry, registry=registry, header=header, notation=source.notation, report=_ignore)
    cells = list(chain.from_iterable(_cells(node) for _, node in template.members)) if template else []
    hidden = {cell.index for cell in cells if cell.sensitive}
    return frozenset({cell.index for cell in cells if cell.index >= 0} - hidden)


def _cells(node: Node) -> Iterator[Cell]:
    match node:
        case Cell():
            yield node
        case Branch(members):
            yield from chain.from_iterable(_cells(member) for _, member in members)
        case Items(nodes):
            yield from chain.from_iterable(map(_cells, nodes))
        case EachRow(inner):
            yield from _cells(inner)
        case _:
            return


def _ignore(_finding: Finding) -> None:
    """Drop what is wrong with a table that is only looked at."""
