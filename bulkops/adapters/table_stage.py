"""Rows brought together by their group, in any order of the table and in bounded memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from types import TracebackType
from typing import Self

from bulkops.adapters import temporary
from bulkops.core.json import dumps, loads
from bulkops.planning.template_fill import Row

#: Most rows of one operation; more mean that `group_by` names the wrong column.
GROUP_ROWS_MAX = 10_000
_CACHE_KIB = 32_768


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows that make one operation.

    Attributes:
        line: Line of its first row.
        count: Its rows in the table.
        rows: Those that `where` takes, in the order of the table; the first `GROUP_ROWS_MAX` of them.
        left_out: How many `where` leaves out.
        left_out_line: Line of the first of these; 0: none.
    """

    line: int
    count: int
    rows: tuple[Row, ...]
    left_out: int
    left_out_line: int


class Stage:
    """A private temporary database for one table: it spills to a file that has no name, and goes when it is closed."""

    def __init__(self) -> None:
        self._connection = temporary.connect()
        self._connection.executescript(
            f"""
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            PRAGMA temp_store = FILE;
            PRAGMA cache_size = -{_CACHE_KIB};
            CREATE TABLE rows (line INTEGER PRIMARY KEY, name BLOB NOT NULL, cells BLOB, typed BLOB);
            """
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def fill(self, rows: Iterable[tuple[tuple[str, ...], Row, bool]]) -> None:
        """Store all rows: the values they are grouped by, the row, and whether `where` takes it."""
        run = self._connection.execute
        run("BEGIN")
        self._connection.executemany(
            "INSERT INTO rows VALUES (?, ?, ?, ?)",
            (
                (row.line, dumps(key), dumps(row.cells) if taken else None, dumps(row.typed) if row.typed else None)
                for key, row, taken in rows
            ),
        )
        run("CREATE INDEX by_name ON rows (name, line)")
        run("CREATE TABLE groups (line INTEGER PRIMARY KEY, name BLOB NOT NULL)")
        run("INSERT INTO groups SELECT min(line) AS first, name FROM rows GROUP BY name ORDER BY first")
        run("COMMIT")

    def groups(self) -> Iterator[Group]:
        """Go through the groups in the order in which they begin in the table."""
        # CROSS JOIN fixes the order of the loops: groups by first line, then rows by the index; nothing is sorted.
        stored = self._connection.execute(
            "SELECT groups.line, rows.line, rows.cells, rows.typed"
            " FROM groups CROSS JOIN rows ON rows.name = groups.name ORDER BY groups.line, rows.line"
        )
        for first, members in groupby(stored, key=itemgetter(0)):
            yield _group(first, members)


def _group(first: int, members: Iterable[tuple[int, int, bytes | None, bytes | None]]) -> Group:
    rows: list[Row] = []
    count = left_out = left_out_line = 0
    for _, line, cells, typed in members:
        count += 1
        if cells is None:
            left_out += 1
            left_out_line = left_out_line or line
        elif len(rows) < GROUP_ROWS_MAX:
            rows.append(Row(line, loads(cells), tuple(loads(typed)) if typed else ()))
    return Group(line=first, count=count, rows=tuple(rows), left_out=left_out, left_out_line=left_out_line)
