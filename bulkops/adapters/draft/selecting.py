"""The selection of operations of a draft: chosen ones, what they need, and nothing else stays."""

# ruff: noqa: S608 - statements are put together from constants of this module only; values are always bound

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from bulkops.adapters.draft.matched import Matching
from bulkops.adapters.draft.selecting_sql import ALONG, FINISH, KEPT, LOST, REMOVE, TABLES, TAKE_OUT, UNLINK
from bulkops.core.place import Place
from bulkops.core.registry import Registry
from bulkops.planning.select import Pattern

_PLACED = "SELECT id, file, line, column_, label FROM entry WHERE seq = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Operations that cannot be done because something that they need is excluded.

    Attributes:
        count: How many.
        id: Id of the first.
        place: Where it stands.
        needs: Id of the excluded operation that it needs, maybe through others.
        needs_place: Where that one stands.
        pattern: The `--only` that is about nothing else; empty where none is meant.
    """

    count: int
    id: str
    place: Place
    needs: str
    needs_place: Place
    pattern: str = ""


class Selecting:
    """A selection in the making; the draft is linked, and nothing was observed for it yet.

    Args:
        db: The draft's database.
        registry: Known operation types.
    """

    def __init__(self, db: sqlite3.Connection, registry: Registry) -> None:
        self._db = db
        db.executescript(TABLES)
        self._matching = Matching(db, registry)
        self._only: list[str] = []
        self._after_failures = False

    def only(self, pattern: Pattern) -> bool:
        """Choose what a pattern names, beside what others name; False: it names nothing."""
        self._only.append(pattern.text)
        query, values = self._matching.query(pattern)
        number = len(self._only)
        return self._changed(f"INSERT OR IGNORE INTO hit SELECT ?, seq FROM ({query})", (number, *values))

    def exclude(self, pattern: Pattern) -> bool:
        """Leave out what a pattern names; False: it names nothing."""
        query, values = self._matching.query(pattern)
        self._changed(f"INSERT OR IGNORE INTO barred SELECT seq FROM ({query})", values)
        return self._db.execute(f"SELECT 1 FROM ({query}) LIMIT 1", values).fetchone() is not None

    def only_failed(self, names: Iterable[tuple[str, str]]) -> tuple[int, int]:
        """Choose only among some operations, given by manifest and id.

        Returns:
            How many are given, and how many of them are in the draft.
        """
        self._after_failures = True
        self._db.executemany("INSERT OR IGNORE INTO failed VALUES (?, ?)", names)
        return self._count("failed"), self._count("failed JOIN entry USING (manifest, id)")

    def choose(self) -> None:
        """Say that all patterns were given."""
        conditions = ["seq NOT IN (SELECT seq FROM barred)"]
        if self._only:
            conditions.append("seq IN (SELECT seq FROM hit)")
        if self._after_failures:
            conditions.append("(manifest, id) IN (SELECT manifest, id FROM failed)")
        self._db.execute(LOST)
        self._db.execute(f"INSERT INTO chosen SELECT seq FROM entry WHERE {' AND '.join(conditions)}")

    def contradiction(self) -> Lost | None:
        """Give an `--only` that names only what cannot be done, as what it needs is excluded; None: none is so."""
        row = self._db.execute(
            """SELECT pattern, count(*), min(seq) FROM hit JOIN chosen USING (seq) JOIN entry USING (seq)
               LEFT JOIN lost USING (seq) WHERE prior = '' GROUP BY pattern HAVING count(lost.seq) = count(*) LIMIT 1"""
        ).fetchone()
        return self._lost(row[1], row[2], self._only[row[0] - 1]) if row else None

    def lost(self) -> Lost | None:
        """Sum up what is chosen and cannot be done, for what it needs is excluded; None: nothing."""
        count, first = self._db.execute("SELECT count(*), min(seq) FROM chosen JOIN lost USING (seq)").fetchone()
        return self._lost(count, first) if count else None

    def reduce(self) -> int:
        """Keep what is chosen and what it needs, and drop everything else from the draft.

        Returns:
            How many operations were dropped that no earlier run has done.
        """
        before = self._count("entry WHERE prior = ''")
        self._db.execute(KEPT)
        self._db.execute(ALONG)
        self._db.execute(UNLINK)
        self._db.executescript(TAKE_OUT if self._count("kept") < self._count("entry") // 4 else REMOVE)
        self._db.executescript(FINISH)
        return before - self._count("entry WHERE prior = ''")

    def names_near(self, count_max: int = 2000) -> list[str]:
        """Give types, ids and targets, to guess what was meant; of those that occur often only the first."""
        ids = self._db.execute("SELECT id FROM entry ORDER BY seq LIMIT ?", (count_max,))
        targets = self._db.execute("SELECT DISTINCT target FROM entry WHERE target <> '' LIMIT ?", (count_max,))
        return [*self._matching.types, *(name for (name,) in ids), *(name for (name,) in targets)]

    def _lost(self, count: int, seq: int, pattern: str = "") -> Lost:
        name, place = self._placed(seq)
        needs, needs_place = self._placed(self._excluded_below(seq))
        return Lost(count=count, id=name, place=place, needs=needs, needs_place=needs_place, pattern=pattern)

    def _excluded_below(self, seq: int) -> int:
        """Follow what a lost operation needs down to one that is excluded."""
        while True:
            (seq, excluded) = self._db.execute(
                """SELECT n.seq, barred.seq IS NOT NULL FROM need JOIN entry AS n ON n.seq = need.needs
                   LEFT JOIN barred ON barred.seq = n.seq LEFT JOIN lost ON lost.seq = n.seq
                   WHERE need.seq = ? AND n.prior = '' AND (barred.seq IS NOT NULL OR lost.seq IS NOT NULL)
                   ORDER BY barred.seq IS NULL, n.seq LIMIT 1""",
                (seq,),
            ).fetchone()
            if excluded:
                return int(seq)

    def _placed(self, seq: int) -> tuple[str, Place]:
        name, *place = self._db.execute(_PLACED, (seq,)).fetchone()
        return name, Place(*place)

    def _changed(self, statement: str, values: tuple[object, ...]) -> bool:
        return self._db.execute(statement, values).rowcount > 0

    def _count(self, rows: str) -> int:
        return int(self._db.execute(f"SELECT count(*) FROM {rows}").fetchone()[0])
