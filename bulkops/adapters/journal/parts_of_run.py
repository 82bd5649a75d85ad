"""The parts that operations have had in the documents of one run: of a small run in a large journal, by indexes."""

# ruff: noqa: S608 - statements are put together from constants of this package only; values are always bound

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bulkops.adapters.journal.left import Part, Writes

#: Operations of the whole journal that are gone through in the time in which what one document was is looked up.
ONE_LOOK_UP = 20
_PAGE = 1_000
_SIZES = """SELECT coalesce((SELECT last_op - first_op + 1 FROM run WHERE run = ?), 0),
    coalesce((SELECT max(op) FROM operation), 0)"""
_OPS = f"""SELECT op FROM operation WHERE run = :run AND op > :after
    AND op <= (SELECT last_op FROM run WHERE run = :run)
    AND op >= (SELECT first_op FROM run WHERE run = :run) ORDER BY op LIMIT {_PAGE}"""
_ABOUT = "SELECT op FROM operation WHERE scope = :scope AND target = :key AND target <> ''"
_MADE = """SELECT op FROM operation WHERE scope = :scope AND makes = :kind AND number = :key
    AND makes <> '' AND number <> ''"""
# What is about a document that an earlier step of its plan has made needs that step.
_BELOW = """SELECT o.op FROM dependency JOIN operation AS o ON o.op = dependency.op
    WHERE dependency.needs = :maker AND o.target_from = :maker"""

#: Says which documents an operation has had a part in: kind, `api.resource`, key, and something about that.
Documents = Callable[[Part], Iterable[tuple[str, str, Any]]]


def parts_for(writes: Writes, run: int, documents: Documents) -> Iterator[Part]:
    """Give the parts in the documents of a run, in whichever way is quicker; there may be others among them.

    Args:
        writes: What operations for the company have written.
        run: The journal's key of the run.
        documents: Says which documents a part is about.
    """
    with writes.database.reading() as connection:
        own, total = connection.execute(_SIZES, (run,)).fetchone()
    return parts_around(writes, run, documents) if own * ONE_LOOK_UP < total else writes.parts()


def parts_around(writes: Writes, run: int, documents: Documents) -> Iterator[Part]:
    """Give the parts that a run's operations have had, and then those that others have had in the same documents.

    Each of the run's is given once; one of another run may be given again.
    """
    after = 0
    while True:
        with writes.database.reading() as connection:
            own = [op for (op,) in connection.execute(_OPS, {"run": run, "after": after})]
        parts = writes.parts_of(own)
        yield from parts
        found = {(kind, key) for part in parts for kind, key, _ in documents(part)}
        with writes.database.reading() as connection:
            others = {op for kind, key in found for op in _ops_on(connection, writes.scope, kind, key)}
        yield from (part for part in writes.parts_of(others) if part.run != run)
        if len(own) < _PAGE:
            return
        after = own[-1]


def _ops_on(connection: sqlite3.Connection, scope: int, kind: str, key: str) -> set[int]:
    """Give all operations that may have had a part in a document, each found by an index."""
    where = {"scope": scope, "key": key, "kind": kind}
    ops = {op for statement in (_ABOUT, _MADE) for (op,) in connection.execute(statement, where)}
    return ops | {op for maker in ops for (op,) in connection.execute(_BELOW, {"maker": maker})}
