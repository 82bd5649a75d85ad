"""What is left of a run: of a million operations, only those that have not ended are touched."""

# ruff: noqa: S608 - statements are put together from constants of this package only; values are always bound

import sqlite3
from array import array
from collections.abc import Mapping

from bulkops.adapters.journal.schema import UNSETTLED_SQL
from bulkops.core.outcome import State

# Each part by an index of its own.
_LEFT = f"""(SELECT op, type, state FROM operation WHERE run = :run AND state = 'ready'
    UNION ALL SELECT op, type, state FROM operation WHERE run = :run AND state = 'planned'
    UNION ALL SELECT op, type, state FROM operation
        WHERE scope = (SELECT scope FROM run WHERE run = :run) AND run = :run AND {UNSETTLED_SQL})"""
_BY_TYPE = f"SELECT type, count(*) FROM {_LEFT} GROUP BY type"
_BY_STATE = f"SELECT state, count(*) FROM {_LEFT} GROUP BY state"
_KEYS = f"SELECT op FROM {_LEFT} ORDER BY op"
_STEPS = "SELECT planned + unchanged + conflicts FROM run WHERE run = :run"


def by_type(connection: sqlite3.Connection, run: int) -> Mapping[str, int]:
    """Count a run's operations that have not ended, by operation type."""
    return dict(connection.execute(_BY_TYPE, {"run": run}).fetchall())


def by_state(connection: sqlite3.Connection, run: int) -> Mapping[State, int]:
    """Count a run's operations that have not ended, by state."""
    return {State(state): count for state, count in connection.execute(_BY_STATE, {"run": run})}


def keys(connection: sqlite3.Connection, run: int) -> "array[int]":
    """List the keys of a run's operations that have not ended, in plan order: eight bytes each."""
    return array("q", (op for (op,) in connection.execute(_KEYS, {"run": run})))


def steps(connection: sqlite3.Connection, run: int) -> int:
    """Say how many operations a run has, from its own totals."""
    (count,) = connection.execute(_STEPS, {"run": run}).fetchone()
    return int(count)
