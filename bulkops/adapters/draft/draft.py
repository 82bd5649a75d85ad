"""The draft of a plan: one stream in, questions about the whole, one stream out; memory stays flat."""

from collections.abc import Iterable, Iterator
from typing import Any

from bulkops.adapters import temporary
from bulkops.adapters.draft.alike import AlikeDocuments
from bulkops.adapters.draft.existing import ExistingDocuments
from bulkops.adapters.draft.needs import Needs
from bulkops.adapters.draft.planned import Planned
from bulkops.adapters.draft.rows import (
    ENTRY_COLUMNS,
    NO_ITEMS,
    STEP_COLUMNS,
    WANTED_COLUMNS,
    entry_row,
    operation_of,
    outside_of,
    outside_row,
    references_of,
    step_of,
    step_row,
    wanted_row,
)
from bulkops.adapters.draft.schema import INDEXES, LINKS, TABLES
from bulkops.adapters.draft.selecting import Selecting
from bulkops.core.json import dumps, loads
from bulkops.core.observed import Existing, Observed
from bulkops.core.outside import Outside
from bulkops.core.place import Place
from bulkops.core.registry import Registry
from bulkops.core.resource import Resource
from bulkops.core.step import Operation, Reference, Step, Verdict

_BATCH = 512
#: Documents that are looked at to learn which members an API shows: it may leave out those that are null.
_SAMPLE = 50

_STEP = ", ".join(f"s.{name.strip()}" for name in STEP_COLUMNS.split(","))
_STEPS = f"""SELECT {_STEP}, e.manifest, e.id, e.type, e.file, e.line, e.column_, e.label
    FROM step AS s JOIN entry AS e ON e.seq = s.seq"""  # noqa: S608 - constants of ours


class Draft:
    """A plan in the making.

    Args:
        registry: Known operation types.
        linked_only: Keep what links operations and not what they ask for: nothing can be planned from it.

    Attributes:
        existing: What its creates would make a second time.
        alike: What its operations have made out of their targets before.
        count: Operations that it holds.
    """

    def __init__(self, registry: Registry, *, linked_only: bool = False) -> None:
        self._registry = registry
        self._linked_only = linked_only
        self._db = temporary.connect()
        self._db.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN; {TABLES}")
        self._rows: list[tuple[Any, ...]] = []
        self._wanted: list[tuple[Any, ...]] = []
        self.existing = ExistingDocuments(self._db)
        self.alike = AlikeDocuments(self._db)
        self.count = 0

    def close(self) -> None:
        """Drop the draft."""
        self._db.close()

    def add(self, operation: Operation) -> None:
        """Append an operation."""
        self.count += 1
        self._rows.append(entry_row(self.count, operation))
        if not self._linked_only:
            self._wanted.append(wanted_row(self.count, operation))
        if len(self._rows) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        for table, columns, rows in (("entry", ENTRY_COLUMNS, self._rows), ("wanted", WANTED_COLUMNS, self._wanted)):
            marks = ",".join("?" * (columns.count(",") + 1))
            self._db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608
            rows.clear()

    def close_entries(self) -> None:
        """Say that all operations were added."""
        self._flush()
        self._db.executescript(INDEXES)

    def twins(self, column: str) -> Iterator[tuple[str, Place, str, Place]]:
        """Find operations that share what must be unique: `id` within a manifest, or `natural_key`.

        Yields:
            The shared value and first place, then id and place of each later one.
        """
        assert column in {"id", "natural_key"}
        shared = "manifest, id" if column == "id" else "natural_key"
        query = f"""
            SELECT later.{column}, first.file, first.line, first.column_, first.label,
                   later.id, later.file, later.line, later.column_, later.label
            FROM (SELECT {shared}, min(seq) AS seq FROM entry WHERE {column} <> ''
                  GROUP BY {shared} HAVING count(*) > 1) AS twin
            JOIN entry AS first ON first.seq = twin.seq
            JOIN entry AS later ON later.{column} = first.{column} AND later.seq > first.seq
                 AND ('{column}' <> 'id' OR later.manifest = first.manifest)
            ORDER BY later.seq"""  # noqa: S608 - the column is one of two of our own
        for row in self._db.execute(query):
            yield row[0], Place(*row[1:5]), row[5], Place(*row[6:10])

    def holds(self, manifest: str, operation: str, natural_key: str) -> bool:
        """Say whether there is a step for an operation, or for the document that one makes."""
        query = """SELECT EXISTS (SELECT 1 FROM entry JOIN step USING (seq) WHERE manifest = ?1 AND id = ?2)
            OR EXISTS (SELECT 1 FROM entry JOIN step USING (seq)
                       WHERE entry.natural_key = ?3 AND entry.natural_key <> '')"""
        (held,) = self._db.execute(query, (manifest, operation, natural_key)).fetchone()
        return bool(held)

    def identities(self) -> Iterator[tuple[int, str, str, str, str, Place]]:
        """Give seq, manifest, id, content, natural key and place of all operations, in order."""
        query = """SELECT e.seq, manifest, id, content, natural_key, file, line, column_, label
                   FROM entry AS e JOIN wanted AS w ON w.seq = e.seq ORDER BY e.seq"""
        for row in self._db.execute(query):
            yield *row[:5], Place(*row[5:9])

    def set_prior(self, seq: int, number: str) -> None:
        """Note that an earlier run did an operation, and the number it made."""
        self._db.execute("UPDATE entry SET prior = 'done', number = ? WHERE seq = ?", (number, seq))

    def references(self) -> Iterator[tuple[int, str, str, str, int, str, str, str, Place]]:
        """Give each reference to another operation with what it leads to.

        Yields:
            seq, manifest, own id, referred id, then of the maker its seq (0 if there is none), its type, `done` if an
            earlier run did it and its number, and last the place of the reference.
        """
        yield from (
            (*row[:8], Place(*loads(row[8])))
            for row in self._db.execute(
                """SELECT e.seq, e.manifest, e.id, e.target_from, coalesce(m.seq, 0), coalesce(m.type, ''),
                          coalesce(m.prior, ''), coalesce(m.number, ''), e.from_place
                   FROM entry AS e LEFT JOIN entry AS m ON m.manifest = e.manifest AND m.id = e.target_from
                   WHERE e.target_from <> '' ORDER BY e.seq"""
            ).fetchall()
        )

    def type_of(self, seq: int) -> str:
        """Give the name of an operation's type."""
        return str(self._db.execute("SELECT type FROM entry WHERE seq = ?", (seq,)).fetchone()[0])

    def ids_near(self, seq: int, count_max: int = 2000) -> list[str]:
        """Give ids of the same manifest that stand near an operation, to guess what was meant."""
        query = """SELECT id FROM entry WHERE manifest = (SELECT manifest FROM entry WHERE seq = ?) AND seq <> ?
                   ORDER BY abs(seq - ?) LIMIT ?"""
        return [row[0] for row in self._db.execute(query, (seq, seq, seq, count_max))]

    def set_maker(self, seq: int, maker: int, number: str) -> None:
        """Bind a reference: to the step that will make the target, or to the number that is known already."""
        if number:
            self._db.execute("UPDATE entry SET target = ?, target_from = '' WHERE seq = ?", (number, seq))
        else:
            self._db.execute("UPDATE entry SET maker = ? WHERE seq = ?", (maker, seq))

    def ids_like(self, manifest: str, pattern: str, but: int) -> list[int]:
        """Find the operations of a manifest whose id is, or matches, a glob pattern; without the one that asks."""
        exact = "SELECT seq FROM entry WHERE manifest = ? AND id = ? AND seq <> ? ORDER BY seq"
        glob = "SELECT seq FROM entry WHERE manifest = ? AND id GLOB ? AND seq <> ? ORDER BY seq"
        query = glob if any(sign in pattern for sign in "*?[") else exact
        return [row[0] for row in self._db.execute(query, (manifest, pattern, but))]

    def with_after(self) -> Iterator[tuple[int, str, str, tuple[Reference, ...]]]:
        """Give seq, manifest, id and `after` of each operation that says `after`."""
        query = "SELECT seq, manifest, id, after_ids FROM entry WHERE after_ids <> ?"
        for row in self._db.execute(query, (NO_ITEMS,)).fetchall():
            yield *row[:3], references_of(row[3])

    def need(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Note that the first of each pair needs the second."""
        self._db.executemany("INSERT OR IGNORE INTO need VALUES (?, ?)", pairs)

    def link(self) -> None:
        """Name each operation's document, chain the operations on one document, and note what each needs."""
        for operation_type in self._registry.types.values():
            prefix = f"{operation_type.api}.{operation_type.resource.name}/"
            if operation_type.targeted:
                sql = (
                    "UPDATE entry SET document = ? || CASE WHEN maker THEN '@' || maker ELSE target END"
                    " WHERE type = ? AND (maker OR target <> '')"
                )
            else:
                sql = "UPDATE entry SET document = ? || '@' || seq WHERE type = ?"
            self._db.execute(sql, (prefix, operation_type.name))
        self._db.executescript(LINKS)

    def edges(self) -> Iterator[tuple[int, int]]:
        """Give all pairs (step, what it needs)."""
        yield from self._db.execute("SELECT seq, needs FROM need")

    def runs_forward(self) -> bool:
        """Whether every operation needs earlier ones only, so that there can be no cycle."""
        return self._db.execute("SELECT 1 FROM need WHERE needs >= seq LIMIT 1").fetchone() is None

    def selecting(self) -> Selecting:
        """Begin to select operations; the draft is linked, and holds the selected ones only when that is over."""
        return Selecting(self._db, self._registry)

    def along(self, seq: int) -> str:
        """Give the id of the operation for which one that was not selected came along; empty for selected ones."""
        row = self._db.execute("SELECT id FROM along WHERE seq = ?", (seq,)).fetchone()
        return row[0] if row else ""

    def place_of(self, seq: int) -> tuple[str, Place]:
        """Give id and place of an operation."""
        query = "SELECT id, file, line, column_, label FROM entry WHERE seq = ?"
        row = self._db.execute(query, (seq,)).fetchone()
        return row[0], Place(*row[1:5])

    def place_near(self, operation: str) -> Place | None:
        """Give the place of the first operation with an id."""
        query = "SELECT file, line, column_, label FROM entry WHERE id = ? ORDER BY seq LIMIT 1"
        row = self._db.execute(query, (operation,)).fetchone()
        return Place(*row) if row else None

    def types(self) -> list[str]:
        """Name the operation types that occur."""
        return [row[0] for row in self._db.execute("SELECT DISTINCT type FROM entry")]

    def targets(self, resource: Resource) -> Iterator[str]:
        """Give the keys of a resource that have to be read, each once, in order of first appearance."""
        prefix = f"{resource.api}.{resource.name}/"
        query = """SELECT target FROM entry WHERE document = ? || target AND target <> '' AND prior = ''
                   GROUP BY target ORDER BY min(seq)"""
        yield from (row[0] for row in self._db.execute(query, (prefix,)).fetchall())

    def observe(self, resource: Resource, key: str, observed: Observed) -> None:
        """Keep what the system holds of a target."""
        body = None if observed.document is None else dumps(observed.document)
        name = f"{resource.api}.{resource.name}/{key}"
        self._db.execute("INSERT OR REPLACE INTO observed VALUES (?, ?, ?)", (name, observed.tag, body))

    def members(self, resource: Resource) -> frozenset[str] | None:
        """Name the members that documents of a kind show, by the first of those that were read; None: none was."""
        name = f"{resource.api}.{resource.name}/"
        query = "SELECT body FROM observed WHERE substr(document, 1, ?) = ? AND body IS NOT NULL LIMIT ?"
        bodies = [loads(row[0]) for row in self._db.execute(query, (len(name), name, _SAMPLE))]
        return frozenset().union(*bodies) if bodies else None

    def planned(self) -> Iterator[tuple[Planned, Observed | None, tuple[int, ...]]]:
        """Give every operation in order, what the system holds of its target, and what it needs."""
        needs = Needs(self._db)
        entry = ", ".join(f"e.{name.strip()}" for name in ENTRY_COLUMNS.split(","))
        query = f"""SELECT {entry}, e.document, e.maker, e.previous, e.followed, e.prior,
                           w.payload, w.options, w.content, o.document IS NOT NULL, o.tag, o.body,
                           EXISTS (SELECT 1 FROM entry AS f WHERE f.maker = e.seq AND f.maker <> 0)
                    FROM entry AS e JOIN wanted AS w ON w.seq = e.seq
                    LEFT JOIN observed AS o ON o.document = e.document ORDER BY e.seq"""  # noqa: S608
        for row in self._db.execute(query):
            document, maker, previous, followed, prior, payload, options, content, is_seen, tag, body, made = row[16:]
            seen = Observed(document=None if body is None else loads(body), tag=tag) if is_seen else None
            operation = operation_of(row, payload, options, self._registry)
            planned = Planned(
                seq=row[0],
                operation=operation,
                content=content,
                document=document,
                maker=maker,
                previous=previous,
                followed=bool(followed),
                spawned=self._spawned(row) if made else "",
                done=bool(prior),
                existing=self._existing(row[0], operation, document, seen),
            )
            yield planned, seen, needs.of(row[0])

    def _existing(self, seq: int, operation: Operation, document: str, seen: Observed | None) -> Existing | None:
        if seen is None or operation.type.targeted:
            return None
        return self.existing.of(seq, operation.payload, document, seen)

    def _spawned(self, row: tuple[Any, ...]) -> str:
        operation_type = self._registry.types[row[3]]
        made = operation_type.made
        return f"{made.api}.{made.name}/@{row[0]}" if made is not None and operation_type.targeted else ""

    def keep(self, steps: Iterable[Step]) -> None:
        """Store decided steps as they come."""
        marks = ",".join("?" * 16)
        self._db.executemany(f"INSERT INTO step ({STEP_COLUMNS}) VALUES ({marks})", map(step_row, steps))  # noqa: S608

    def steps(self) -> Iterator[Step]:
        """Give the decided steps in order."""
        needs = Needs(self._db)
        for row in self._db.execute(f"{_STEPS} ORDER BY s.seq"):
            yield step_of(row[:16], needs.of(row[0]), row[16:])

    def steps_at(self, seqs: Iterable[int]) -> Iterator[Step]:
        """Give some of the decided steps, in the order in which their numbers are given."""
        for seq in seqs:
            needs = self._db.execute("SELECT needs FROM need WHERE seq = ? ORDER BY needs", (seq,))
            row = self._db.execute(f"{_STEPS} WHERE s.seq = ?", (seq,)).fetchone()
            if row is not None:
                yield step_of(row[:16], tuple(needed for (needed,) in needs), row[16:])

    def keep_outside(self, seq: int, outside: Outside) -> None:
        """Keep what others have changed on a step's target."""
        self._db.execute("INSERT INTO outside VALUES (?, ?)", (seq, dumps(outside_row(outside))))

    def outside(self, seq: int) -> Outside | None:
        """Give what others have changed on a step's target; None: nothing, or nothing is known."""
        row = self._db.execute("SELECT body FROM outside WHERE seq = ?", (seq,)).fetchone()
        return outside_of(loads(row[0])) if row else None

    def refuse(self, seq: int, reason: str) -> None:
        """Put a decided step in conflict: it is not to be done, and neither is what needs it."""
        self._db.execute("UPDATE step SET verdict = ?, reason = ? WHERE seq = ?", (Verdict.CONFLICT, reason, seq))
