"""Documents that runs have made or changed, and what others have changed of them, in a temporary database."""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

from bulkops.adapters.temporary import connect
from bulkops.core.change import Change, ChangeKind
from bulkops.core.drift import Drift, DriftKind
from bulkops.core.json import dumps, loads
from bulkops.core.place import Place

_BATCH = 1_000
_TABLES = """
CREATE TABLE part (resource TEXT NOT NULL, key TEXT NOT NULL, op INTEGER NOT NULL, chosen INTEGER NOT NULL,
  share TEXT NOT NULL, PRIMARY KEY (resource, key, op)) STRICT, WITHOUT ROWID;
CREATE TABLE document (resource TEXT NOT NULL, key TEXT NOT NULL, unsettled INTEGER NOT NULL, removed INTEGER NOT NULL,
  sought INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (resource, key)) STRICT, WITHOUT ROWID;
CREATE TABLE found (kind TEXT NOT NULL, op INTEGER NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (kind, op, key)) STRICT, WITHOUT ROWID;
"""
_CHOOSE = """INSERT INTO document (resource, key, unsettled, removed)
    SELECT resource, key, max(share = 'open'),
        max(iif(share = 'removed', op, 0)) > max(iif(share = 'wrote', op, 0))
    FROM part GROUP BY resource, key HAVING max(chosen) AND max(share <> 'saw')"""
_STRIKE_OFF = "UPDATE document SET sought = 0 WHERE unsettled OR removed"
_STRUCK_OFF = "SELECT total(unsettled), total(removed AND NOT unsettled) FROM document"
_LEFT = "SELECT key FROM document WHERE resource = ? AND sought AND key > ? ORDER BY key LIMIT ?"
_FOUND = "SELECT op, key, body FROM found WHERE kind = ? AND (op, key) > (?, ?) ORDER BY op, key LIMIT ?"


class Share(StrEnum):
    """What an operation has had to do with a document."""

    WROTE = "wrote"  # made it, or changed it
    REMOVED = "removed"  # deleted it
    SAW = "saw"  # found it as wanted
    OPEN = "open"  # may have written it: that is not settled


class LeftDocuments:
    """Documents and what has become of them. Use it in a `with` block, or call `close`."""

    def __init__(self) -> None:
        self._db = connect()
        self._db.executescript(_TABLES)
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

    def add(self, resource: str, key: str, op: int, share: Share, *, chosen: bool) -> None:
        """Note that an operation has had a part in a document.

        Args:
            resource: Full name of the kind of document.
            key: Its key.
            op: The journal's key of the operation.
            share: What it has had to do with it.
            chosen: The user has asked for the operation.
        """
        values = (resource, key, op, int(chosen), share.value)
        self._db.execute("INSERT OR IGNORE INTO part VALUES (?, ?, ?, ?, ?)", values)

    def choose(self) -> tuple[int, int]:
        """Choose the documents to be looked for: written by us, and asked for.

        Returns:
            How many of these are not looked for, as an operation on them is not settled; and as they were deleted.
        """
        self._db.execute(_CHOOSE)
        self._db.execute(_STRIKE_OFF)
        unsettled, removed = self._db.execute(_STRUCK_OFF).fetchone()
        return int(unsettled), int(removed)

    def resources(self) -> list[str]:
        """Name the kinds of documents that are looked for."""
        query = "SELECT DISTINCT resource FROM document WHERE sought ORDER BY resource"
        return [name for (name,) in self._db.execute(query)]

    def sought(self, resource: str) -> "SoughtKeys":
        """Give the keys of one kind that are still to be found."""
        return SoughtKeys(self, resource)

    def ops(self, resource: str, key: str) -> list[int]:
        """Give the operations that have had a part in a document."""
        query = "SELECT op FROM part WHERE resource = ? AND key = ? ORDER BY op"
        return [op for (op,) in self._db.execute(query, (resource, key))]

    def keep(self, op: int, drift: Drift) -> None:
        """Keep what others have changed of a document that an operation wrote last."""
        values = (drift.kind.value, op, f"{drift.resource}/{drift.key}", dumps(_packed(drift)))
        self._db.execute("INSERT INTO found VALUES (?, ?, ?, ?)", values)

    def of(self, kind: DriftKind, count_max: int = 0) -> Iterator[Drift]:
        """Give those that one thing was done to, in the order of our operations; at most so many, 0: all."""
        after, left = (0, ""), count_max
        while rows := self._db.execute(_FOUND, (kind.value, *after, min(left, _BATCH) or _BATCH)).fetchall():
            after = rows[-1][:2]
            yield from (_unpacked(loads(body)) for _, _, body in rows)
            left -= len(rows)
            if count_max and left <= 0:
                return

    def count(self, resource: str) -> int:
        """Count the documents of one kind that are still to be found."""
        query = "SELECT count(*) FROM document WHERE resource = ? AND sought"
        return int(self._db.execute(query, (resource,)).fetchone()[0])

    def take(self, resource: str, key: str) -> bool:
        """Note that a document need not be looked for any more; say whether it was."""
        query = "UPDATE document SET sought = 0 WHERE resource = ? AND key = ? AND sought"
        return self._db.execute(query, (resource, key)).rowcount > 0

    def left(self, resource: str) -> Iterator[str]:
        """Give the keys of one kind that are still to be found."""
        after = ""
        while rows := self._db.execute(_LEFT, (resource, after, _BATCH)).fetchall():
            after = rows[-1][0]
            yield from (key for (key,) in rows)


class SoughtKeys:
    """Keys of one kind of document that are still to be found.

    Args:
        documents: Where they are kept.
        resource: Full name of the kind.
    """

    def __init__(self, documents: LeftDocuments, resource: str) -> None:
        self._documents = documents
        self._resource = resource
        self._count = documents.count(resource)

    def __len__(self) -> int:
        """Count them."""
        return self._count

    def __iter__(self) -> Iterator[str]:
        """Give those that are still there, each once; keys may be taken meanwhile."""
        return self._documents.left(self._resource)

    def take(self, key: str) -> bool:
        """Take a key off; say whether it was there."""
        taken = self._documents.take(self._resource, key)
        self._count -= taken
        return taken


def _packed(drift: Drift) -> dict[str, Any]:
    place = drift.place
    return {
        **{name: getattr(drift, name) for name in Drift.__slots__},
        "kind": drift.kind.value,
        "place": [place.file, place.line, place.column, place.label],
        "changes": [[one.path, one.kind.value, one.before, one.after, one.sensitive] for one in drift.changes],
    }


def _unpacked(packed: dict[str, Any]) -> Drift:
    return Drift(
        **packed
        | {
            "kind": DriftKind(packed["kind"]),
            "at": float(packed["at"]),
            "place": Place(*packed["place"]),
            "changes": tuple(
                Change(path=path, kind=ChangeKind(kind), before=before, after=after, sensitive=sensitive)
                for path, kind, before, after, sensitive in packed["changes"]
            ),
            # JSON reads `100` as an integer, whatever it was.
            "amount": _decimal(packed["amount"]),
            "amount_now": _decimal(packed["amount_now"]),
        }
    )


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
