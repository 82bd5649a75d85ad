"""Statements that run for each operation, or beside a run, must not read a whole table."""

import re
import sqlite3
from typing import Any

import pytest

from bulkops.adapters.journal import (
    earlier,
    items,
    left,
    moves,
    parts_of_run,
    pilot_events,
    queries,
    remaining,
    supersede,
)
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease
from bulkops.core.outcome import State
from tests.journal.rows import begin, step


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (items._READY, "operation_ready"),
        (items._DUE, "operation_due"),
        (items._UNSETTLED, "operation_unsettled"),
        (pilot_events._EVENTS, "event_run"),
        (queries._UNSETTLED, "operation_unsettled"),
        *[
            (statement, index)
            for statement in (remaining._BY_TYPE, remaining._BY_STATE, remaining._KEYS)
            for index in ("operation_ready", "operation_planned", "operation_unsettled")
        ],
        (earlier._BY_IDENTITY, "operation_identity"),
        (earlier._BY_NATURAL_KEY, "operation_natural_key"),
        (left._ABOUT, "operation_target"),
        (left._MAKERS, "operation_made"),
        (left._BELOW, "dependency_needs"),
        (parts_of_run._ABOUT, "operation_target"),
        (parts_of_run._MADE, "operation_made"),
        (parts_of_run._BELOW, "dependency_needs"),
        (moves._UNLOCK, "dependency_needs"),
        (moves._BELOW, "dependency_needs"),
        (supersede._OF_MANIFESTS, "operation_planned"),
        (supersede._OF_STEP, "operation_identity"),
        (supersede._OF_STEP, "operation_natural_key"),
        (supersede._NEEDED, "dependency_needs"),
    ],
)
def test_statements_go_by_their_index(journal: Journal, statement: str, index: str) -> None:
    plan = _plan(journal.database.connection, statement)
    assert index in plan
    assert "SCAN operation" not in plan
    assert "SCAN o" not in plan.replace("SCAN operation", "")


def test_what_the_journal_asks_by_itself_goes_by_an_index_too(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1), step(2, 1)])
    asked: list[str] = []
    journal.database.connection.set_trace_callback(asked.append)
    moves.claimant(journal.database.connection, lease.scope, "visma.invoice", "100")
    journal.unfinished()
    begin(journal, lease, [step(1), step(2, 1)], "bbbb")
    items.in_state(journal.database.connection, lease.scope, run, State.ACCEPTED, 0, 10)
    journal.database.connection.set_trace_callback(None)
    selects = [statement for statement in asked if statement.startswith("SELECT") and "operation" in statement]
    assert len(selects) > 5
    for statement in selects:
        plan = _plan(journal.database.connection, statement)
        assert "SCAN operation" not in plan, statement


def _plan(connection: sqlite3.Connection, statement: str) -> str:
    names = re.findall(r":(\w+)", statement)
    values: Any = dict.fromkeys(names, "[]") if names else (1,) * _count(statement)
    rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)
    return "\n".join(row[3] for row in rows)


def _count(statement: str) -> int:
    return statement.count("?")
