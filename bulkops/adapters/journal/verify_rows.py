"""Operations held against their seals, and against what their events tell: nothing stands that was not written."""

# ruff: noqa: S608 - statements are put together from constants of this package only; values are always bound

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from bulkops.adapters.journal.damage import Damage, or_unreadable
from bulkops.adapters.journal.replay import MUTABLE, Replay
from bulkops.adapters.journal.seal import FATE, PARTS, SEALED, digests_of, operation_seal, parts_changed
from bulkops.adapters.journal.verify_events import Told
from bulkops.core.outcome import DONE, State

_DONE = ", ".join(f"'{state}'" for state in State if state in DONE)
_COLUMNS = tuple(dict.fromkeys((*SEALED, *FATE, *MUTABLE, "seal")))
_OPERATIONS = f"""SELECT {", ".join(f"operation.{name}" for name in _COLUMNS)}, document.op, {", ".join(PARTS)}
    FROM operation LEFT JOIN document USING (op) ORDER BY operation.op"""
_OPEN_NEEDS = f"""SELECT count(*) FROM dependency JOIN operation ON operation.op = needs
    WHERE dependency.op = ? AND operation.state NOT IN ({_DONE})"""
#: States that planning may have ended an operation with.
_FATED = frozenset({State.UNCHANGED, State.CONFLICT})
_SKIPPED_FOR = "SELECT id, state FROM operation WHERE op = ?"


class Beside:
    """Rows of another table that belong to operations, taken in step with these.

    Args:
        connection: The journal.
        statement: Gives the rows in the order of their operations, whose keys come first.
        noun: What one of them is.
    """

    def __init__(self, connection: sqlite3.Connection, statement: str, noun: str) -> None:
        self._rows = connection.execute(statement)
        self._next = self._rows.fetchone()
        self._noun = noun

    def of(self, op: int) -> list[tuple[Any, ...]]:
        """Take the rows of the next operation."""
        found = []
        while self._next is not None and self._next[0] == op:
            found.append(self._next)
            self._next = self._rows.fetchone()
        return found

    def before(self, op: float) -> Iterator[Damage]:
        """Tell of rows that belong to no operation, up to one."""
        while self._next is not None and self._next[0] < op:
            yield Damage(f"{self._noun} of operation {self._next[0]}", "there is no such operation")
            self._next = self._rows.fetchone()


class Operations:
    """Goes through all operations, in step with what belongs to them.

    Args:
        connection: The journal.
        told: What its events tell.

    Attributes:
        count: How many there are so far.
        unsealed: How many of them were written by a bulkops that did not seal.
        purged: How many of them have been purged.
    """

    def __init__(self, connection: sqlite3.Connection, told: Told) -> None:
        self.count = 0
        self.unsealed = 0
        self.purged = 0
        self._connection = connection
        self._told = told
        self._needs = Beside(connection, "SELECT op, needs FROM dependency ORDER BY op, needs", "a need")
        self._attempts = Beside(connection, "SELECT * FROM attempt ORDER BY op, attempt", "an attempt")
        self._theirs = Beside(connection, "SELECT op, at, body FROM theirs ORDER BY op", "the document in conflict")
        self._purged = Beside(connection, "SELECT op, digests FROM purged ORDER BY op", "the digests")
        self._events = Beside(
            connection,
            "SELECT op, seq, at, run, kind, body, said FROM event WHERE op IS NOT NULL ORDER BY op, seq",
            "an event",
        )

    def walk(self) -> Iterator[Damage]:
        """Tell of everything that does not fit."""
        for values in self._connection.execute(_OPERATIONS):
            row = dict(zip(_COLUMNS, values, strict=False))
            for beside in self._all:
                yield from beside.before(row["op"])
            self.count += 1
            yield from or_unreadable(_place(row), self._walk_one(row, values[len(_COLUMNS) :]))
        for beside in self._all:
            yield from beside.before(float("inf"))

    @property
    def _all(self) -> tuple[Beside, ...]:
        return self._needs, self._attempts, self._theirs, self._purged, self._events

    def _walk_one(self, row: dict[str, Any], document: tuple[Any, ...]) -> Iterator[Damage]:
        op = row["op"]
        needs = [needed for _op, needed in self._needs.of(op)]
        events, attempts = self._events.of(op), self._attempts.of(op)
        theirs, purged = self._theirs.of(op), self._purged.of(op)
        begun = self._told.runs.get(row["run"])
        if begun is None:
            yield Damage(_place(row), "it belongs to no run that its events tell of")
            return
        if "seals" in begun:
            fate = tuple(row[name] for name in FATE) if row["state"] in _FATED and not events else ()
            yield from self._sealed(row, fate, document, needs, purged)
        else:
            self.unsealed += 1
        replay = Replay(row, begun, self._told, purged=row["run"] in self._told.purges)
        for what in replay.differences(events, attempts, theirs, self._cause_of):
            yield Damage(_place(row), what)
        yield from self._waits(row, needs)

    def _sealed(
        self,
        row: dict[str, Any],
        fate: tuple[Any, ...],
        document: tuple[Any, ...],
        needs: list[int],
        purged: Sequence[tuple[Any, ...]],
    ) -> Iterator[Damage]:
        parts = document[1:]
        if document[0] is None or not all(isinstance(part, bytes) for part in parts):
            yield Damage(f"document of {_place(row)}", "it is missing")
            return
        digests = digests_of(parts)
        if purged:
            self.purged += 1
            if any(parts) or row["run"] not in self._told.purges:
                yield Damage(f"document of {_place(row)}", "it was purged, and yet there is one")
            digests = purged[0][1]
        if row["seal"] == operation_seal([row[name] for name in SEALED], fate, digests, needs):
            return
        changed = parts_changed(row["seal"], digests) if len(row["seal"]) == _SEAL else []
        if changed:
            verb = "differs" if len(changed) == 1 else "differ"
            yield Damage(f"document of {_place(row)}", f"{' and '.join(changed)} {verb} from what was planned")
        else:
            yield Damage(_place(row), "what was planned of it has been changed: its seal does not fit")

    def _waits(self, row: dict[str, Any], needs: list[int]) -> Iterator[Damage]:
        waiting = 0
        if needs and row["state"] in {State.PLANNED, State.READY}:
            (waiting,) = self._connection.execute(_OPEN_NEEDS, (row["op"],)).fetchone()
        if row["waiting"] != waiting or (row["state"] == State.PLANNED) is not bool(waiting):
            yield Damage(_place(row), f"it waits for {row['waiting']} others, and {waiting} of what it needs are open")

    def _cause_of(self, op: int) -> tuple[str, str] | None:
        found: tuple[str, str] | None = self._connection.execute(_SKIPPED_FOR, (op,)).fetchone()
        return found


_SEAL = len(operation_seal((), (), digests_of((b"",) * len(PARTS)), ()))


def _place(row: dict[str, Any]) -> str:
    return f"operation `{row['id']}` (number {row['op']})"
