"""What earlier runs have not sent and a new run plans anew is cancelled, so that it is not done twice."""

# ruff: noqa: S608 - statements are put together from constants of this package only; values are always bound

import sqlite3
from collections.abc import Iterable

from bulkops.adapters.journal.moves import Transaction
from bulkops.adapters.journal.records import NewRun
from bulkops.adapters.journal.runs import has_unsent
from bulkops.adapters.journal.schema import LIVE_SQL
from bulkops.core.json import dumps
from bulkops.core.outcome import State
from bulkops.core.step import Step, Verdict

_OF_MANIFESTS = " UNION ALL ".join(
    f"SELECT op FROM operation WHERE run = :run AND state = '{state}'"
    " AND manifest IN (SELECT value FROM json_each(:manifests))"
    for state in (State.READY, State.PLANNED)
)
_UNSENT = "state IN ('planned', 'ready')"
_OF_STEP = f"""
    SELECT op, run FROM operation
      WHERE scope = :scope AND manifest = :manifest AND id = :id AND {LIVE_SQL} AND {_UNSENT} AND run <> :run
    UNION
    SELECT op, run FROM operation
      WHERE scope = :scope AND natural_key = :key AND natural_key <> '' AND {LIVE_SQL} AND {_UNSENT} AND run <> :run
      AND manifest IN (SELECT value FROM json_each(:manifests))"""
_NEEDED = """SELECT op, id FROM operation WHERE run = :run AND state = 'cancelled' AND message = :message
    AND op BETWEEN (SELECT first_op FROM run WHERE run = :run) AND (SELECT last_op FROM run WHERE run = :run)
    AND EXISTS (SELECT 1 FROM dependency WHERE needs = operation.op) ORDER BY op"""


class Superseding:
    """What a new run takes over from earlier ones of its company.

    The plan of whole manifests says anew what is to be done about them: all that earlier runs of them have not sent is
    cancelled, also what has gone from the manifests. The plan of a selection says that of its own steps only: the rest
    stays with the run that has planned it, for `resume`, or for a later plan of everything. What needs a cancelled
    operation is skipped there, as always: its own run could not do it any more.

    Args:
        transaction: The open transaction.
        new: The run that begins.
        run: The journal's key of it.
        scope: The journal's key of its company.
    """

    def __init__(self, transaction: Transaction, new: NewRun, run: int, scope: int) -> None:
        self._transaction = transaction
        self._new = new
        self._run = run
        self._scope = scope
        self._manifests = dumps(new.manifests).decode()
        self._earlier = [
            earlier
            for (earlier,) in self._connection.execute(
                "SELECT run FROM run WHERE scope = ? AND state <> 'ended' AND run <> ?", (scope, run)
            ).fetchall()
        ]

    @property
    def _message(self) -> str:
        return f"superseded by run {self._new.name}"

    @property
    def _connection(self) -> sqlite3.Connection:
        return self._transaction.connection

    def begin(self) -> None:
        """Cancel what is unsent of the new run's manifests, unless the new run is about a selection of them."""
        for run in () if self._new.partial else self._earlier:
            found = self._connection.execute(_OF_MANIFESTS, {"run": run, "manifests": self._manifests}).fetchall()
            self._cancel([(op, run) for (op,) in found])

    def take(self, steps: Iterable[Step]) -> None:
        """Cancel what is unsent of what some steps of a selection do: the same operations, or the same documents."""
        if not (self._new.partial and self._earlier):
            return
        for step in steps:
            if step.verdict is not Verdict.DONE:
                values = {
                    "scope": self._scope,
                    "run": self._run,
                    "manifests": self._manifests,
                    "manifest": step.manifest,
                    "id": step.id,
                    "key": step.natural_key,
                }
                self._cancel(self._connection.execute(_OF_STEP, values).fetchall())

    def end(self) -> None:
        """Skip what needs something that was cancelled, and close the runs of which nothing is left to send."""
        for run in self._earlier:
            for op, name in self._connection.execute(_NEEDED, {"run": run, "message": self._message}).fetchall():
                self._transaction.skip_below(op, name, State.CANCELLED, self._new.started_at)
            if not has_unsent(self._connection, run):
                self._connection.execute(
                    "UPDATE run SET state = 'ended', ended_at = iif(ended_at = 0, ?, ended_at) WHERE run = ?",
                    (self._new.started_at, run),
                )
                self._transaction.chain.add(self._new.started_at, "ended", {"by": self._new.name}, run=run)

    def _cancel(self, found: list[tuple[int, int]]) -> None:
        at, name = self._new.started_at, self._new.name
        self._connection.executemany(
            "UPDATE operation SET state = 'cancelled', waiting = 0, code = 'J016', message = ?, ended_at = ?"
            " WHERE op = ?",
            ((self._message, at, op) for op, _ in found),
        )
        for op, run in found:
            self._transaction.chain.add(at, "cancelled", {"code": "J016", "by": name}, run=run, op=op)
