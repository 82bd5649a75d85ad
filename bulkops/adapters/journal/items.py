"""Operations as the engine takes them: targets and tags filled in from what earlier operations have brought."""

# ruff: noqa: S608 - statements are put together from constants of this package only; values are always bound

import sqlite3
from collections.abc import Collection
from operator import itemgetter
from typing import Any

from bulkops.adapters.journal.schema import UNSETTLED_SQL
from bulkops.core.outcome import UNSETTLED, State
from bulkops.engine.ports import Item

_SELECT = """SELECT o.op, o.id, o.type, o.state, o.target, o.tag, payload, body, before, o.natural_key, o.attempt,
        o.sent_at, o.number, maker.number, maker.target, o.tag_from, coalesce(last.if_match, ''), options, o.receipt,
        coalesce(last.background, 0), o.ended_at
    FROM operation AS o JOIN document USING (op) LEFT JOIN operation AS maker ON maker.op = o.target_from
    LEFT JOIN attempt AS last ON last.op = o.op AND last.attempt = o.attempt"""
_READY = f"""{_SELECT} WHERE o.run = ? AND o.state = 'ready' AND o.type = ? AND o.not_before <= ?
    ORDER BY o.seq LIMIT ?"""
_READY_ONLY = f"""{_SELECT} WHERE o.op IN (SELECT value FROM json_each(?)) AND o.state = 'ready' AND o.not_before <= ?
    ORDER BY o.op LIMIT ?"""
_READY_TYPES = "SELECT DISTINCT type FROM operation WHERE run = ? AND state = 'ready'"
_UNSETTLED = (
    f"{_SELECT} WHERE o.scope = ? AND o.run = ? AND o.{UNSETTLED_SQL} AND o.state = ? AND o.op > ?"
    " ORDER BY o.op LIMIT ?"
)
_OTHERS = (
    f"{_SELECT} WHERE o.run = ?1 AND o.state = ?2"
    " AND o.op > max(?3, (SELECT first_op - 1 FROM run WHERE run.run = ?1)) ORDER BY o.op LIMIT ?4"
)
_DUE_ONLY = """SELECT not_before FROM operation WHERE op IN (SELECT value FROM json_each(?))
    AND state = 'ready' AND not_before > 0 ORDER BY not_before LIMIT 1"""
_DUE = """SELECT op, not_before FROM operation
    WHERE run = ? AND state = 'ready' AND not_before > 0 ORDER BY not_before LIMIT ?"""


def ready(
    connection: sqlite3.Connection,
    run: int,
    now: float,
    taken: set[int],
    count_max: int,
    types: Collection[str] | None = None,
) -> list[Item]:
    """List READY operations that are due, in plan order, without those handed out before.

    Args:
        connection: The journal.
        run: The journal's key of the run.
        now: Seconds since 1970.
        taken: Keys of operations that were handed out.
        count_max: Most to list.
        types: Operation types to choose from, each looked up by one index; None: all.
    """
    names = [row[0] for row in connection.execute(_READY_TYPES, (run,))] if types is None else types
    rows = [row for name in names for row in connection.execute(_READY, (run, name, now, count_max + len(taken)))]
    fresh = sorted((row for row in rows if row[0] not in taken), key=itemgetter(0))
    return [_item(connection, row) for row in fresh[:count_max]]


def ready_among(
    connection: sqlite3.Connection,
    ops: Collection[int],
    now: float,
    taken: set[int],
    count_max: int,
    types: Collection[str] | None = None,
) -> list[Item]:
    """List those of a few operations that are READY and due, in plan order, without those handed out before.

    Args:
        connection: The journal.
        ops: Keys of the operations.
        now: Seconds since 1970.
        taken: Keys of operations that were handed out.
        count_max: Most to list.
        types: Operation types to choose from; None: all.
    """
    left = f"[{','.join(str(op) for op in ops if op not in taken)}]"
    rows = connection.execute(_READY_ONLY, (left, now, len(ops))).fetchall()
    return [_item(connection, row) for row in rows if types is None or row[2] in types][:count_max]


def next_due(
    connection: sqlite3.Connection, run: int, taken: set[int], only: Collection[int] | None = None
) -> float | None:
    """Say when the first READY operation that waits for its time is due; None if none waits.

    Args:
        connection: The journal.
        run: The journal's key of the run.
        taken: Keys of operations that were handed out.
        only: Keys of those that count; None: all do.
    """
    if only is not None:
        waits = [due for (due,) in connection.execute(_DUE_ONLY, (f"[{','.join(map(str, set(only) - taken))}]",))]
        return waits[0] if waits else None
    rows = connection.execute(_DUE, (run, len(taken) + 1)).fetchall()
    return next((due for op, due in rows if op not in taken), None)


def in_state(
    connection: sqlite3.Connection, scope: int, run: int, state: State, after_op: int, count_max: int
) -> list[Item]:
    """List operations in a state, in order of `op`, from after one."""
    if state in UNSETTLED:
        rows = connection.execute(_UNSETTLED, (scope, run, state.value, after_op, count_max)).fetchall()
    else:
        rows = connection.execute(_OTHERS, (run, state.value, after_op, count_max)).fetchall()
    return [_item(connection, row) for row in rows]


def one(connection: sqlite3.Connection, op: int) -> Item:
    """Give one operation."""
    return _item(connection, connection.execute(f"{_SELECT} WHERE o.op = ?", (op,)).fetchone())


def _item(connection: sqlite3.Connection, row: tuple[Any, ...]) -> Item:
    (
        op,
        name,
        kind,
        state,
        target,
        tag,
        payload,
        body,
        before,
        key,
        attempt,
        sent_at,
        number,
        made,
        its,
        tag_from,
        sent,
        options,
        receipt,
        background,
        ended_at,
    ) = row
    return Item(
        op=op,
        id=name,
        type=kind,
        target=target or made or its or "",
        # What was sent is settled by the tag it was sent with, wherever that came from.
        tag=(sent.strip('"') if State(state) in UNSETTLED else "") or _tag(connection, tag, tag_from),
        payload=payload,
        body=body,
        before=before,
        natural_key=key,
        attempt=attempt,
        sent_at=sent_at,
        state=State(state),
        number=number,
        options=options,
        receipt=receipt,
        background=bool(background),
        ended_at=ended_at,
    )


def _tag(connection: sqlite3.Connection, own: str, source: int | None) -> str:
    """Follow a tag to the write that gave it.

    Where nothing was written in between, the tag of planning still holds: the step's own, or that of the earlier step.
    """
    while source is not None:
        state, given, planned, earlier = connection.execute(
            "SELECT state, result_tag, tag, tag_from FROM operation WHERE op = ?", (source,)
        ).fetchone()
        if given or state != State.UNCHANGED:
            return str(given)
        own = own or planned
        source = earlier
    return own
