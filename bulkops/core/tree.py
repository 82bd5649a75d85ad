"""What a manifest file holds before any type is applied: scalars as text, and the place of every key and value.

Places are packed integers beside the values, not objects: a manifest of 100,000 operations has 3.5 million of them.
"""

from typing import Any

_COLUMN_BITS = 20
_COLUMN_MAX = (1 << _COLUMN_BITS) - 1


class Plain(str):
    """A scalar written without quotes: text until the type of its field reads it."""

    __slots__ = ()


class Map(dict[str, Any]):
    """A mapping with marks.

    Attributes:
        at: Mark of the mapping itself.
        marks: For the n-th key, `marks[2n]` is the key's mark and `marks[2n + 1]` the value's.
    """

    __slots__ = ("at", "marks")

    def __init__(self, at: int = 0) -> None:
        super().__init__()
        self.at = at
        self.marks: list[int] = []


class Seq(list[Any]):
    """A sequence with marks: `marks[n]` is the n-th element's."""

    __slots__ = ("at", "marks")

    def __init__(self, at: int = 0) -> None:
        super().__init__()
        self.at = at
        self.marks: list[int] = []


def mark(line: int, column: int) -> int:
    """Pack a line and a column, both from 1."""
    if column > _COLUMN_MAX:  # `min` would be one more call for every key and value
        return line << _COLUMN_BITS | _COLUMN_MAX
    return line << _COLUMN_BITS | column


def line_of(packed: int) -> int:
    """Line of a mark, from 1; 0 for no mark."""
    return packed >> _COLUMN_BITS


def column_of(packed: int) -> int:
    """Column of a mark, from 1; 0 for no mark."""
    return packed & _COLUMN_MAX


def locate(root: Map | Seq, path: tuple[str | int, ...], *, key: bool = False) -> int:
    """Find the mark of the node at a path, or of the nearest node above it that exists.

    Args:
        root: Tree to look in.
        path: Keys and indexes from the root.
        key: Give the mark of the last key rather than of its value.
    """
    node: Any = root
    found = root.at
    for depth, step in enumerate(path):
        last = depth == len(path) - 1
        if isinstance(node, Map) and isinstance(step, str) and step in node:
            index = 2 * list(node).index(step)
            found = node.marks[index if key and last else index + 1]
            node = node[step]
        elif isinstance(node, Seq) and isinstance(step, int) and step < len(node):
            found = node.marks[step]
            node = node[step]
        else:
            break
    return found
