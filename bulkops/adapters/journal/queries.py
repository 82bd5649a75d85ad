"""What reports ask of the journal."""

# ruff: noqa: S608 - statements are put together from constants of this package only; values are always bound

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal, localcontext
from typing import Any

from bulkops.adapters.journal.reported import Attempt, Cause, Event, History, OperationRow, Sum, Unsettled
from bulkops.adapters.journal.schema import UNSETTLED_SQL
from bulkops.core.json import loads
from bulkops.core.outcome import State
from bulkops.core.place import Place

PAGE_SIZE = 1000

# Keys of one run's operations lie side by side: a range of keys needs no index.
_IN_RUN = """operation.run = :run AND op BETWEEN (SELECT first_op FROM run WHERE run = :run)
    AND (SELECT last_op FROM run WHERE run = :run)"""
_COLUMNS = """op, run, seq, manifest, id, type, state, target, number, result_tag, adopted, status, code, message,
    cause, attempt, sent_at, ended_at, natural_key, currency, amount, file, line, column_, label, receipt"""
_PAGE = f"""SELECT {_COLUMNS} FROM operation WHERE {_IN_RUN} AND op > :after
    AND (:state IS NULL OR state = :state) AND (:pattern = '' OR id GLOB :pattern) ORDER BY op LIMIT {PAGE_SIZE}"""
_ONE = f"""SELECT {_COLUMNS} FROM operation
    WHERE {_IN_RUN} AND id = :id AND (:manifest = '' OR manifest = :manifest) ORDER BY op LIMIT 1"""
# SQLite takes columns that are not grouped from the row that has the minimum.
_CAUSES = f"""SELECT state, code, message, count(*), min(op), id, manifest, file, line, column_, label FROM operation
    WHERE {_IN_RUN} AND state NOT IN ('planned', 'ready', 'sending', 'accepted', 'succeeded', 'unchanged')
    GROUP BY state, code, message ORDER BY count(*) DESC, min(op)"""
_UNSETTLED = f"""SELECT id, manifest, type, operation.state, operation.code, operation.message, sent_at,
    coalesce(attempt.background, 0), file, line, column_, label
    FROM operation LEFT JOIN attempt USING (op, attempt)
    WHERE scope = (SELECT scope FROM run WHERE run = :run) AND run = :run AND operation.{UNSETTLED_SQL}
    AND operation.state <> 'accepted' ORDER BY op LIMIT :count"""
_BY_KEYS = f"SELECT {_COLUMNS} FROM operation WHERE op IN (SELECT value FROM json_each(:keys)) ORDER BY op"
#: Digits kept while adding: more than any ledger holds.
_DIGITS = 60


def counts(connection: sqlite3.Connection, run: int) -> Mapping[State, int]:
    """Count a run's operations by state."""
    rows = connection.execute(f"SELECT state, count(*) FROM operation WHERE {_IN_RUN} GROUP BY state", {"run": run})
    return {State(state): count for state, count in rows}


def page_of(connection: sqlite3.Connection, keys: Iterable[int]) -> list[OperationRow]:
    """List the operations with some keys, in plan order."""
    values = {"keys": f"[{','.join(map(str, keys))}]"}
    return [_operation_row(row) for row in connection.execute(_BY_KEYS, values)]


def sums(connection: sqlite3.Connection, run: int) -> list[Sum]:
    """Add up a run's amounts by state, operation type and currency, in the order of the states."""
    rows = connection.execute(
        f"SELECT state, type, currency, amount, count(*) FROM operation WHERE {_IN_RUN}"
        " GROUP BY state, type, currency, amount",
        {"run": run},
    )
    added: dict[tuple[State, str, str], tuple[int, Decimal, int]] = {}
    with localcontext(prec=_DIGITS):
        for state, name, currency, amount, count in rows:
            known, total, unknown = added.get((State(state), name, currency), (0, Decimal(0), 0))
            if amount is None:
                unknown += count
            else:
                known, total = known + count, total + Decimal(amount) * count
            added[State(state), name, currency] = (known, total, unknown)
    order = list(State)
    return [
        Sum(state=state, type=name, currency=currency, count=known, amount=total, unknown=unknown)
        for (state, name, currency), (known, total, unknown) in sorted(
            added.items(), key=lambda pair: (order.index(pair[0][0]), *pair[0][1:])
        )
    ]


def causes(connection: sqlite3.Connection, run: int) -> list[Cause]:
    """Group what did not go through by cause, the most frequent first."""
    return [
        Cause(
            state=State(row[0]),
            code=row[1],
            message=row[2],
            count=row[3],
            first_id=row[5],
            first_manifest=row[6],
            first_place=Place(*row[7:11]),
        )
        for row in connection.execute(_CAUSES, {"run": run})
    ]


def unsettled(connection: sqlite3.Connection, run: int, count_max: int) -> list[Unsettled]:
    """List operations of a run that are being sent, in doubt, or for a person to decide, in plan order."""
    return [
        Unsettled(
            id=row[0],
            manifest=row[1],
            type=row[2],
            state=State(row[3]),
            code=row[4],
            message=row[5],
            sent_at=row[6],
            background=bool(row[7]),
            place=Place(*row[8:12]),
        )
        for row in connection.execute(_UNSETTLED, {"run": run, "count": count_max})
    ]


def page(
    connection: sqlite3.Connection, run: int, after: int, *, state: State | None, pattern: str
) -> list[OperationRow]:
    """List up to `PAGE_SIZE` of a run's operations, in plan order, from after one."""
    values = {"run": run, "after": after, "state": state.value if state else None, "pattern": pattern}
    return [_operation_row(row) for row in connection.execute(_PAGE, values)]


def manifests_with(connection: sqlite3.Connection, run: int, name: str) -> tuple[str, ...]:
    """Name the manifests of a run that use an id, in plan order."""
    rows = connection.execute(f"SELECT manifest FROM operation WHERE {_IN_RUN} AND id = :id", {"run": run, "id": name})
    return tuple(manifest for (manifest,) in rows)


def history(connection: sqlite3.Connection, run: int, name: str, manifest: str) -> History | None:
    """Read everything about one operation; None if the run has none of that id."""
    found = connection.execute(_ONE, {"run": run, "id": name, "manifest": manifest}).fetchone()
    if found is None:
        return None
    row = _operation_row(found)
    payload, body, before, options, foreseen = connection.execute(
        "SELECT payload, body, before, options, tag_from IS NOT NULL FROM document JOIN operation USING (op)"
        " WHERE op = ?",
        (row.op,),
    ).fetchone()
    theirs = connection.execute("SELECT body FROM theirs WHERE op = ?", (row.op,)).fetchone()
    needs = connection.execute(
        "SELECT id FROM dependency JOIN operation ON operation.op = needs WHERE dependency.op = ? ORDER BY needs",
        (row.op,),
    ).fetchall()
    cause = connection.execute("SELECT id FROM operation WHERE op = ?", (row.cause,)).fetchone()
    if not row.target:
        made = connection.execute(
            "SELECT maker.number FROM operation JOIN operation AS maker ON maker.op = operation.target_from"
            " WHERE operation.op = ?",
            (row.op,),
        ).fetchone()
        row = replace(row, target=made[0]) if made else row
    return History(
        row=row,
        payload=payload,
        body=body,
        before=before,
        foreseen=bool(foreseen),
        options=options,
        theirs=theirs[0] if theirs else b"",
        needs=tuple(needed for (needed,) in needs),
        cause=cause[0] if cause else "",
        attempts=attempts(connection, row.op),
        events=_events(connection, row.op),
    )


def attempts(connection: sqlite3.Connection, op: int) -> tuple[Attempt, ...]:
    """Give the attempts at an operation, in order."""
    rows = connection.execute(
        "SELECT attempt, intent_at, ended_at, method, path, if_match, request_digest, status, state, code, message,"
        " background FROM attempt WHERE op = ? ORDER BY attempt",
        (op,),
    )
    return tuple(
        Attempt(
            attempt=row[0],
            intent_at=row[1],
            ended_at=row[2],
            method=row[3],
            path=row[4],
            if_match=row[5],
            request_digest=row[6],
            status=row[7],
            state=State(row[8]),
            code=row[9],
            message=row[10],
            background=bool(row[11]),
        )
        for row in rows
    )


def _events(connection: sqlite3.Connection, op: int) -> tuple[Event, ...]:
    rows = connection.execute("SELECT seq, at, kind, body FROM event WHERE op = ? ORDER BY seq", (op,))
    return tuple(Event(seq=seq, at=at, kind=kind, body=loads(body)) for seq, at, kind, body in rows)


def _operation_row(row: tuple[Any, ...]) -> OperationRow:
    return OperationRow(
        op=row[0],
        run=row[1],
        seq=row[2],
        manifest=row[3],
        id=row[4],
        type=row[5],
        state=State(row[6]),
        target=row[7],
        number=row[8],
        tag=row[9],
        adopted=bool(row[10]),
        status=row[11],
        code=row[12],
        message=row[13],
        cause=row[14] or 0,
        attempts=row[15],
        sent_at=row[16],
        ended_at=row[17],
        natural_key=row[18],
        currency=row[19],
        amount=None if row[20] is None else Decimal(row[20]),
        place=Place(*row[21:25]),
        receipt=row[25],
    )
