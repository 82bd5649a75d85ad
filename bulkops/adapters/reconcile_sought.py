"""Keys of a run's documents that are still to be found."""

import sqlite3
from collections.abc import Iterator

_BATCH = 1_000


class SoughtKeys:
    """Keys of one kind of document that are still to be found.

    Args:
        database: Where they are kept.
        resource: Full name of the kind.
    """

    def __init__(self, database: sqlite3.Connection, resource: str) -> None:
        self._db = database
        self._resource = resource
        query = "SELECT count(*) FROM document WHERE resource = ? AND sought"
        self._count = int(database.execute(query, (resource,)).fetchone()[0])

    def __len__(self) -> int:
        """Count them."""
        return self._count

    def __iter__(self) -> Iterator[str]:
        """Give those that are still there, each once; keys may be taken meanwhile."""
        query, after = "SELECT key FROM document WHERE resource = ? AND sought AND key > ? ORDER BY key LIMIT ?", ""
        while rows := self._db.execute(query, (self._resource, after, _BATCH)).fetchall():
            after = rows[-1][0]
            yield from (key for (key,) in rows)

    def take(self, key: str) -> bool:
        """Take a key off; say whether it was there."""
        query = "UPDATE document SET sought = 0 WHERE resource = ? AND key = ? AND sought"
        taken = self._db.execute(query, (self._resource, key)).rowcount > 0
        self._count -= taken
        return taken
