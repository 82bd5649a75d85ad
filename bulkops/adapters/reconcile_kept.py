"""The documents of a run, and how they stand, in a temporary database: memory does not grow with the run."""

# ruff: noqa: S608 - statements are put together from constants of this file only; values are always bound

from collections.abc import Iterator
from types import TracebackType
from typing import Self

from bulkops.adapters.reconcile_rows import (
    CHOOSE,
    TABLES,
    Kept,
    bytes_money,
    money_bytes,
    pack,
    pack_other,
    unpack,
)
from bulkops.adapters.reconcile_sought import SoughtKeys
from bulkops.adapters.reconcile_stood import StoodDocuments
from bulkops.adapters.temporary import connect
from bulkops.core.reconcile import Compared, Money, Other, Reconciled

_BATCH = 1_000
_KEPT = "SELECT document, resource, key, op, mark FROM document"
_OPEN = f"{_KEPT} WHERE standing = '' AND document > ? ORDER BY document LIMIT ?"
_DOUBLED = """SELECT DISTINCT document.document, resource, key, op, mark, now_, document.body FROM other
    JOIN document USING (document) WHERE document.document > ? ORDER BY document.document LIMIT ?"""


class RunDocuments(StoodDocuments):
    """Documents of a run. Use it in a `with` block, or call `close`."""

    def __init__(self) -> None:
        super().__init__(connect())
        self._db.executescript(TABLES)
        self._db.execute("BEGIN")

    def close(self) -> None:
        """Let go of the database; it is gone then."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(self, resource: str, key: str, op: int, *, chosen: bool, wrote: bool) -> None:
        """Note that an operation has had a part in a document.

        Args:
            resource: Full name of the kind of document.
            key: Its key.
            op: The journal's key of the operation.
            chosen: The operation is the run's.
            wrote: It is known to have written the document, which is still there as far as it knows.
        """
        self._db.execute("INSERT OR IGNORE INTO part VALUES (?, ?, ?, ?, ?)", (resource, key, op, chosen, wrote))

    def add_mark(self, resource: str, key: str, op: int, mark: str) -> None:
        """Note what a create of the run is found again by, as `field=value`; without a key, it is in doubt."""
        if mark:
            self._db.execute("INSERT OR IGNORE INTO mark VALUES (?, ?, ?, ?)", (resource, key, op, mark))
        if not key:
            self._db.execute("INSERT OR IGNORE INTO doubt VALUES (?, ?)", (op, resource))

    def choose(self) -> None:
        """Put the documents of the run together; nothing is added afterwards."""
        for statement in CHOOSE:
            self._db.execute(statement)

    def resources(self) -> list[str]:
        """Name the kinds of documents."""
        return [name for (name,) in self._db.execute("SELECT DISTINCT resource FROM document ORDER BY resource")]

    def sought(self, resource: str) -> "SoughtKeys":
        """Give the keys of one kind that are still to be found."""
        return SoughtKeys(self._db, resource)

    def settle_written(self, resource: str) -> None:
        """Look no further for documents of one kind that the run wrote: where they would be, they are not."""
        self._db.execute("UPDATE document SET sought = 0 WHERE resource = ? AND sought AND wrote", (resource,))

    def document(self, resource: str, key: str) -> Kept | None:
        """Find a document of the run by its key; None: it is none."""
        query = f"{_KEPT} WHERE resource = ? AND key = ? AND key <> ''"
        row = self._db.execute(query, (resource, key)).fetchone()
        return None if row is None else Kept(*row)

    def bearing(self, resource: str, mark: str) -> list[Kept]:
        """Find the documents of the run that are found again by a mark."""
        query = f"""{_KEPT} WHERE (resource, key) IN (SELECT resource, key FROM mark WHERE resource = :resource
                AND mark = :mark AND key <> '') AND key <> ''
            UNION {_KEPT} WHERE key = '' AND op IN (SELECT op FROM mark WHERE resource = :resource AND mark = :mark
                AND key = '')"""
        rows = self._db.execute(query, {"resource": resource, "mark": mark}).fetchall()
        return [Kept(*row) for row in rows]

    def ops(self, kept: Kept) -> list[int]:
        """Give the operations that have had a part in a document."""
        if not kept.key:
            return [kept.op]
        query = "SELECT op FROM part WHERE resource = ? AND key = ? ORDER BY op"
        return [op for (op,) in self._db.execute(query, (kept.resource, kept.key))]

    def keep(self, kept: Kept, compared: Compared) -> None:
        """Keep how a document stands; in full only where it is not simply as made."""
        whole = compared.standing is not Reconciled.AS_MADE
        sums = money_bytes(compared.left), money_bytes(compared.now)
        body = pack(compared) if whole else None
        values = (compared.standing.value, *sums, int(compared.gone), body, kept.document)
        self._db.execute(
            "UPDATE document SET sought = 0, standing = ?, left_ = ?, now_ = ?, gone = ?, body = ? WHERE document = ?",
            values,
        )

    def add_other(self, kept: Kept, other: Other) -> None:
        """Keep a document that bears the mark of one of the run's."""
        values = (kept.document, other.number, pack_other(other))
        self._db.execute("INSERT OR IGNORE INTO other VALUES (?, ?, ?)", values)

    def open(self) -> Iterator[Kept]:
        """Give the documents of which nothing was kept yet; they may be kept meanwhile."""
        after = 0
        while rows := self._db.execute(_OPEN, (after, _BATCH)).fetchall():
            after = rows[-1][0]
            yield from (Kept(*row) for row in rows)

    def doubled(self) -> Iterator[tuple[Kept, Compared | None, Money | None]]:
        """Give the documents whose mark others bear: what was kept of each, None where it is as made, and its sum."""
        after = 0
        while rows := self._db.execute(_DOUBLED, (after, _BATCH)).fetchall():
            after = rows[-1][0]
            for *kept, now, body in rows:
                yield Kept(*kept), unpack(body, ()) if body else None, bytes_money(now)
