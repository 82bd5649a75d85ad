"""An entry: one item of a manifest as it was read, not yet checked."""

from dataclasses import dataclass

from bulkops.core.place import Place
from bulkops.core.tree import Map, Seq, column_of, line_of, locate


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a manifest's `operations`, or the operation that a group of table rows stands for.

    Attributes:
        file: File that its marks point into: the manifest, or the table it was made from.
        tree: What was written, scalars as text.
        columns: Header names, where `file` is a table; a mark's column is then an index into it, from 1.
    """

    file: str
    tree: Map
    columns: tuple[str, ...] = ()

    def place(self, path: tuple[str | int, ...] = (), *, key: bool = False) -> Place:
        """Say where the node at a path stands, or the nearest node above it that exists."""
        return self.place_of(locate(self.tree, path, key=key))

    def place_of(self, packed: int) -> Place:
        """Turn a mark of this entry's tree into a place."""
        line, column = line_of(packed), column_of(packed)
        if not self.columns:
            return Place(self.file, line, column)
        label = self.columns[column - 1] if 0 < column <= len(self.columns) else ""
        return Place(self.file, line, 0, label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above a manifest's operations.

    Attributes:
        file: The manifest.
        tree: Its top-level keys except `operations`.
        name: The manifest's name; empty where it is missing.
        defaults: Values laid under each operation's `with`, by operation type.
    """

    file: str
    tree: Map
    name: str
    defaults: Map | Seq | None = None
