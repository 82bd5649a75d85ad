"""The beginning of a run: its steps become operations, in one transaction that may be a million rows long."""

# ruff: noqa: S608 - statements are put together from constants of this package only; values are always bound

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from bulkops.adapters.journal import lease as leases
from bulkops.adapters.journal.begin_rows import Rows
from bulkops.adapters.journal.moves import Transaction
from bulkops.adapters.journal.records import Lease, NewRun
from bulkops.adapters.journal.schema import UNSETTLED_SQL
from bulkops.adapters.journal.supersede import Superseding
from bulkops.core.errors import InDoubtError, settle_hint
from bulkops.core.json import dumps
from bulkops.core.step import Step

#: How long the lease holds after a beginning, at least: writing a million steps may outlast an ordinary lease, and the
#: lease cannot be renewed meanwhile. The first renewal shortens it again.
BEGIN_MAX_S = 600.0

_STEPS_AT_ONCE = 1000
_KEPT_BYTES = 30 << 20


def begin(transaction: Transaction, new: NewRun, steps: Iterable[Step], lease: Lease) -> int:
    """Write a run and its steps.

    Returns:
        The journal's key of the run.

    Raises:
        InDoubtError: Operations of an earlier run for this company are not settled.
        JournalError: Two live operations have one identity or one natural key.
    """
    connection = transaction.connection
    _keep_freed_memory()
    _refuse_unsettled(connection, lease.scope)
    (base,) = connection.execute(
        "SELECT max(coalesce((SELECT max(op) FROM operation), 0), coalesce((SELECT max(last_op) FROM run), 0))"
    ).fetchone()
    run = _run_row(connection, new, lease)
    superseding = Superseding(transaction, new, run, lease.scope)
    superseding.begin()
    rows = Rows(run, base, new, lease)
    for batch in _batches(steps):
        rows.add(batch)
        superseding.take(batch)
        rows.write(connection)
    superseding.end()
    rows.resolve_forward(connection)
    rows.skip_below_conflicts(transaction)
    rows.write_totals(connection)
    leases.hold_for(connection, lease, run, new.started_at + BEGIN_MAX_S)
    body = _told(new, lease, rows) | {"seals": rows.seal(connection)}
    transaction.chain.add(new.started_at, "begun", body, run=run)
    return run


def _run_row(connection: sqlite3.Connection, new: NewRun, lease: Lease) -> int:
    """Write the run, its totals still open; give its key."""
    row = connection.execute(
        "INSERT INTO run (name, scope, manifests, files, digests, digest, approver, saved_plan, plan_seal,"
        " started_at, state, actor, host, pid, version) VALUES (?, ?, ?, ?, ?, '', ?, ?, ?, ?,"
        " 'running', ?, ?, ?, ?) RETURNING run",
        (
            new.name,
            lease.scope,
            dumps(new.manifests).decode(),
            dumps(new.files).decode(),
            dumps(new.digests).decode(),
            new.approver,
            new.saved_plan,
            new.plan_seal,
            new.started_at,
            lease.holder.actor,
            lease.holder.host,
            lease.holder.pid,
            new.version,
        ),
    ).fetchone()
    return int(row[0])


def _told(new: NewRun, lease: Lease, rows: Rows) -> dict[str, Any]:
    """Give what the event of the beginning tells."""
    return {
        "name": new.name,
        "scope": f"{lease.environment}/{lease.company}",
        **leases.who(lease.holder),
        "version": new.version,
        "approver": new.approver,
        "saved_plan": new.saved_plan,
        "plan_seal": new.plan_seal,
        "manifests": new.manifests,
        "files": new.files,
        "digests": new.digests,
        "plan": rows.plan,
        "verdicts": {verdict.value: count for verdict, count in rows.verdicts.items()},
        "done_before_sums": rows.done_sums,
        "operations": (rows.first_op, rows.last_op),
    }


def _keep_freed_memory() -> None:
    # A transaction that outgrows SQLite's cache frees and asks for one page after the other. By default glibc hands the
    # top of the heap back to the system each time, which took two thirds of a long beginning; freeing one large block
    # once raises its limit for that to twice the block. Elsewhere without effect.
    bytearray(_KEPT_BYTES)


def _batches(steps: Iterable[Step]) -> Iterator[list[Step]]:
    iterator = iter(steps)
    while batch := list(islice(iterator, _STEPS_AT_ONCE)):
        yield batch


def _refuse_unsettled(connection: sqlite3.Connection, scope: int) -> None:
    rows = connection.execute(
        f"SELECT run.name, count(*), sum(operation.state = 'manual') FROM operation JOIN run USING (run)"
        f" WHERE operation.scope = ?"
        f" AND operation.{UNSETTLED_SQL} GROUP BY run.run ORDER BY run.run",
        (scope,),
    ).fetchall()
    if rows:
        name, count, manual = rows[0]
        more = f", and more in {len(rows) - 1} other runs" if len(rows) > 1 else ""
        noun = "operation of it is" if count == 1 else "operations of it are"
        raise InDoubtError(
            f"run `{name}` is not settled: {count} {noun} in doubt or unfinished{more}",
            hint=settle_hint(name, decided=manual == count),
        )
