"""What undoes the operations of a run, document by document, in a temporary database."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from bulkops.adapters.left_kept import LeftDocuments
from bulkops.core.compensation import Counterpart, Fate, Standing
from bulkops.core.json import dumps, loads
from bulkops.core.place import Place

_TABLES = """
CREATE TABLE fate (op INTEGER PRIMARY KEY, at INTEGER NOT NULL, standing TEXT NOT NULL, reason TEXT NOT NULL,
  body BLOB NOT NULL) STRICT;
CREATE INDEX fate_at ON fate (at, op);
CREATE TABLE counterpart (at INTEGER PRIMARY KEY, id TEXT NOT NULL, valued INTEGER NOT NULL,
  body BLOB NOT NULL) STRICT;
"""
_BATCH = 1_000
_STRUCK = "SELECT resource, key FROM document WHERE (unsettled OR removed) AND (resource, key) > (?, ?) LIMIT ?"
_FATES = """SELECT fate.at, fate.op, fate.standing, fate.reason, fate.body FROM fate
    WHERE (fate.at, fate.op) < (?, ?) ORDER BY fate.at DESC, fate.op DESC LIMIT ?"""
_LATER = """SELECT DISTINCT counterpart.at, counterpart.id FROM fate JOIN counterpart USING (at)
    WHERE fate.op IN (SELECT value FROM json_each(?)) AND counterpart.at > ? ORDER BY counterpart.at DESC"""


class CompensateKept(LeftDocuments):
    """Documents of a run, and what undoes what it has done to them."""

    def __init__(self) -> None:
        super().__init__()
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")

    def decided(self, at: int, fates: Iterable[Fate], counterpart: Counterpart | None = None) -> None:
        """Keep what becomes of operations.

        Args:
            at: The first of the run's operations on the document: what undoes them has its place by it.
            fates: What becomes of each.
            counterpart: What undoes them.
        """
        kept = list(fates)
        rows = [(fate.op, at, fate.standing.value, fate.reason, dumps(_packed(fate))) for fate in kept]
        self._db.executemany("INSERT OR IGNORE INTO fate VALUES (?, ?, ?, ?, ?)", rows)
        if counterpart is not None:
            body = {name: getattr(counterpart, name) for name in Counterpart.__slots__}
            first = next((fate.id for fate in kept if fate.op == at), kept[-1].id)
            values = (at, first, bool(counterpart.payload), dumps(body))
            self._db.execute("INSERT INTO counterpart VALUES (?, ?, ?, ?)", values)

    def struck(self) -> Iterator[tuple[str, str]]:
        """Give kind and key of the documents that are not looked for: deleted, or not settled."""
        after = ("", "")
        while rows := self._db.execute(_STRUCK, (*after, _BATCH)).fetchall():
            after = rows[-1]
            yield from rows

    def counts(self) -> dict[tuple[Standing, str], int]:
        """Count operations by what becomes of them and why, the most frequent first."""
        query = "SELECT standing, reason, count(*) FROM fate GROUP BY standing, reason ORDER BY count(*) DESC, min(op)"
        return {(Standing(standing), reason): count for standing, reason, count in self._db.execute(query)}

    def entries(self) -> tuple[int, int]:
        """Count the counter-operations, and those of them that hold values."""
        count, valued = self._db.execute("SELECT count(*), total(valued) FROM counterpart").fetchone()
        return int(count), int(valued)

    def all(self) -> Iterator[tuple[int, Counterpart | None, list[Fate]]]:
        """Go through the documents, the one that the run came to last first."""
        for at, rows in groupby(self._rows(), key=itemgetter(0)):
            found = self._db.execute("SELECT body FROM counterpart WHERE at = ?", (at,)).fetchone()
            fates = [_unpacked(op, standing, reason, loads(body)) for _, op, standing, reason, body in rows]
            yield at, _counterpart(loads(found[0])) if found else None, fates[::-1]

    def before(self, at: int, ops: Iterable[int]) -> list[tuple[int, str]]:
        """Give the counter-operations of some operations that come before a place: their place, id of the first."""
        return self._db.execute(_LATER, (f"[{','.join(map(str, ops))}]", at)).fetchall()

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        after = (1 << 62, 0)
        while rows := self._db.execute(_FATES, (*after, _BATCH)).fetchall():
            after = rows[-1][:2]
            yield from rows


def _packed(fate: Fate) -> dict[str, Any]:
    place = fate.place
    return {
        "id": fate.id,
        "manifest": fate.manifest,
        "type": fate.type,
        "place": [place.file, place.line, place.column, place.label],
        "target": fate.target,
        "detail": fate.detail,
    }


def _unpacked(op: int, standing: str, reason: str, packed: Mapping[str, Any]) -> Fate:
    return Fate(**{**packed, "place": Place(*packed["place"])}, op=op, standing=Standing(standing), reason=reason)


def _counterpart(packed: Mapping[str, Any]) -> Counterpart:
    return Counterpart(**{**packed, "notes": tuple(packed["notes"])})
