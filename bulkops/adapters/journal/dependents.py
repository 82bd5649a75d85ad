"""Which operations needed others: what is made first is undone last."""

from collections.abc import Iterable

from bulkops.adapters.journal.database import Database

_DEPENDENTS = "SELECT DISTINCT op FROM dependency WHERE needs IN (SELECT value FROM json_each(?)) ORDER BY op"
_IDS = """SELECT count(DISTINCT manifest), max(length(id)) FROM operation
    WHERE op BETWEEN (SELECT first_op FROM run WHERE run = :run) AND (SELECT last_op FROM run WHERE run = :run)
    AND operation.run = :run"""


def dependents(database: Database, ops: Iterable[int]) -> list[int]:
    """Give the journal's keys of the operations that needed some others."""
    with database.reading() as connection:
        rows = connection.execute(_DEPENDENTS, (f"[{','.join(map(str, ops))}]",)).fetchall()
    return [op for (op,) in rows]


def longest_id(database: Database, run: int) -> tuple[int, int]:
    """Say how many manifests a run had, and how long the longest id of its operations is."""
    with database.reading() as connection:
        count, length = connection.execute(_IDS, {"run": run}).fetchone()
    return count, length or 0
