"""What the journal knows of a company beside its runs: what was proved about its API, and what it looks like."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from bulkops.adapters.journal.events import Chain
from bulkops.adapters.journal.lease import scope_of
from bulkops.adapters.journal.records import Proof
from bulkops.core.json import dumps, loads


def find_scope(connection: sqlite3.Connection, environment: str, company: str) -> int | None:
    """Find the key of an environment and company; None where nothing is known of it."""
    row = connection.execute(
        "SELECT scope FROM scope WHERE environment = ? AND company = ?", (environment, company)
    ).fetchone()
    return None if row is None else int(row[0])


def note(
    connection: sqlite3.Connection, environment: str, company: str, kind: str, body: Mapping[str, Any], at: float
) -> None:
    """Add an event about a company that belongs to no run."""
    chain = Chain(connection)
    chain.add(at, kind, {"scope": f"{environment}/{company}", **body})
    chain.flush()


def prove(connection: sqlite3.Connection, environment: str, company: str, proof: Proof) -> None:
    """Keep what a probe has shown, over what an earlier one did."""
    scope = scope_of(connection, environment, company)
    connection.execute(
        "INSERT OR REPLACE INTO proof VALUES (?, ?, ?, ?, ?)", (scope, proof.api, proof.mode, proof.verdict, proof.at)
    )
    body = {"api": proof.api, "mode": proof.mode, "verdict": proof.verdict}
    note(connection, environment, company, "proof", body, proof.at)


def proofs(connection: sqlite3.Connection, environment: str, company: str) -> tuple[Proof, ...]:
    """Give what probes have shown, the newest for each API and mode."""
    scope = find_scope(connection, environment, company)
    rows = connection.execute("SELECT api, mode, verdict, at FROM proof WHERE scope = ? ORDER BY api, mode", (scope,))
    return tuple(Proof(api=api, mode=mode, verdict=verdict, at=at) for api, mode, verdict, at in rows)


def remember_landing(
    connection: sqlite3.Connection, environment: str, company: str, names: tuple[str, ...], at: float
) -> None:
    """Keep the names by which the company has shown itself, over those of an earlier time."""
    scope = scope_of(connection, environment, company)
    connection.execute("INSERT OR REPLACE INTO landing VALUES (?, ?, ?)", (scope, dumps(names).decode(), at))
    note(connection, environment, company, "landing", {"names": names}, at)


def landing(connection: sqlite3.Connection, environment: str, company: str) -> tuple[str, ...] | None:
    """Give the names by which the company has shown itself; None where none are known."""
    scope = find_scope(connection, environment, company)
    row = connection.execute("SELECT names FROM landing WHERE scope = ?", (scope,)).fetchone()
    return None if row is None else tuple(loads(row[0]))
