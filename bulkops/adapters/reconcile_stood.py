"""How the documents of a run stand, as it was kept: in the order of the run, or by how they stand."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from bulkops.adapters.reconcile_rows import INDEX, bytes_money, unpack, unpack_other
from bulkops.core.reconcile import Compared, Money, Other, Reconciled

_BATCH = 1_000
_OF = """SELECT document, body FROM document WHERE standing = ? AND standing <> 'as_made' AND document > ?
    ORDER BY document LIMIT ?"""
_STOOD = """SELECT document, resource, standing, left_, now_, gone FROM document WHERE document > ?
    ORDER BY document LIMIT ?"""
_OTHERS = "SELECT document.resource, standing, other.body FROM other JOIN document USING (document)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """What counts and sums need of a document.

    Attributes:
        resource: Full name of its kind.
        standing: How it stands.
        left: Its sum as our runs left it; None where that is not known.
        now: Its sum as found; None where it is gone, or shows none.
        gone: It is not there.
    """

    resource: str
    standing: Reconciled
    left: Money | None
    now: Money | None
    gone: bool


class StoodDocuments:
    """Documents of a run that were compared.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def index(self) -> None:
        """Make ready to give documents by how they stand; nothing is kept afterwards."""
        self._db.execute(INDEX)

    def of(self, standing: Reconciled, count_max: int = 0) -> Iterator[Compared]:
        """Give those that stand in one way, in the order of the run; at most so many, 0: all."""
        after, left = 0, count_max
        while rows := self._db.execute(_OF, (standing.value, after, min(left, _BATCH) or _BATCH)).fetchall():
            after = rows[-1][0]
            yield from (unpack(body, self.others(document)) for document, body in rows)
            left -= len(rows)
            if count_max and left <= 0:
                return

    def others(self, document: int) -> tuple[Other, ...]:
        """Give the documents that bear the mark of one of the run's."""
        query = "SELECT body FROM other WHERE document = ? ORDER BY number"
        return tuple(unpack_other(body) for (body,) in self._db.execute(query, (document,)))

    def stood(self) -> Iterator[Stood]:
        """Give how every document stands."""
        after = 0
        while rows := self._db.execute(_STOOD, (after, _BATCH)).fetchall():
            after = rows[-1][0]
            for _, resource, standing, left, now, gone in rows:
                yield Stood(
                    resource=resource,
                    standing=Reconciled(standing),
                    left=bytes_money(left),
                    now=bytes_money(now),
                    gone=bool(gone),
                )

    def all_others(self) -> Iterator[tuple[str, Reconciled, Other]]:
        """Give every document that bears a mark of one of the run's: its kind, and how the run's stands."""
        for resource, standing, body in self._db.execute(_OTHERS):
            yield resource, Reconciled(standing), unpack_other(body)

    def total(self) -> int:
        """Count all documents of the run."""
        return int(self._db.execute("SELECT count(*) FROM document").fetchone()[0])
