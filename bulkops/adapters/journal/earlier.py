"""What earlier runs have done, as planning asks for it: no lease, nothing written."""

# ruff: noqa: S608 - statements are put together from constants of this package only; values are always bound

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bulkops.adapters.journal.database import Database, open_database
from bulkops.adapters.journal.left import Writes
from bulkops.adapters.journal.moves import claimant
from bulkops.adapters.journal.records import Applied
from bulkops.adapters.journal.schema import LIVE_SQL
from bulkops.core.outcome import State
from bulkops.core.place import Place

_SELECT = f"""SELECT run.name, manifest, id, type, operation.state, content, number, file, line, column_, label
    FROM operation JOIN run USING (run) WHERE operation.scope = ? AND operation.{LIVE_SQL}"""
_FAILED_MAX = 1000
_FAILED = f"""SELECT op, manifest, id FROM operation JOIN run USING (run)
    WHERE run.name = ? AND run.scope = ? AND op BETWEEN max(first_op, ?) AND last_op AND operation.run = run.run
    AND operation.state IN ('refused', 'conflict', 'skipped', 'cancelled', 'manual') ORDER BY op LIMIT {_FAILED_MAX}"""
_BY_IDENTITY = f"{_SELECT} AND manifest = ? AND id = ?"
_BY_NATURAL_KEY = f"{_SELECT} AND natural_key = ? AND natural_key <> ''"


class EarlierRuns:
    """Look-ups in the journal for one company, each by one index.

    Args:
        database: The open file; closed with this.
        scope: The journal's key of environment and company.
    """

    def __init__(self, database: Database, scope: int) -> None:
        self._database = database
        self._scope = scope

    def applied(self, manifest: str, operation: str) -> Applied | None:
        """Find an operation that is done, under way or planned, by its identity."""
        return self._one(_BY_IDENTITY, (self._scope, manifest, operation))

    def holder(self, natural_key: str) -> Applied | None:
        """Find the operation that is done, under way or planned with a natural key; none for an empty key."""
        return self._one(_BY_NATURAL_KEY, (self._scope, natural_key))

    def knows(self, run: str) -> bool:
        """Say whether a run of the company has a name."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT 1 FROM run WHERE name = ? AND scope = ?", (run, self._scope)).fetchone()
        return row is not None

    def failed(self, run: str) -> Iterator[tuple[str, str]]:
        """Give manifest and id of what a run has not done, and would not do if it was resumed."""
        after = 0
        while True:
            with self._database.reading() as connection:
                rows = connection.execute(_FAILED, (run, self._scope, after)).fetchall()
            yield from ((manifest, name) for _, manifest, name in rows)
            if len(rows) < _FAILED_MAX:
                return
            after = rows[-1][0] + 1

    def makes(self, resource: str, number: str) -> bool:
        """Say whether a document of a kind (`api.resource`) is the result of an operation that is known."""
        with self._database.reading() as connection:
            return bool(claimant(connection, self._scope, resource, number))

    def writes(self, about: Mapping[str, str]) -> Writes:
        """Give what operations have written.

        Args:
            about: By operation type that is about an existing document: what kind, `api.resource`.
        """
        return Writes(self._database, self._scope, about)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _one(self, statement: str, values: tuple[Any, ...]) -> Applied | None:
        with self._database.reading() as connection:
            row = connection.execute(statement, values).fetchone()
        if row is None:
            return None
        run, manifest, name, kind, state, content, number, *place = row
        return Applied(
            run=run,
            manifest=manifest,
            id=name,
            type=kind,
            state=State(state),
            content=content,
            number=number,
            place=Place(*place),
        )


def open_earlier_runs(path: Path, environment: str, company: str) -> EarlierRuns | None:
    """Open the journal for planning.

    Returns:
        None where there is no journal yet, or nothing was ever run for the company.

    Raises:
        JournalError: The file is newer, damaged, locked, or not a journal.
    """
    if not path.exists():
        return None
    database = open_database(path, create=False, read_only=True)
    try:
        with database.reading() as connection:
            row = connection.execute(
                "SELECT scope FROM scope WHERE environment = ? AND company = ?", (environment, company)
            ).fetchone()
    except BaseException:
        database.close()
        raise
    if row is None:
        database.close()
        return None
    return EarlierRuns(database, row[0])
