"""Which documents operations have been about, and what these operations were: what drift is looked for by."""

# ruff: noqa: S608 - statements are put together from constants of this package only; values are always bound

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bulkops.adapters.journal.database import Database
from bulkops.adapters.journal.schema import UNSETTLED_SQL
from bulkops.core.outcome import State
from bulkops.core.place import Place
from bulkops.core.written import Written

_PAGE = 5_000
# Of what was refused, two have changed something: a host took a part of it (R141), a second write lacks (R145).
_WORDS = (
    f"(o.state IN ('succeeded', 'unchanged') OR o.{UNSETTLED_SQL}"
    " OR (o.state = 'refused' AND o.code IN ('R141', 'R145')))"
)
_KEY = "coalesce(nullif(o.target, ''), nullif(maker.number, ''), maker.target, '')"
_PART = f"""SELECT o.op, o.run, o.manifest, o.type, o.state, {_KEY}, o.makes, o.number
    FROM operation AS o LEFT JOIN operation AS maker ON maker.op = o.target_from"""
_PARTS_OF = f"{_PART} WHERE o.op IN (SELECT value FROM json_each(?)) AND {_WORDS} ORDER BY o.op"
_PARTS = f"""{_PART} WHERE o.scope = ? AND o.op > ? AND {_WORDS} ORDER BY o.op LIMIT {_PAGE}"""
_WRITTEN = """SELECT o.op, run.name, o.manifest, o.id, o.type, o.state, o.code, o.ended_at, o.makes, o.number,
    o.result_tag, o.tag, o.tag_from IS NOT NULL, payload, before, options, run.purged_at, o.currency, o.amount,
    o.file, o.line, o.column_, o.label, o.target
    FROM operation AS o JOIN document USING (op) JOIN run ON run.run = o.run"""
_BY_KEYS = f"{_WRITTEN} WHERE o.op IN (SELECT value FROM json_each(?))"
_ABOUT = f"""SELECT o.op FROM operation AS o
    WHERE o.scope = :scope AND o.target = :key AND o.target <> '' AND {_WORDS}"""
_MAKERS = """SELECT op FROM operation WHERE scope = :scope AND makes = :kind AND number = :key
    AND makes <> '' AND number <> '' AND state = 'succeeded'"""
# What is about a document that an earlier step of its plan has made needs that step.
_BELOW = f"""SELECT o.op FROM dependency JOIN operation AS o ON o.op = dependency.op
    WHERE dependency.needs = :maker AND o.target_from = :maker AND {_WORDS}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An operation's part in a document.

    Attributes:
        op: The journal's key of the operation.
        run: The journal's key of its run.
        manifest: Name of its manifest.
        type: Name of its operation type.
        state: Where it is.
        key: Key of the document that it is about; empty where it makes one.
        makes: Kind of the document that it makes, `api.resource`; empty: none.
        number: Number of that document, or of what else it has made; empty where it is not known.
    """

    op: int
    run: int
    manifest: str
    type: str
    state: State
    key: str
    makes: str
    number: str


class Writes:
    """What operations for one company have written.

    Args:
        database: The open file.
        scope: The journal's key of environment and company.
        about: By operation type that is about an existing document: what kind, `api.resource`.
    """

    def __init__(self, database: Database, scope: int, about: Mapping[str, str]) -> None:
        self.database = database
        self.scope = scope
        self._about = about

    def parts(self) -> Iterator[Part]:
        """Go through all operations that may have had a part in a document, page by page."""
        after = 0
        while True:
            with self.database.reading() as connection:
                rows = connection.execute(_PARTS, (self.scope, after)).fetchall()
            yield from map(_part, rows)
            if len(rows) < _PAGE:
                return
            after = rows[-1][0]

    def parts_of(self, ops: Iterable[int]) -> list[Part]:
        """Give those of a few operations that may have had a part in a document."""
        keys = f"[{','.join(map(str, ops))}]"
        with self.database.reading() as connection:
            return [_part(row) for row in connection.execute(_PARTS_OF, (keys,))]

    def of(self, ops: Iterable[int], kind: str, key: str) -> list[Written]:
        """Read operations on one document, in the order in which they ended.

        Args:
            ops: The journal's keys of the operations.
            kind: What kind of document, `api.resource`.
            key: Its key.
        """
        keys = f"[{','.join(map(str, ops))}]"
        with self.database.reading() as connection:
            rows = connection.execute(_BY_KEYS, (keys,)).fetchall()
        return sorted((self._written(row, kind, key) for row in rows), key=_ended)

    def on(self, kind: str, key: str) -> list[Written]:
        """Find the operations on one document, each by an index, in the order in which they ended.

        Args:
            kind: What kind of document, `api.resource`.
            key: Its key.
        """
        where = {"scope": self.scope, "key": key, "kind": kind}
        with self.database.reading() as connection:
            ops = {op for (op,) in connection.execute(_ABOUT, where)}
            makers = {op for (op,) in connection.execute(_MAKERS, where)}
            for maker in makers:
                ops |= {op for (op,) in connection.execute(_BELOW, {"maker": maker})}
        found = self.of(ops | makers, kind, key) if ops or makers else []
        return [one for one in found if one.made or self._about.get(one.type) == kind]

    def _written(self, row: tuple[Any, ...], kind: str, key: str) -> Written:
        makes, number, target = row[8], row[9], row[23]
        # A create that found its document there names it as its target.
        made = makes == kind and (number == key or (row[4] not in self._about and target == key))
        return Written(
            op=row[0],
            run=row[1],
            manifest=row[2],
            id=row[3],
            type=row[4],
            state=State(row[5]),
            code=row[6],
            at=row[7],
            made=made,
            tag=row[10],
            tag_before=row[11],
            foreseen=bool(row[12]),
            payload=row[13],
            before=row[14],
            options=row[15],
            purged=bool(row[16]),
            currency=row[17],
            amount=None if row[18] is None else Decimal(row[18]),
            place=Place(*row[19:23]),
        )


def _part(row: tuple[Any, ...]) -> Part:
    op, run, manifest, kind, state, key, makes, number = row
    return Part(op=op, run=run, manifest=manifest, type=kind, state=State(state), key=key, makes=makes, number=number)


def _ended(written: Written) -> tuple[float, int]:
    """Order what has not ended after what has."""
    return written.at or float("inf"), written.op
