"""What the steps of a draft need, beside the steps."""

import sqlite3
from itertools import groupby
from operator import itemgetter


class Needs:
    """What each step needs, read along with the steps in one pass."""

    def __init__(self, db: sqlite3.Connection) -> None:
        rows = db.execute("SELECT seq, needs FROM need ORDER BY seq, needs")
        self._groups = groupby(rows, key=itemgetter(0))
        self._next = next(self._groups, None)

    def of(self, seq: int) -> tuple[int, ...]:
        """Give what a step needs; steps have to be asked for in ascending order."""
        while self._next is not None and self._next[0] < seq:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != seq:
            return ()
        return tuple(row[1] for row in self._next[1])
