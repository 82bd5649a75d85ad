"""Two live operations that must not both be: which they are."""

# ruff: noqa: S608 - statements are put together from constants of this package only; values are always bound

import sqlite3
from typing import Any

from bulkops.adapters.journal.schema import LIVE_SQL
from bulkops.core.errors import JournalError

# Positions in a row of `begin`.
_OP, _RUN, _SCOPE, _MANIFEST, _ID, _NATURAL_KEY = 0, 1, 3, 4, 5, 17


def clash_error(
    connection: sqlite3.Connection, rows: list[tuple[Any, ...]], error: sqlite3.IntegrityError
) -> JournalError:
    """Name the operation that could not be written, and the one in its way.

    Args:
        connection: Connection with the transaction still open.
        rows: Rows that were being written; those before the bad one stand already.
        error: What SQLite said.
    """
    row = next(row for row in rows if not _stands(connection, row[_OP]))
    other = _find(connection, "manifest = ? AND id = ?", row[_SCOPE], (row[_MANIFEST], row[_ID]))
    if other is not None:
        return JournalError(
            f"operation `{row[_ID]}` of manifest `{row[_MANIFEST]}` {_where(row, other)} already",
            hint="an operation is done once; give the new one another id, or plan again",
            code="J012",
        )
    other = _find(connection, "natural_key = ? AND natural_key <> ''", row[_SCOPE], (row[_NATURAL_KEY],))
    if other is not None:
        return JournalError(
            f"operation `{row[_ID]}` of manifest `{row[_MANIFEST]}` would make `{row[_NATURAL_KEY]}`, which"
            f" `{other[2]}` of manifest `{other[1]}` {_where(row, other)}",
            hint="two documents must not be found by one key; change it in one of them, or plan again",
            code="J013",
        )
    return JournalError(f"operation `{row[_ID]}` of manifest `{row[_MANIFEST]}` cannot be written ({error})")


def _stands(connection: sqlite3.Connection, op: int) -> bool:
    return connection.execute("SELECT 1 FROM operation WHERE op = ?", (op,)).fetchone() is not None


def _find(
    connection: sqlite3.Connection, condition: str, scope: int, values: tuple[str, ...]
) -> tuple[int, str, str, str, str] | None:
    found: tuple[int, str, str, str, str] | None = connection.execute(
        f"SELECT operation.run, manifest, id, operation.state, run.name FROM operation JOIN run USING (run)"
        f" WHERE operation.scope = ? AND {condition} AND operation.{LIVE_SQL}",
        (scope, *values),
    ).fetchone()
    return found


def _where(row: tuple[Any, ...], other: tuple[int, str, str, str, str]) -> str:
    run, _manifest, _id, state, name = other
    return f"is {state} in this run" if run == row[_RUN] else f"is {state} in run `{name}`"
