"""The fates of a run's operations by manifest and id, in a private temporary database: memory does not grow with it."""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from itertools import islice
from types import TracebackType
from typing import Any, Self

from bulkops.adapters import temporary
from bulkops.adapters.journal.done import done_before
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import RunRow
from bulkops.adapters.journal.reported import OperationRow
from bulkops.core.json import dumps
from bulkops.core.outcome import State
from bulkops.core.place import Place
from bulkops.core.results import Fate

_CACHE_KIB = 32_768
_AT_ONCE = 500
_SETUP = f"""
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA temp_store = FILE;
    PRAGMA cache_size = -{_CACHE_KIB};
    CREATE TABLE fate (op INTEGER PRIMARY KEY, manifest TEXT, id TEXT, type TEXT, state TEXT, code TEXT, message TEXT,
        number TEXT, currency TEXT, amount TEXT, file TEXT, line INTEGER, seen INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE before (manifest TEXT, id TEXT, PRIMARY KEY (manifest, id)) WITHOUT ROWID;
    CREATE TABLE entry (seq INTEGER PRIMARY KEY, manifest TEXT, id TEXT, type TEXT, target TEXT);
"""
_INSERT = "INSERT INTO fate VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"
_FIND = """WITH wanted (name) AS (SELECT value FROM json_each(?))
    SELECT op, id, type, state, code, message, number, currency, amount, seen
    FROM wanted CROSS JOIN fate ON manifest = ? AND id = name"""

_SAMPLES = """SELECT id, file, line FROM fate WHERE state = ? AND code = ? AND message LIKE ? ESCAPE '\\'
    ORDER BY op LIMIT ?"""


class ResultStage:
    """Finds what became of operations, and remembers which were asked for.

    Args:
        journal: Where the run is written.
        run: The run.
    """

    def __init__(self, journal: Journal, run: RunRow) -> None:
        self._database = journal.database
        self._run = run
        self._connection = temporary.connect()
        self._connection.executescript(_SETUP)
        execute = self._connection.execute
        execute("BEGIN")
        self._connection.executemany(_INSERT, map(_values, journal.operations(run.run)))
        execute("CREATE INDEX by_id ON fate (manifest, id)")
        execute("COMMIT")
        execute("BEGIN")  # of what is remembered nothing has to outlast the process

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def add_entries(self, entries: Iterable[tuple[str, str, str, str]]) -> None:
        """Keep entries that stand in a manifest itself: its name, their id, type and target."""
        self._connection.executemany("INSERT INTO entry (manifest, id, type, target) VALUES (?, ?, ?, ?)", entries)

    def entries(self) -> Iterator[tuple[str, str, str, str]]:
        """Give these entries in their order."""
        yield from self._connection.execute("SELECT manifest, id, type, target FROM entry ORDER BY seq")

    def reset(self) -> None:
        """Forget which operations were asked for."""
        self._connection.execute("UPDATE fate SET seen = 0 WHERE seen")
        self._connection.execute("DELETE FROM before")

    def fates(self, manifest: str, ids: Collection[str]) -> tuple[dict[str, Fate], set[str]]:
        """Find operations; those that are in no run are left out.

        Args:
            manifest: Name of the manifest.
            ids: Ids, each once.

        Returns:
            What became of each, and the ids of those that were asked for the first time.
        """
        rows = self._connection.execute(_FIND, (dumps(list(ids)).decode(), manifest)).fetchall()
        found = {row[1]: _fate(row[1:9]) for row in rows}
        fresh = {row[1] for row in rows if not row[9]}
        self._connection.executemany("UPDATE fate SET seen = 1 WHERE op = ?", ((row[0],) for row in rows if not row[9]))
        missing = [name for name in ids if name not in found]
        for fate in done_before(self._database, self._run, manifest, missing) if missing else ():
            found[fate.id] = fate
            if self._connection.execute("INSERT OR IGNORE INTO before VALUES (?, ?)", (manifest, fate.id)).rowcount:
                fresh.add(fate.id)
        return found, fresh

    def samples(self, state: State, code: str, message: str, count_max: int) -> tuple[tuple[str, Place], ...]:
        """Give the first operations with a cause, whose message may have `…` for what differs: id and place."""
        rows = self._connection.execute(_SAMPLES, (state.value, code, _like(message), count_max))
        return tuple((name, Place(file, line)) for name, file, line in rows)

    def files(self, manifest: str) -> tuple[str, ...]:
        """Give the files that a manifest's operations were made from: itself, and tables."""
        rows = self._connection.execute("SELECT DISTINCT file FROM fate WHERE manifest = ?", (manifest,))
        return tuple(file for (file,) in rows)

    def unseen(self) -> tuple[str, str, Place] | None:
        """Give the first operation of the run that was never asked for: manifest, id, place; None if all were."""
        row = self._connection.execute(
            "SELECT manifest, id, file, line FROM fate WHERE NOT seen ORDER BY op LIMIT 1"
        ).fetchone()
        return None if row is None else (row[0], row[1], Place(row[2], row[3]))


def _like(message: str) -> str:
    """Turn the words of causes that were put together, a `…` for what they differ in, into a pattern."""
    escaped = message.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return escaped.replace("…", "%")


def batches(items: Iterable[Any], size: int = _AT_ONCE) -> Iterator[list[Any]]:
    """Take several at a time."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def _values(row: OperationRow) -> tuple[Any, ...]:
    amount = None if row.amount is None else str(row.amount)
    head = (row.op, row.manifest, row.id, row.type, row.state.value, row.code, row.message)
    return (*head, row.number, row.currency, amount, row.place.file, row.place.line)


def _fate(row: tuple[Any, ...]) -> Fate:
    name, kind, state, code, message, number, currency, amount = row
    return Fate(
        id=name,
        type=kind,
        state=State(state),
        code=code,
        message=message,
        number=number,
        currency=currency,
        amount=None if amount is None else Decimal(amount),
    )
