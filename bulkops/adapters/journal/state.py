"""What can be told of a journal's file itself: its version, and who works under it now."""

import sqlite3

from bulkops.adapters.journal.records import Holder, Lease


def version_of(connection: sqlite3.Connection) -> int:
    """Give the version of the file's format."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def held(connection: sqlite3.Connection, environment: str, company: str, now: float) -> Lease | None:
    """Give the lease of a company that holds now; None where it is free. Its holder may be gone all the same."""
    row = connection.execute(
        "SELECT scope, holder, host, pid, place, since, until, fence FROM lease JOIN scope USING (scope)"
        " WHERE environment = ? AND scope.company = ? AND until > ?",
        (environment, company, now),
    ).fetchone()
    if row is None:
        return None
    scope, actor, host, pid, place, since, until, fence = row
    holder = Holder(actor=actor, host=host, pid=pid, place=place)
    return Lease(
        scope=scope, environment=environment, company=company, holder=holder, since=since, until=until, fence=fence
    )
