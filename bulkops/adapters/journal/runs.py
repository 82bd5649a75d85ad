"""Runs: listed, closed, and taken up again."""

# ruff: noqa: S608 - statements are put together from constants of this package only; values are always bound

import sqlite3
from decimal import Decimal
from typing import Any

from bulkops.adapters.journal import lease as leases
from bulkops.adapters.journal.moves import Transaction
from bulkops.adapters.journal.records import Holder, Lease, RunRow
from bulkops.adapters.journal.schema import UNSETTLED_SQL
from bulkops.core.json import loads

_SELECT = """SELECT run.run, name, environment, company, scope, manifests, files, digests, digest, approver, saved_plan,
    plan_seal, started_at, ended_at, state, actor, host, pid, version, planned, unchanged, conflicts, done_before,
    done_before_sums, purged_at FROM run JOIN scope USING (scope)"""


def select(connection: sqlite3.Connection, condition: str = "true", values: tuple[Any, ...] = ()) -> list[RunRow]:
    """List runs, newest first."""
    rows = connection.execute(f"{_SELECT} WHERE {condition} ORDER BY run.run DESC", values)
    return [_run_row(row) for row in rows]


def unfinished(connection: sqlite3.Connection) -> list[RunRow]:
    """List the runs with something left to send, confirm, settle or decide, newest first."""
    return [
        row
        for row in select(connection, "run.state <> 'ended'")
        if has_unsent(connection, row.run) or _has_unsettled(connection, row.scope, row.run)
    ]


def has_unsent(connection: sqlite3.Connection, run: int) -> bool:
    """Say whether a run has operations that are planned or ready."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM operation WHERE run = ?1 AND state = 'ready')"
        " OR EXISTS (SELECT 1 FROM operation WHERE run = ?1 AND state = 'planned')",
        (run,),
    ).fetchone()
    return bool(row[0])


def close_run(transaction: Transaction, run: int, at: float) -> None:
    """Mark a run as over: `ended`, or `interrupted` where something of it is left to do."""
    connection = transaction.connection
    (scope,) = connection.execute("SELECT scope FROM run WHERE run = ?", (run,)).fetchone()
    left = has_unsent(connection, run) or _has_unsettled(connection, scope, run)
    state = "interrupted" if left else "ended"
    connection.execute("UPDATE run SET state = ?, ended_at = ? WHERE run = ?", (state, at, run))
    transaction.chain.add(at, state, {}, run=run)


def reopen(
    transaction: Transaction, run: int, at: float, lease: Lease, *, version: str = "", approver: str = ""
) -> None:
    """Take up a run again.

    Args:
        transaction: The open transaction.
        run: The journal's key of the run.
        at: Seconds since 1970.
        lease: Lease of its company.
        version: Version of bulkops.
        approver: Who has said that it is to go on.
    """
    holder = lease.holder
    changed = transaction.connection.execute(
        "UPDATE run SET state = 'running', ended_at = 0, actor = ?, host = ?, pid = ? WHERE run = ? AND scope = ?",
        (holder.actor, holder.host, holder.pid, run, lease.scope),
    ).rowcount
    assert changed == 1, "the lease is of another company than the run"
    leases.hold_for(transaction.connection, lease, run)
    body = {**leases.who(holder), "version": version, "approver": approver}
    transaction.chain.add(at, "reopened", body, run=run)


def _has_unsettled(connection: sqlite3.Connection, scope: int, run: int) -> bool:
    row = connection.execute(
        f"SELECT EXISTS (SELECT 1 FROM operation WHERE scope = ? AND run = ? AND {UNSETTLED_SQL})", (scope, run)
    ).fetchone()
    return bool(row[0])


def _run_row(row: tuple[Any, ...]) -> RunRow:
    (*head, sums, purged_at) = row
    run, name, environment, company, scope, manifests, files, digests, digest, approver, *rest = head
    saved_plan, plan_seal, started_at, ended_at, state, actor, host, pid, version, *totals = rest
    planned, unchanged, conflicts, done_before = totals
    return RunRow(
        run=run,
        name=name,
        environment=environment,
        company=company,
        scope=scope,
        manifests=tuple(loads(manifests)),
        files=tuple(loads(files)),
        digests=tuple(loads(digests)),
        digest=digest,
        approver=approver,
        saved_plan=saved_plan,
        plan_seal=plan_seal,
        started_at=started_at,
        ended_at=ended_at,
        state=state,
        holder=Holder(actor=actor, host=host, pid=pid),
        version=version,
        planned=planned,
        unchanged=unchanged,
        conflicts=conflicts,
        done_before=done_before,
        done_before_sums={
            name: {currency: Decimal(amount) for currency, amount in by_currency.items()}
            for name, by_currency in loads(sums).items()
        },
        purged_at=purged_at,
    )
