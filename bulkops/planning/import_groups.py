"""Which rows make one document, and what stays the same in it: seen in a sample of the documents, all rows of each.

Documents are chosen by a checksum of their number, so that rows in any order are found together in bounded memory.
"""

import re
from collections.abc import Collection, Sequence
from zlib import crc32

from bulkops.planning.import_columns import Column
from bulkops.planning.import_names import DOCUMENT_PATH

#: Values that are remembered, over all sampled documents.
_VALUES_MAX = 150_000
WATCHED_MAX = 200
_BLANK_MAX = 0.01
_APART_MAX = 0.05
_LIST = "[]."
_BETWEEN = "\x1f"
#: A cell with a few decimals, or a day: such a column counts, measures or dates, but names nothing.
_MEASURE = re.compile(
    r"[-+(]?[0-9][0-9 .,'\u00a0\u202f]*[.,][0-9]{1,2}[-)]?|[0-9]{1,4}([-./])[0-9]{1,2}\1[0-9]{1,4}(?:[ T].*)?"
)
_NUMBERED = re.compile("[0-9]")


class Groups:
    """Documents by the value of one column, or by those of several.

    Attributes:
        keys: The columns, from 0; the one that is called like a number last.
        share: One in so many documents is looked at.
        watched: Columns that are compared, from 0.
    """

    def __init__(self, keys: Sequence[int], watched: Sequence[int], days: Collection[int] = ()) -> None:
        self.keys = tuple(keys)
        self.share = 1
        self.watched = tuple(watched)[:WATCHED_MAX]
        # Of a date the time is dropped: what differs in it is one day.
        self._days = tuple(place for place, index in enumerate(self.watched) if index in days)
        self._keys_max = max(100, _VALUES_MAX // (len(self.watched) + 1))
        self._first: dict[str, tuple[int, ...]] = {}
        self._apart: dict[str, int] = {}  # columns in which a row differs from the first, a bit each
        self._repeated: set[str] = set()

    def add(self, cells: Sequence[str]) -> None:
        """Look at a row."""
        parts = [cells[index].strip() for index in self.keys]
        key = _BETWEEN.join(parts)
        if not all(parts) or (self.share > 1 and crc32(key.encode("utf-8", "replace")) % self.share):
            return
        shown = [cells[index].strip() for index in self.watched]
        for place in self._days:
            shown[place] = shown[place].partition(" ")[0].partition("T")[0]
        values = tuple(map(hash, shown))
        first = self._first.setdefault(key, values)
        if first is values:
            if len(self._first) > self._keys_max:
                self._thin()
            return
        self._repeated.add(key)
        if first != values:
            apart = sum(1 << n for n, (one, other) in enumerate(zip(first, values, strict=True)) if one != other)
            self._apart[key] = self._apart.get(key, 0) | apart

    def _thin(self) -> None:
        self.share *= 2
        for key in [key for key in self._first if crc32(key.encode("utf-8", "replace")) % self.share]:
            del self._first[key]
            self._apart.pop(key, None)
            self._repeated.discard(key)

    @property
    def count(self) -> int:
        """How many documents there are; about so many where `share` is above 1."""
        return len(self._first) * self.share

    @property
    def sampled(self) -> int:
        """How many of them are looked at."""
        return len(self._first)

    @property
    def repeats(self) -> bool:
        """Whether any has several rows."""
        return bool(self._repeated)

    def varies(self, column: int) -> set[str]:
        """Name the sampled documents in which a column's value is not the same in all rows."""
        if column not in self.watched:
            return set()
        bit = 1 << self.watched.index(column)
        return {key for key, apart in self._apart.items() if apart & bit}

    @property
    def repeated(self) -> int:
        """How many sampled documents have several rows."""
        return len(self._repeated)

    def apart(self, column: int) -> int:
        """Count the sampled documents in which a column's value is not the same in all rows."""
        return len(self.varies(column))


def named_key(columns: Sequence[Column], marks: Sequence[str]) -> int:
    """Find the column that is called like a document's number, or that fills a mark of it; -1: there is none."""
    paths = [column.match.path if column.match else "" for column in columns]
    return next((paths.index(path) for path in (DOCUMENT_PATH, *marks) if path in paths), -1)


def key_among(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> int:
    """Find the column that names the document, where none is called so, by the first rows.

    Of columns in whose groups all that belongs to the document's head stays the same while something else varies,
    the one with the most groups; else the first column that is never twice the same and has a digit in each cell.
    What holds decimals or days is a measure, and names nothing.

    Returns:
        The column, from 0; -1: there is none.
    """
    if not rows:
        return -1
    head = [n for n, each in enumerate(columns) if each.match and _LIST not in each.match.path]
    # A table that is one single document says nothing about what names it.
    best, groups_most, unique = -1, 1, -1
    for index, column in enumerate(columns[:WATCHED_MAX]):
        if column.match is not None:
            continue
        texts = [text for cells in rows if (text := cells[index].strip())]
        if len(rows) - len(texts) > len(rows) * _BLANK_MAX or any(map(_MEASURE.fullmatch, texts)):
            continue
        groups = Groups((index,), range(min(len(columns), WATCHED_MAX)))
        for cells in rows:
            groups.add(cells)
        if not groups.repeats:
            unique = index if unique < 0 and all(map(_NUMBERED.search, texts)) else unique
        elif _holds(groups, head, len(columns)) and groups.count > groups_most:
            best, groups_most = index, groups.count
    return best if best >= 0 else unique


def _holds(groups: Groups, head: Sequence[int], width: int) -> bool:
    if not head or not any(groups.apart(column) for column in range(min(width, WATCHED_MAX))):
        return False
    return all(groups.apart(column) <= groups.sampled * _APART_MAX for column in head)
