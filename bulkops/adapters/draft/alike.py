"""What operations of a draft may have made of their targets before: documents like them, files on them."""

import sqlite3
from collections.abc import Iterator
from typing import Any

from bulkops.core.json import loads
from bulkops.core.operation import Document

_BATCH = 512


class AlikeDocuments:
    """The part of a draft that knows what was made out of its targets before.

    Args:
        db: The draft's database.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def targets(self, operation_type: str) -> Iterator[tuple[int, Document]]:
        """Give the operations of a type that no earlier run has done, each with its target as it was read."""
        query = """SELECT seq, body FROM entry JOIN observed USING (document)
                   WHERE type = ? AND prior = '' AND body IS NOT NULL AND seq > ? ORDER BY seq LIMIT ?"""
        after = 0
        while rows := self._db.execute(query, (operation_type, after, _BATCH)).fetchall():
            after = rows[-1][0]
            yield from ((seq, loads(body)) for seq, body in rows)

    def seek(self, seq: int, *, likeness: str, marks: str, party: str, number: str, created: str) -> None:
        """Note what documents made out of a target would show.

        Args:
            seq: The operation.
            likeness: What they cannot lack.
            marks: What speaks for them; empty: nothing does.
            party: Their customer.
            number: The target's own number.
            created: When the target was made, as the server writes it.
        """
        values = (seq, likeness, marks, party, number, created)
        self._db.execute("INSERT OR REPLACE INTO origin VALUES (?, ?, ?, ?, ?, ?)", values)

    def parties(self, *, found: bool) -> tuple[int, str, Iterator[str]]:
        """Say of how many customers documents are wanted, since when, and of whom.

        Args:
            found: Only of targets like which something was found.
        """
        only = "WHERE seq IN (SELECT seq FROM alike)" if found else ""
        count, since = self._db.execute(
            f"SELECT count(DISTINCT party), coalesce(min(created), '') FROM origin {only}"  # noqa: S608
        ).fetchone()
        rows = self._db.execute(f"SELECT DISTINCT party FROM origin {only} ORDER BY party").fetchall()  # noqa: S608
        return count, since, (party for (party,) in rows)

    def take(self, likeness: str, marks: str, number: str, created: str) -> None:
        """Keep a document for every target that it is like and was made after."""
        self._db.execute(
            """INSERT OR REPLACE INTO alike SELECT seq, ?1, marks <> '' AND marks = ?2 FROM origin
               WHERE likeness = ?3 AND (?4 = '' OR created <= ?4)""",
            (number, marks, likeness, created),
        )

    def meet(self, likeness: str, marks: str, number: str) -> None:
        """Note that a document is like a target without being it: what is like one is like the other."""
        self._db.execute(
            "INSERT OR IGNORE INTO rival SELECT seq FROM origin WHERE likeness = ? AND marks = ? AND number <> ?",
            (likeness, marks, number),
        )

    def forget(self) -> None:
        """Make room for what the next type of operations seeks."""
        self._db.execute("DELETE FROM origin")

    def of(self, seq: int) -> list[tuple[str, bool]]:
        """Give the documents that an operation may have made, each with whether it bears all marks."""
        rows = self._db.execute("SELECT number, marked FROM alike WHERE seq = ? ORDER BY number", (seq,))
        return [(number, bool(marked)) for number, marked in rows]

    def files(self, operation_type: str) -> Iterator[tuple[int, Any, Any, Document]]:
        """Give operations that attach a file and are not done by an earlier run.

        Yields:
            seq, payload, options, and the target as it was read.
        """
        query = """SELECT seq, payload, options, body FROM entry JOIN wanted USING (seq) JOIN observed USING (document)
                   WHERE type = ? AND prior = '' AND body IS NOT NULL AND seq > ? ORDER BY seq LIMIT ?"""
        after = 0
        while rows := self._db.execute(query, (operation_type, after, _BATCH)).fetchall():
            after = rows[-1][0]
            yield from ((seq, *map(loads, columns)) for seq, *columns in rows)

    def attach(self, seq: int) -> None:
        """Note that the file of an operation is attached."""
        self._db.execute("INSERT OR REPLACE INTO attached VALUES (?)", (seq,))

    def is_attached(self, seq: int) -> bool:
        """Whether the file of an operation is attached."""
        return self._db.execute("SELECT 1 FROM attached WHERE seq = ?", (seq,)).fetchone() is not None

    def alone(self, seq: int) -> bool:
        """Whether no other document of the target's kind is like it."""
        return self._db.execute("SELECT 1 FROM rival WHERE seq = ?", (seq,)).fetchone() is None
