"""Documents that are there already for creates of a draft: asked for by mark, kept as they are found, then bound.

Nothing here grows in memory with the plan: marks are handed out in batches, and rows are joined by an index.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from bulkops.core.json import dumps, loads
from bulkops.core.observed import Existing, Observed

_BATCH = 512
_SOUGHT = "natural_key <> '' AND prior = ''"


class ExistingDocuments:
    """The part of a draft that knows what its creates would make a second time.

    Args:
        db: The draft's database.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def sought(self) -> list[tuple[str, str, int, str]]:
        """Say what kinds of creates are not done by an earlier run.

        Returns:
            Operation type, field that the document is found by, how many, and the first day that their documents
            bear; empty where one of them says none.
        """
        query = f"""SELECT type, identity, count(*), min(day) FROM entry WHERE {_SOUGHT}
                    GROUP BY type, identity ORDER BY min(seq)"""  # noqa: S608 - a constant of ours
        return self._db.execute(query).fetchall()

    def keys(self, operation_type: str, identity: str) -> Iterator[str]:
        """Give the natural keys of one kind of creates; others may be kept meanwhile."""
        query = f"""SELECT seq, natural_key FROM entry WHERE {_SOUGHT} AND type = ? AND identity = ? AND seq > ?
                    ORDER BY seq LIMIT ?"""  # noqa: S608 - a constant of ours
        after = 0
        while rows := self._db.execute(query, (operation_type, identity, after, _BATCH)).fetchall():
            after = rows[-1][0]
            yield from (key for _, key in rows)

    def keep(self, natural_key: str, number: str, observed: Observed) -> None:
        """Keep a document, if a create is looked for by its mark; the same document may be given again."""
        query = f"SELECT seq FROM entry WHERE natural_key = ? AND {_SOUGHT}"  # noqa: S608 - a constant of ours
        row = self._db.execute(query, (natural_key,)).fetchone()
        if row is not None:
            values = (row[0], number, observed.tag, dumps(observed.document))
            self._db.execute("INSERT OR REPLACE INTO existing VALUES (?, ?, ?, ?)", values)

    def bind(self) -> None:
        """Take what was found as what the system holds; later operations on it are then about its number."""
        self._db.executescript("""
            INSERT OR REPLACE INTO observed
              SELECT entry.document, existing.tag, existing.body FROM existing JOIN entry USING (seq)
              WHERE existing.number = (SELECT min(number) FROM existing AS all_of_it WHERE all_of_it.seq = entry.seq);
            UPDATE entry SET target = only.number, target_from = '', maker = 0
              FROM (SELECT seq, min(number) AS number FROM existing GROUP BY seq HAVING count(*) = 1) AS only
              WHERE entry.maker = only.seq;
        """)

    def of(self, seq: int, payload: Mapping[str, Any], document: str, observed: Observed) -> Existing:
        """Say what was found for a create.

        Args:
            seq: Its number.
            payload: What it asks for.
            document: Name of what it makes, as all operations on it have it.
            observed: The first document that was found.
        """
        numbers = self._db.execute("SELECT number FROM existing WHERE seq = ? ORDER BY number", (seq,))
        later = self._db.execute(  # through the index on documents, which holds those that are named only
            "SELECT payload FROM entry CROSS JOIN wanted USING (seq)"
            " WHERE document = ? AND document <> '' AND +entry.seq > ?",
            (document, seq),
        )
        return Existing(
            numbers=tuple(number for (number,) in numbers),
            observed=observed,
            payload=payload,
            later=frozenset().union(*(loads(payload) for (payload,) in later)),
        )
