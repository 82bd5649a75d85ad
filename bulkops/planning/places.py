"""Where a part of an operation was written: in the entry, in the table it was made from, or in the defaults."""

from dataclasses import replace
from typing import Any, Protocol

from bulkops.core.entry import Entry, Head
from bulkops.core.place import Place
from bulkops.core.tree import Map, Seq

Path = tuple[str | int, ...]


class Where(Protocol):
    """Says where a part of an operation was written."""

    def __call__(self, path: Path, *, key: bool = False) -> Place:
        """Give the place of the node at a path, of its key rather than its value, or of the nearest node above it."""
        ...


def in_entry(entry: Entry, template: Entry | None = None) -> Where:
    """Look places up in an entry.

    Args:
        entry: The entry.
        template: The entry with `rows` that it was made from: what does not come from a cell stands there.
    """

    def where(path: Path, *, key: bool = False) -> Place:
        found = entry.place(path, key=key)
        if found.label or isinstance(path[-1] if path else "", int):
            return found
        if template is None:
            name = own_column(path)
            return replace(found, label=name) if name in entry.columns else found
        above, node = _in_template(template.tree, path)
        if isinstance(node, Map) and isinstance(node.get("column"), str):
            return Place(found.file, found.line, 0, str(node["column"]))  # its cell is empty
        return template.place(above, key=key and len(above) >= len(path))

    return where


def own_column(path: Path) -> str:
    """Name the column for a path, in a table that is a manifest of its own."""
    if path[:1] != ("with",):
        return f"@{path[0]}" if path else ""
    name = ""
    for step in path[1:]:
        name += "[]" if isinstance(step, int) else f".{step}" if name else step
    return name


def in_defaults(head: Head, name: str) -> Where:
    """Look places up in the defaults of an operation type; paths begin with `with`, as in an entry."""
    holder = Entry(file=head.file, tree=head.tree)

    def where(path: Path, *, key: bool = False) -> Place:
        return holder.place(("defaults", name, *path[1:]), key=key)

    return where


def has(tree: Any, path: Path) -> bool:
    """Whether a tree holds a node at a path."""
    for step in path:
        in_map = isinstance(tree, Map) and step in tree
        in_list = isinstance(tree, Seq) and isinstance(step, int) and step < len(tree)
        if not (in_map or in_list):
            return False
        tree = tree[step]
    return True


def _in_template(node: Any, path: Path) -> tuple[Path, Any]:
    """Follow a path of an entry through the template that made it, as far as it leads."""
    found: list[str | int] = []
    for step in path:
        inner: str | int = "each_row" if isinstance(step, int) and isinstance(node, Map) else step
        if not has(node, (inner,)):
            break
        found.append(inner)
        node = node[inner]
    return tuple(found), node
