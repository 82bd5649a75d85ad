"""Choose the operations of a run that go out first: a few documents of every kind, each with all of its steps."""

import sqlite3
from collections.abc import Iterable, Iterator

from bulkops.core.outcome import State

#: Most steps that are taken of one document, and most that are climbed to find where it begins.
STEPS_MAX = 50
_FIRST = "SELECT min(op) FROM operation WHERE run = ? AND state = '{}' GROUP BY type, currency ORDER BY 1"
_TYPES = "SELECT DISTINCT type FROM operation WHERE run = ? AND state = 'ready' ORDER BY type"
_READY = "SELECT op FROM operation WHERE run = ? AND state = 'ready' AND type = ? ORDER BY seq LIMIT ?"
_BELOW = "SELECT op FROM dependency WHERE needs = ? ORDER BY op LIMIT ?"
_OPEN = """SELECT needs FROM dependency JOIN operation ON operation.op = needs
    WHERE dependency.op = ? AND state IN ('planned', 'ready') ORDER BY needs LIMIT ?"""
_KIND = "SELECT type, currency FROM operation WHERE op = ?"
_STATES = "SELECT type, state FROM operation WHERE op IN (SELECT value FROM json_each(?)) ORDER BY op"
_LEFT = """SELECT (SELECT count(*) FROM operation WHERE run = ?1 AND state = 'ready')
    + (SELECT count(*) FROM operation WHERE run = ?1 AND state = 'planned')"""

#: Operations that a document begins with: mostly one, more where a step of it needs several documents.
_Roots = tuple[int, ...]
_Kind = tuple[tuple[str, str], ...]


def choose(connection: sqlite3.Connection, run: int, count: int) -> tuple[int, ...]:
    """Choose the operations of a pilot, in plan order.

    Kinds of documents take turns: what is done to them, in which currency. A step that also needs something outside
    the pilot stays for later.

    Args:
        connection: The journal.
        run: The journal's key of the run.
        count: Documents, at most.
    """
    kinds: dict[_Kind, list[_Roots]] = {}
    for roots in dict.fromkeys(_candidates(connection, run, count)):
        kinds.setdefault(_kind(connection, _below(connection, roots)), []).append(roots)
    chosen: dict[int, None] = {}
    for roots in _in_turns([kinds[kind] for kind in _widest_first(kinds)]):
        fresh = [root for root in roots if root not in chosen]
        if len(chosen) + len(fresh) <= count:
            chosen.update(dict.fromkeys(fresh))
        if len(chosen) >= count:
            break
    return tuple(sorted(_below(connection, tuple(chosen))))


def unsent(connection: sqlite3.Connection, run: int) -> int:
    """Count the operations of a run that are not sent yet."""
    return int(connection.execute(_LEFT, (run,)).fetchone()[0])


def states(connection: sqlite3.Connection, ops: Iterable[int]) -> list[tuple[str, State]]:
    """Give type and state of each of a few operations."""
    rows = connection.execute(_STATES, (f"[{','.join(map(str, ops))}]",))
    return [(name, State(state)) for name, state in rows]


def _candidates(connection: sqlite3.Connection, run: int, count: int) -> Iterator[_Roots]:
    """Give documents of every kind, by what their steps are, and then the first ones of each type."""
    for (op,) in connection.execute(_FIRST.format("planned"), (run,)).fetchall():
        roots = _roots(connection, op)
        if roots:
            yield roots
    for (op,) in connection.execute(_FIRST.format("ready"), (run,)).fetchall():
        yield (op,)
    for (name,) in connection.execute(_TYPES, (run,)).fetchall():
        for (op,) in connection.execute(_READY, (run, name, count)).fetchall():
            yield (op,)


def _roots(connection: sqlite3.Connection, op: int) -> _Roots:
    """Climb to what an operation begins with; () where that is too much for a pilot."""
    seen, roots, above = {op}, set[int](), [op]
    while above:
        current = above.pop()
        needs = [row[0] for row in connection.execute(_OPEN, (current, STEPS_MAX + 1))]
        if not needs:
            roots.add(current)
        fresh = [one for one in needs if one not in seen]
        seen.update(fresh)
        above += fresh
        if len(seen) > STEPS_MAX:
            return ()
    return tuple(sorted(roots))


def _below(connection: sqlite3.Connection, roots: _Roots) -> set[int]:
    """Give operations and those that need nothing but them, however indirectly; a bounded number for each."""
    chosen, most = set(roots), STEPS_MAX * len(roots)
    asked = list(roots)
    while asked and len(chosen) < most:
        below = [row[0] for row in connection.execute(_BELOW, (asked.pop(0), STEPS_MAX))]
        for op in below:
            if op not in chosen and len(chosen) < most and _needs_only(connection, op, chosen):
                chosen.add(op)
                asked.append(op)
    return chosen


def _needs_only(connection: sqlite3.Connection, op: int, chosen: set[int]) -> bool:
    return all(row[0] in chosen for row in connection.execute(_OPEN, (op, STEPS_MAX + 1)))


def _kind(connection: sqlite3.Connection, ops: Iterable[int]) -> _Kind:
    found = (connection.execute(_KIND, (op,)).fetchone() for op in ops)
    return tuple(sorted((name, currency) for name, currency in found))


def _widest_first(kinds: Iterable[_Kind]) -> Iterator[_Kind]:
    """Order kinds so that a few documents try as many operation types, and then currencies, as they can."""
    left, tried = list(kinds), set[str | tuple[str, str]]()
    while left:
        kind = max(left, key=lambda one: (len({name for name, _ in one} - tried), len(set(one) - tried)))
        left.remove(kind)
        tried.update(kind, (name for name, _ in kind))
        yield kind


def _in_turns(kinds: list[list[_Roots]]) -> Iterator[_Roots]:
    """Take one of each kind, then another of each, until there are no more."""
    for turn in range(max(map(len, kinds), default=0)):
        yield from (kind[turn] for kind in kinds if turn < len(kind))
