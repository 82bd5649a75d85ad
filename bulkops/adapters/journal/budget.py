"""What a company may still call: kept, so that quotas and a `Retry-After` survive a restart."""

import sqlite3

from bulkops.adapters.journal.records import Budget
from bulkops.adapters.journal.seal import row_seal


def load_budget(connection: sqlite3.Connection, scope: int, api: str) -> Budget | None:
    """Read the budget of a company and API; None if none was saved."""
    row = connection.execute(
        "SELECT window_end, calls, quota, remaining, not_before FROM budget WHERE scope = ? AND api = ?", (scope, api)
    ).fetchone()
    if row is None:
        return None
    return Budget(window_end=row[0], calls=row[1], quota=row[2], remaining=row[3], not_before=row[4])


def save_budget(connection: sqlite3.Connection, scope: int, api: str, budget: Budget) -> None:
    """Write the budget of a company and API over the one before."""
    times = float(budget.window_end), float(budget.not_before)
    row = (scope, api, times[0], budget.calls, budget.quota, budget.remaining, times[1])
    connection.execute(
        "INSERT OR REPLACE INTO budget (scope, api, window_end, calls, quota, remaining, not_before, seal)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, row_seal(row)),
    )
