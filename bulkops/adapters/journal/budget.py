"""What a company may still call: kept, so that a `Retry-After` survives a restart."""

import sqlite3

from bulkops.adapters.journal.records import Budget


def load_budget(connection: sqlite3.Connection, scope: int, api: str) -> Budget | None:
    """Read the budget of a company and API; None if none was saved."""
    row = connection.execute(
        "SELECT window_end, quota, remaining, not_before FROM budget WHERE scope = ? AND api = ?", (scope, api)
    ).fetchone()
    if row is None:
        return None
    return Budget(window_end=row[0], quota=row[1], remaining=row[2], not_before=row[3])


def save_budget(connection: sqlite3.Connection, scope: int, api: str, budget: Budget) -> None:
    """Write the budget of a company and API over the one before."""
    connection.execute(
        "INSERT INTO budget VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET window_end = excluded.window_end,"
        " quota = excluded.quota, remaining = excluded.remaining, not_before = excluded.not_before",
        (scope, api, budget.window_end, budget.quota, budget.remaining, budget.not_before),
    )
