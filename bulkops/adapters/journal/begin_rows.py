"""Steps of a plan on their way into the journal's tables, each sealed."""

# ruff: noqa: S608 - statements are put together from constants of this package only; values are always bound

import sqlite3
from array import array
from collections import Counter
from decimal import Decimal
from hashlib import sha256
from operator import itemgetter
from typing import Any

from bulkops.adapters.journal.clash import clash_error
from bulkops.adapters.journal.moves import Transaction
from bulkops.adapters.journal.records import Lease, NewRun
from bulkops.adapters.journal.seal import FATE, PARTS, SEALED, UNSEALED, digests_of, operation_seal, rolled
from bulkops.core.json import canonical, dumps
from bulkops.core.outcome import State
from bulkops.core.step import Step, Verdict

_COLUMNS = (
    "op, run, seq, scope, manifest, id, type, state, waiting, target, target_from, tag, tag_from, makes, message,"
    " ended_at, content, natural_key, currency, amount, file, line, column_, label"
)
_NAMES = _COLUMNS.split(", ")
_INSERT_OPERATION = f"INSERT INTO operation ({_COLUMNS}, seal) VALUES ({', '.join('?' * (len(_NAMES) + 1))})"
_INSERT_DOCUMENT = "INSERT INTO document (op, payload, body, before, options) VALUES (?, ?, ?, ?, ?)"
_INSERT_DEPENDENCY = "INSERT INTO dependency (op, needs) VALUES (?, ?)"
_sealed = itemgetter(*map(_NAMES.index, SEALED))
_STORED = f"""SELECT {", ".join(SEALED)}, {", ".join(FATE)}, {", ".join(PARTS)}
    FROM operation JOIN document USING (op) WHERE op = ?"""

_UNKNOWN, _TO_DO, _NO_ROW, _UNCHANGED, _CONFLICT = range(5)
_MARKS = {
    Verdict.DO: _TO_DO,
    Verdict.DONE: _NO_ROW,
    Verdict.UNCHANGED: _UNCHANGED,
    Verdict.CONFLICT: _CONFLICT,
}
_FULFILLED = frozenset({_NO_ROW, _UNCHANGED})
_FATED = frozenset({State.UNCHANGED.value, State.CONFLICT.value})


class Rows:
    """Rows of one run on their way into the tables.

    The key of an operation is the run's base plus the step's number, so that references need no table of keys, and
    one byte a step is all that is kept of a plan.
    """

    def __init__(self, run: int, base: int, new: NewRun, lease: Lease) -> None:
        self.verdicts: Counter[Verdict] = Counter()
        self._run = run
        self._base = base
        self._scope = lease.scope
        self._makes = new.makes
        self._at = new.started_at
        self._marks = bytearray(1)
        self._forward = array("q")  # pairs: a step, and a later one that it needs
        self._forward_makers = False
        self._unsealed = array("q")  # operations that later steps have a part in
        self._plan = sha256(canonical([lease.environment, lease.company]))
        self._done_sums: dict[str, dict[str, Decimal]] = {}
        self._operations: list[tuple[Any, ...]] = []
        self._documents: list[tuple[int, bytes, bytes, bytes, bytes]] = []
        self._dependencies: list[tuple[int, int]] = []

    @property
    def plan(self) -> str:
        """Digest of the plan so far: of the company, and of what each step is to do, to what, and after what."""
        return self._plan.hexdigest()

    def add(self, steps: list[Step]) -> None:
        """Turn steps into rows."""
        for step in steps:
            self._mark(step.seq, _MARKS[step.verdict])
        for step in steps:
            self.verdicts[step.verdict] += 1
            digests = digests_of((step.payload, step.body, step.before, step.options))
            self._plan.update(_plan_line(step, digests))
            if step.verdict is Verdict.DONE:
                if step.amount is not None:
                    sums = self._done_sums.setdefault(step.type, {})
                    sums[step.currency] = sums.get(step.currency, Decimal(0)) + step.amount
                continue
            op = self._base + step.seq
            waiting, needs = self._await(op, step)
            row = self._row(op, step, waiting)
            if needs is None or self._is_open(step.target_from) or self._is_open(step.tag_from):
                self._unsealed.append(op)
                seal = UNSEALED
            else:
                seal = operation_seal(_sealed(row), _fate(row, step), digests, needs)
            self._operations.append((*row, seal))
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

    def seal(self, connection: sqlite3.Connection) -> str:
        """Seal what could not be sealed before all was written.

        Returns:
            The digest over all seals.
        """
        for op in self._unsealed:
            stored = connection.execute(_STORED, (op,)).fetchone()
            row, fate, parts = stored[: len(SEALED)], stored[len(SEALED) : -len(PARTS)], stored[-len(PARTS) :]
            found = connection.execute("SELECT needs FROM dependency WHERE op = ? ORDER BY needs", (op,))
            needs = [needed for (needed,) in found]
            seal = operation_seal(row, fate if fate[0] in _FATED else (), digests_of(parts), needs)
            connection.execute("UPDATE operation SET seal = ? WHERE op = ?", (seal, op))
        return rolled(connection, self.first_op, self.last_op)

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

    @property
    def first_op(self) -> int:
        """Key of the first step's operation, were all in the tables."""
        return self._base + 1

    @property
    def last_op(self) -> int:
        """Key of the last step's operation."""
        return self._base + len(self._marks) - 1

    @property
    def done_sums(self) -> dict[str, dict[str, str]]:
        """Amounts of what earlier runs have done, by operation type and currency."""
        return {name: {code: str(amount) for code, amount in sums.items()} for name, sums in self._done_sums.items()}

    def write_totals(self, connection: sqlite3.Connection) -> None:
        """Write the run's totals."""
        connection.execute(
            "UPDATE run SET digest = ?, planned = ?, unchanged = ?, conflicts = ?, done_before = ?,"
            " done_before_sums = ?, first_op = ?, last_op = ? WHERE run = ?",
            (
                self.plan,
                self.verdicts[Verdict.DO],
                self.verdicts[Verdict.UNCHANGED],
                self.verdicts[Verdict.CONFLICT],
                self.verdicts[Verdict.DONE],
                dumps(self.done_sums).decode(),
                self.first_op,
                self.last_op,
                self._run,
            ),
        )

    def _mark(self, seq: int, mark: int) -> None:
        if seq >= len(self._marks):
            self._marks.extend(bytes(seq + 1 - len(self._marks)))
        assert self._marks[seq] == _UNKNOWN, f"two steps have the number {seq}"
        self._marks[seq] = mark

    def _row(self, op: int, step: Step, waiting: int) -> tuple[Any, ...]:
        if step.verdict is Verdict.DO:
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

    def _await(self, op: int, step: Step) -> tuple[int, list[int] | None]:
        """Note what a step needs.

        Returns:
            How much of it is not done yet, as far as is known; and the operations, None where that is not known yet.
        """
        waiting, needs, known = 0, [], True
        if step.verdict is Verdict.DO:
            for needed in step.needs:
                mark = self._marks[needed] if needed < len(self._marks) else _UNKNOWN
                if mark == _UNKNOWN:
                    self._forward.extend((step.seq, needed))
                    known = False
                elif mark != _NO_ROW:
                    needs.append(self._base + needed)
                waiting += mark not in _FULFILLED
            self._dependencies.extend([(op, needed) for needed in needs])
        return waiting, needs if known else None

    def _is_open(self, seq: int) -> bool:
        return seq >= len(self._marks) or (seq > 0 and self._marks[seq] == _UNKNOWN)

    def _reference(self, seq: int) -> int | None:
        mark = self._marks[seq] if seq < len(self._marks) else _UNKNOWN
        if not seq or mark == _NO_ROW:
            return None
        self._forward_makers |= mark == _UNKNOWN
        return self._base + seq


def _fate(row: tuple[Any, ...], step: Step) -> tuple[Any, ...]:
    """Give what planning has ended an operation with; nothing where it is to be done."""
    if step.verdict is Verdict.DO:
        return ()
    return tuple(row[_NAMES.index(name)] if name in _NAMES else "" for name in FATE)


def _plan_line(step: Step, digests: bytes) -> bytes:
    """Give what the digest of the plan is made of, for one step: no places, and nothing of this machine."""
    amount = None if step.amount is None else str(step.amount)
    payload, body = digests[:32].hex(), digests[32:64].hex()
    return canonical(
        (
            step.seq,
            step.manifest,
            step.id,
            step.type,
            step.verdict.value,
            step.target,
            step.target_from,
            step.tag,
            step.tag_from,
            step.content,
            step.natural_key,
            step.currency,
            amount,
            payload,
            body,
            step.needs,
        )
    )
