"""The beginning of a run: its steps become operations, in one transaction that may be a million rows long."""

# ruff: noqa: S608 - statements are put together from constants of this package only; values are always bound

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from bulkops.adapters.journal.clash import clash_error
from bulkops.adapters.journal.moves import Transaction
from bulkops.adapters.journal.records import Lease, NewRun
from bulkops.adapters.journal.runs import has_unsent
from bulkops.adapters.journal.schema import UNSETTLED_SQL
from bulkops.core.errors import InDoubtError, settle_hint
from bulkops.core.json import dumps
from bulkops.core.outcome import State
from bulkops.core.step import Step, Verdict

#: How long the lease holds after a beginning, at least: writing a million steps may outlast an ordinary lease, and the
#: lease cannot be renewed meanwhile. The first renewal shortens it again.
BEGIN_MAX_S = 600.0

_STEPS_AT_ONCE = 1000
_KEPT_BYTES = 30 << 20

_COLUMNS = (
    "op, run, seq, scope, manifest, id, type, state, waiting, target, target_from, tag, tag_from, makes, message,"
    " ended_at, content, natural_key, currency, amount, file, line, column_, label"
)
_INSERT_OPERATION = f"INSERT INTO operation ({_COLUMNS}) VALUES ({', '.join('?' * (_COLUMNS.count(',') + 1))})"
_INSERT_DOCUMENT = "INSERT INTO document (op, payload, body, before, options) VALUES (?, ?, ?, ?, ?)"
_INSERT_DEPENDENCY = "INSERT INTO dependency (op, needs) VALUES (?, ?)"

_UNSENT = " UNION ALL ".join(
    f"SELECT op, id FROM operation WHERE run = :run AND state = '{state}'"
    " AND manifest IN (SELECT value FROM json_each(:manifests))"
    for state in (State.READY, State.PLANNED)
)

_UNKNOWN, _TO_DO, _NO_ROW, _UNCHANGED, _CONFLICT = range(5)
_MARKS = {
    Verdict.DO: _TO_DO,
    Verdict.DONE: _NO_ROW,
    Verdict.UNCHANGED: _UNCHANGED,
    Verdict.CONFLICT: _CONFLICT,
}
_FULFILLED = frozenset({_NO_ROW, _UNCHANGED})


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
    holder = lease.holder
    (base,) = connection.execute(
        "SELECT max(coalesce((SELECT max(op) FROM operation), 0), coalesce((SELECT max(last_op) FROM run), 0))"
    ).fetchone()
    run = connection.execute(
        "INSERT INTO run (name, scope, manifests, files, digest, started_at, state, actor, host, pid, version)"
        " VALUES (?, ?, ?, ?, ?, ?, 'running', ?, ?, ?, ?) RETURNING run",
        (
            new.name,
            lease.scope,
            dumps(new.manifests).decode(),
            dumps(new.files).decode(),
            new.digest,
            new.started_at,
            holder.actor,
            holder.host,
            holder.pid,
            new.version,
        ),
    ).fetchone()[0]
    _supersede(transaction, new, lease.scope)
    rows = _Rows(run, base, new, lease.scope)
    for batch in _batches(steps):
        rows.add(batch)
        rows.write(connection)
    rows.resolve_forward(connection)
    rows.skip_below_conflicts(transaction)
    rows.write_totals(connection)
    connection.execute(
        "UPDATE lease SET run = ?, until = max(until, ?) WHERE scope = ?",
        (run, new.started_at + BEGIN_MAX_S, lease.scope),
    )
    body = {
        "name": new.name,
        "scope": f"{lease.environment}/{lease.company}",
        "holder": str(holder),
        "manifests": new.manifests,
        "plan": new.digest,
        "verdicts": {verdict.value: count for verdict, count in rows.verdicts.items()},
    }
    transaction.chain.add(new.started_at, "begun", body, run=run)
    return int(run)


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


def _supersede(transaction: Transaction, new: NewRun, scope: int) -> None:
    """Cancel what earlier runs of the same manifests have not sent: this plan says anew what is to be done."""
    connection = transaction.connection
    manifests = dumps(new.manifests).decode()
    message = f"superseded by run {new.name}"
    runs = connection.execute(
        "SELECT run FROM run WHERE scope = ? AND state <> 'ended' AND name <> ?", (scope, new.name)
    ).fetchall()
    for (run,) in runs:
        found = connection.execute(_UNSENT, {"run": run, "manifests": manifests}).fetchall()
        connection.executemany(
            "UPDATE operation SET state = 'cancelled', code = 'J016', message = ?, ended_at = ? WHERE op = ?",
            ((message, new.started_at, op) for op, _name in found),
        )
        for op, _name in found:
            transaction.chain.add(new.started_at, "cancelled", {"code": "J016", "by": new.name}, run=run, op=op)
        for op, name in found:
            transaction.skip_below(op, name, State.CANCELLED, new.started_at)
        if not has_unsent(connection, run):
            connection.execute(
                "UPDATE run SET state = 'ended', ended_at = iif(ended_at = 0, ?, ended_at) WHERE run = ?",
                (new.started_at, run),
            )


class _Rows:
    """Rows of one run on their way into the tables.

    The key of an operation is the run's base plus the step's number, so that references need no table of keys, and
    one byte a step is all that is kept of a plan.
    """

    def __init__(self, run: int, base: int, new: NewRun, scope: int) -> None:
        self.verdicts: Counter[Verdict] = Counter()
        self._run = run
        self._base = base
        self._scope = scope
        self._makes = new.makes
        self._at = new.started_at
        self._marks = bytearray(1)
        self._forward = array("q")  # pairs: a step, and a later one that it needs
        self._forward_makers = False
        self._done_sums: dict[str, dict[str, Decimal]] = {}
        self._operations: list[tuple[Any, ...]] = []
        self._documents: list[tuple[int, bytes, bytes, bytes, bytes]] = []
        self._dependencies: list[tuple[int, int]] = []

    def add(self, steps: list[Step]) -> None:
        """Turn steps into rows."""
        for step in steps:
            self._mark(step.seq, _MARKS[step.verdict])
        for step in steps:
            self.verdicts[step.verdict] += 1
            if step.verdict is Verdict.DONE:
                if step.amount is not None:
                    sums = self._done_sums.setdefault(step.type, {})
                    sums[step.currency] = sums.get(step.currency, Decimal(0)) + step.amount
                continue
            op = self._base + step.seq
            self._operations.append(self._row(op, step))
            self._documents.append((op, step.payload, step.body, step.before, step.options))

    def write(self, connection: sqlite3.Connection) -> None:
        """Write the rows made so far.

        Raises:
            JournalError: An operation with this identity or natural key is live already.
        """
        try:
            connection.executemany(_INSERT_OPERATION, self._operations)
        except sqlite3.IntegrityError as error:
            raise clash_error(connection, self._operations, error) from error
        connection.executemany(_INSERT_DOCUMENT, self._documents)
        connection.executemany(_INSERT_DEPENDENCY, self._dependencies)
        self._operations.clear()
        self._documents.clear()
        self._dependencies.clear()

    def resolve_forward(self, connection: sqlite3.Connection) -> None:
        """Settle needs of later steps, whose verdicts were not known when the needing step was written."""
        pairs = zip(self._forward[::2], self._forward[1::2], strict=True)
        kept = []
        for seq, needed in pairs:
            mark = self._marks[needed] if needed < len(self._marks) else _UNKNOWN
            assert mark != _UNKNOWN, f"step {seq} needs step {needed}, which is not in the plan"
            if mark != _NO_ROW:
                kept.append((self._base + seq, self._base + needed))
            if mark in _FULFILLED:
                connection.execute(
                    "UPDATE operation SET waiting = waiting - 1, state = iif(waiting = 1, 'ready', state)"
                    " WHERE op = ? AND state = 'planned'",
                    (self._base + seq,),
                )
        connection.executemany(_INSERT_DEPENDENCY, kept)
        if self._forward_makers:
            # A target that comes from a step without a row is literal already.
            connection.execute(
                "UPDATE operation SET target_from = NULL WHERE op > ? AND target_from > op"
                " AND target_from NOT IN (SELECT op FROM operation)",
                (self._base,),
            )

    def skip_below_conflicts(self, transaction: Transaction) -> None:
        """Skip what needs a step that was in conflict when it was planned."""
        if not self.verdicts[Verdict.CONFLICT]:
            return
        rows = transaction.connection.execute(
            "SELECT op, id FROM operation WHERE op > ? AND run = ? AND state = 'conflict' ORDER BY op",
            (self._base, self._run),
        ).fetchall()
        for op, name in rows:
            transaction.skip_below(op, name, State.CONFLICT, self._at)

    def write_totals(self, connection: sqlite3.Connection) -> None:
        """Write the run's totals."""
        sums = {
            name: {currency: str(amount) for currency, amount in sums.items()} for name, sums in self._done_sums.items()
        }
        connection.execute(
            "UPDATE run SET planned = ?, unchanged = ?, conflicts = ?, done_before = ?, done_before_sums = ?,"
            " first_op = ?, last_op = ? WHERE run = ?",
            (
                self.verdicts[Verdict.DO],
                self.verdicts[Verdict.UNCHANGED],
                self.verdicts[Verdict.CONFLICT],
                self.verdicts[Verdict.DONE],
                dumps(sums).decode(),
                self._base + 1,
                self._base + len(self._marks) - 1,
                self._run,
            ),
        )

    def _mark(self, seq: int, mark: int) -> None:
        if seq >= len(self._marks):
            self._marks.extend(bytes(seq + 1 - len(self._marks)))
        assert self._marks[seq] == _UNKNOWN, f"two steps have the number {seq}"
        self._marks[seq] = mark

    def _row(self, op: int, step: Step) -> tuple[Any, ...]:
        waiting = 0
        if step.verdict is Verdict.DO:
            state = State.READY
            if step.needs:
                waiting = self._await(op, step)
                state = State.PLANNED if waiting else State.READY
        else:
            state = State.UNCHANGED if step.verdict is Verdict.UNCHANGED else State.CONFLICT
        place = step.place
        return (
            op,
            self._run,
            step.seq,
            self._scope,
            step.manifest,
            step.id,
            step.type,
            state.value,
            waiting,
            step.target,
            self._reference(step.target_from),
            step.tag,
            self._reference(step.tag_from),
            self._makes.get(step.type, ""),
            "" if step.verdict is Verdict.DO else step.reason,
            0.0 if step.verdict is Verdict.DO else self._at,
            step.content,
            step.natural_key,
            step.currency,
            None if step.amount is None else str(step.amount),
            place.file,
            place.line,
            place.column,
            place.label,
        )

    def _await(self, op: int, step: Step) -> int:
        """Note what a step needs; count what of it is not done yet, as far as is known."""
        waiting = 0
        for needed in step.needs:
            mark = self._marks[needed] if needed < len(self._marks) else _UNKNOWN
            if mark == _UNKNOWN:
                self._forward.extend((step.seq, needed))
            elif mark != _NO_ROW:
                self._dependencies.append((op, self._base + needed))
            waiting += mark not in _FULFILLED
        return waiting

    def _reference(self, seq: int) -> int | None:
        mark = self._marks[seq] if seq < len(self._marks) else _UNKNOWN
        if not seq or mark == _NO_ROW:
            return None
        self._forward_makers |= mark == _UNKNOWN
        return self._base + seq
