"""Moves of operations from state to state, each with its event, inside one transaction."""

# ruff: noqa: S608 - statements are put together from constants of this package only; values are always bound

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from bulkops.adapters.journal.events import Chain
from bulkops.adapters.journal.schema import UNSENT_SQL
from bulkops.core.errors import JournalError
from bulkops.core.outcome import DONE, ENDED, UNSETTLED, Outcome, State
from bulkops.engine.ports import Intent

_FAILED = ENDED - DONE
_HAPPENED = frozenset({State.SUCCEEDED, State.REFUSED, State.CONFLICT, State.READY, State.MANUAL, State.UNCHANGED})

#: What an outcome may make of an operation. SENDING comes from an intent only, PLANNED is left by what it needs.
MOVES: Mapping[State, frozenset[State]] = {
    State.PLANNED: frozenset({State.SKIPPED, State.CANCELLED}),
    State.READY: _HAPPENED | {State.SKIPPED, State.CANCELLED},
    State.SENDING: _HAPPENED | {State.ACCEPTED, State.IN_DOUBT, State.CANCELLED, State.SKIPPED},
    State.ACCEPTED: _HAPPENED | {State.ACCEPTED, State.IN_DOUBT},
    State.IN_DOUBT: _HAPPENED | {State.ACCEPTED, State.IN_DOUBT, State.CANCELLED},
    State.MANUAL: _HAPPENED | {State.IN_DOUBT, State.CANCELLED},
    **dict.fromkeys(ENDED, frozenset[State]()),
}

_UNLOCK = """UPDATE operation SET waiting = waiting - 1, state = iif(waiting = 1, 'ready', 'planned')
    WHERE state = 'planned' AND op IN (SELECT op FROM dependency WHERE needs = ?) RETURNING state"""

# Stops where everything is skipped already, so that many failures above one large group cost no more than one.
_BELOW = f"""WITH RECURSIVE hit (op, run, state) AS (
    SELECT op, run, state FROM operation WHERE {UNSENT_SQL} AND op IN (SELECT op FROM dependency WHERE needs = :op)
    UNION
    SELECT operation.op, operation.run, operation.state FROM hit JOIN dependency ON dependency.needs = hit.op
        JOIN operation ON operation.op = dependency.op WHERE operation.{UNSENT_SQL}
) SELECT op, run, state FROM hit ORDER BY op"""


class Transaction:
    """One open transaction of the journal: moves, and the events that tell of them.

    Args:
        connection: Connection with an open writing transaction.
        fence: Fence of the lease it writes under.

    Attributes:
        moved: How the number of operations in each state changes.
    """

    def __init__(self, connection: sqlite3.Connection, fence: int) -> None:
        self.connection = connection
        self.chain = Chain(connection)
        self.fence = fence
        self.moved: Counter[State] = Counter()

    def intend(self, run: int, intent: Intent) -> None:
        """Make an operation SENDING.

        Raises:
            JournalError: It is not READY, or the attempt is not a new one.
        """
        changed = self.connection.execute(
            "UPDATE operation SET state = 'sending', attempt = ?1, sent_at = ?2, not_before = 0"
            " WHERE op = ?3 AND run = ?4 AND state = 'ready' AND attempt < ?1",
            (intent.attempt, intent.at, intent.op, run),
        ).rowcount
        if changed != 1:
            raise self._not_allowed(intent.op, State.SENDING, f"attempt {intent.attempt}")
        self.connection.execute(
            "INSERT INTO attempt (op, attempt, fence, intent_at, method, path, if_match, request_digest,"
            " background) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                intent.op,
                intent.attempt,
                self.fence,
                intent.at,
                intent.method,
                intent.path,
                intent.if_match,
                intent.request_digest,
                int(intent.background),
            ),
        )
        body = {
            "attempt": intent.attempt,
            "method": intent.method,
            "path": intent.path,
            "if_match": intent.if_match,
            "request": intent.request_digest,
            **({"background": True} if intent.background else {}),
        }
        self._moved(State.READY, State.SENDING)
        self.chain.add(intent.at, "intent", body, run=run, op=intent.op)

    def end(self, op: int, outcome: Outcome, at: float) -> None:
        """Record an outcome, and ready or skip what depends on the operation.

        Raises:
            JournalError: The operation cannot come to that state from where it is.
        """
        row = self.connection.execute(
            "SELECT state, attempt, run, scope, makes, id FROM operation WHERE op = ?", (op,)
        ).fetchone()
        if row is None or outcome.state not in MOVES[State(row[0])]:
            raise self._not_allowed(op, outcome.state, outcome.message)
        old, attempt, run, scope, makes, name = row
        outcome = self._without_second_claim(op, scope, makes, outcome)
        self._record(op, attempt if old in UNSETTLED else 0, outcome, at)
        self._moved(State(old), outcome.state)
        self.chain.add(at, outcome.state.value, _told(attempt, outcome, at), run=run, op=op, said=outcome.message)
        if outcome.state in DONE:
            self._unlock(op)
        elif outcome.state in _FAILED:
            self.skip_below(op, name, outcome.state, at)

    def decided(self, op: int, outcome: Outcome, at: float, by: str) -> None:
        """Record what a person has decided about an operation.

        Raises:
            JournalError: The operation cannot come to that state from where it is.
        """
        (run,) = self.connection.execute("SELECT run FROM operation WHERE op = ?", (op,)).fetchone()
        self.chain.add(at, "decided", {"by": by, "as": outcome.state.value}, run=run, op=op)
        self.end(op, outcome, at)

    def skip_below(self, op: int, name: str, state: State, at: float) -> None:
        """Skip everything not yet sent that needs an operation, directly or through others.

        Args:
            op: The operation that did not go through.
            name: Its id.
            state: How it ended.
            at: Seconds since 1970.
        """
        hit = self.connection.execute(_BELOW, {"op": op}).fetchall()
        message = f"it needs `{name}`, which ended as {state}"
        self.connection.executemany(
            "UPDATE operation SET state = 'skipped', waiting = 0, cause = ?, code = 'J015', message = ?, ended_at = ?"
            " WHERE op = ?",
            ((op, message, at, below) for below, _run, _state in hit),
        )
        for below, run, old in hit:
            self._moved(State(old), State.SKIPPED)
            self.chain.add(at, "skipped", {"cause": op, "code": "J015"}, run=run, op=below)

    def recover(self, scope: int, at: float) -> int:
        """Put in doubt what an earlier holder of the lease was sending when it stopped.

        Returns:
            How many operations that were.
        """
        found = self.connection.execute(
            "SELECT operation.op FROM operation JOIN attempt USING (op, attempt)"
            " WHERE scope = ? AND operation.state = 'sending' AND fence < ? ORDER BY operation.op",
            (scope, self.fence),
        ).fetchall()
        message = "the process ended after it had recorded the intent and before it recorded an answer"
        for (op,) in found:
            self.end(op, Outcome(state=State.IN_DOUBT, code="J017", message=message), at)
        return len(found)

    def _without_second_claim(self, op: int, scope: int, makes: str, outcome: Outcome) -> Outcome:
        # Two operations whose settlements run side by side may both have found the same document free.
        if not (outcome.adopted and makes and outcome.number):
            return outcome
        other = claimant(self.connection, scope, makes, outcome.number, op)
        if not other:
            return outcome
        message = f"`{outcome.number}` looks like its result, but is already the result of `{other}`"
        return replace(outcome, state=State.MANUAL, code="J018", message=message, adopted=False, number="")

    def _record(self, op: int, attempt: int, outcome: Outcome, at: float) -> None:
        ended_at = at if outcome.state in ENDED else 0.0
        self.connection.execute(
            "UPDATE operation SET state = ?1, waiting = 0, code = ?2, message = ?3, status = ?4, adopted = ?5,"
            " ended_at = ?6, not_before = ?7, number = iif(?8 = '', number, ?8),"
            " result_tag = iif(?9 = '', result_tag, ?9), receipt = ?10 WHERE op = ?11",
            (
                outcome.state.value,
                outcome.code,
                outcome.message,
                outcome.status,
                int(outcome.adopted),
                ended_at,
                _not_before(outcome, at),
                outcome.number,
                outcome.tag,
                outcome.receipt,
                op,
            ),
        )
        if outcome.theirs:
            self.connection.execute("INSERT OR REPLACE INTO theirs VALUES (?, ?, ?)", (op, at, outcome.theirs))
        if attempt:
            self.connection.execute(
                "UPDATE attempt SET ended_at = ?, status = ?, state = ?, code = ?, message = ?"
                " WHERE op = ? AND attempt = ?",
                (at, outcome.status, outcome.state.value, outcome.code, outcome.message, op, attempt),
            )

    def _unlock(self, op: int) -> None:
        # Left out of the audit trail: it follows from the outcome that stands there.
        for (state,) in self.connection.execute(_UNLOCK, (op,)).fetchall():
            if state == State.READY:
                self._moved(State.PLANNED, State.READY)

    def _moved(self, old: State, new: State) -> None:
        self.moved[old] -= 1
        self.moved[new] += 1

    def _not_allowed(self, op: int, state: State, detail: str) -> JournalError:
        row = self.connection.execute("SELECT id, state, attempt FROM operation WHERE op = ?", (op,)).fetchone()
        held = f"`{row[0]}` is {row[1]} after attempt {row[2]}" if row else f"there is no operation {op}"
        return JournalError(f"an operation cannot become {state} ({detail}): {held}", code="J014")


def claimant(connection: sqlite3.Connection, scope: int, makes: str, number: str, but: int = 0) -> str:
    """Find the operation that holds a document as its result.

    Args:
        connection: Connection to read by.
        scope: The journal's key of environment and company.
        makes: Kind of document, `api.resource`.
        number: Its number.
        but: Operation that is left out.

    Returns:
        Its id; empty if there is none.
    """
    row = connection.execute(
        "SELECT id FROM operation WHERE scope = ? AND makes = ? AND number = ? AND makes <> '' AND number <> ''"
        " AND state IN ('succeeded', 'accepted') AND op <> ? LIMIT 1",
        (scope, makes, number, but),
    ).fetchone()
    return row[0] if row else ""


def _not_before(outcome: Outcome, at: float) -> float:
    """Say when a step that is to be tried again is due; 0.0: at once."""
    return at + outcome.delay_s if outcome.state is State.READY and outcome.delay_s > 0 else 0.0


def _told(attempt: int, outcome: Outcome, at: float) -> dict[str, object]:
    """Give an outcome's particulars; what it says in words stands beside them."""
    told = {
        "attempt": attempt,
        "code": outcome.code,
        "number": outcome.number,
        "tag": outcome.tag,
        "status": outcome.status,
        "adopted": outcome.adopted,
        "receipt": outcome.receipt,
        "not_before": _not_before(outcome, at),
        "theirs": sha256(outcome.theirs).hexdigest() if outcome.theirs else "",
    }
    return {name: value for name, value in told.items() if value}
