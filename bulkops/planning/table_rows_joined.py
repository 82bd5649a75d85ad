"""Rows of one operation joined, and entries freed of what no row says."""

from collections.abc import Sequence

from bulkops.core.tree import Map, Seq
from bulkops.planning.table_columns import AFTER
from bulkops.planning.template_fill import Row


def carried(rows: Sequence[Row], shared: Sequence[int]) -> list[Row]:
    """Say again in each row what one of them says of the whole operation: an empty cell says nothing else."""
    if len(rows) == 1:
        return list(rows)
    said: dict[int, Row] = {}
    for row in rows:
        for index in shared:
            if row.cells[index].strip():
                said.setdefault(index, row)
    carried = []
    for row in rows:
        cells = list(row.cells)
        typed = set(row.typed)
        for index, first in said.items():
            if not cells[index].strip():
                cells[index] = first.cells[index]
                typed |= {index} & set(first.typed)
        carried.append(Row(row.line, cells, tuple(typed)))
    return carried


def tidy(tree: Map) -> None:
    """Make a list of the ids under `after`, and drop lists that no row adds to: nothing is said of them."""
    after = tree.get(AFTER[1:])
    if isinstance(after, str):
        place = tree.marks[2 * list(tree).index(AFTER[1:]) + 1]
        ids = Seq(place)
        ids.extend(name.strip() for name in after.split(",") if name.strip())
        ids.marks.extend(place for _ in ids)
        tree[AFTER[1:]] = ids
    payload = tree.get("with")
    if isinstance(payload, Map):
        _drop_empty(payload)
        if not payload:
            _drop(tree, "with")


def _drop_empty(tree: Map) -> None:
    for name in [name for name, value in tree.items() if isinstance(value, Map | Seq)]:
        if isinstance(tree[name], Map):
            _drop_empty(tree[name])
        if not tree[name]:
            _drop(tree, name)


def _drop(tree: Map, name: str) -> None:
    at = 2 * list(tree).index(name)
    del tree.marks[at : at + 2]
    del tree[name]
