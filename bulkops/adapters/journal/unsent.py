"""What earlier runs have planned of some manifests and not sent: what a new run of these may take over."""

# ruff: noqa: S608 - statements are put together from constants of this package only; values are always bound

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bulkops.adapters.journal.database import Database
from bulkops.core.json import dumps
from bulkops.core.outcome import State

_AT_ONCE_MAX = 5_000
_RUNS = """SELECT run, run.name FROM run JOIN scope USING (scope)
    WHERE environment = ? AND company = ? AND run.state <> 'ended' ORDER BY run"""
# By state: each has an index of its own.
_KEYS = " UNION ALL ".join(
    f"SELECT op FROM operation WHERE run = :run AND state = '{state}'"
    " AND manifest IN (SELECT value FROM json_each(:manifests))"
    for state in (State.READY, State.PLANNED)
)
_BY_KEYS = "SELECT manifest, id, natural_key FROM operation WHERE op IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """An operation that an earlier run has not sent.

    Attributes:
        run: Name of the run.
        manifest: Name of its manifest.
        id: Its id.
        natural_key: What its document is found again by; empty where there is nothing.
    """

    run: str
    manifest: str
    id: str
    natural_key: str


def unsent(database: Database, environment: str, company: str, manifests: tuple[str, ...]) -> Iterator[Unsent]:
    """Go through what the unfinished runs of a company have not sent of some manifests.

    Args:
        database: The journal.
        environment: Such as `production`.
        company: Id of the company.
        manifests: Names of the manifests.
    """
    with database.reading() as connection:
        runs = connection.execute(_RUNS, (environment, company)).fetchall()
    for run, name in runs:
        values = {"run": run, "manifests": dumps(manifests).decode()}
        with database.reading() as connection:
            keys = [op for (op,) in connection.execute(_KEYS, values)]
        for first in range(0, len(keys), _AT_ONCE_MAX):
            yield from (
                Unsent(run=name, manifest=manifest, id=id_, natural_key=key)
                for manifest, id_, key in _page(database, keys[first : first + _AT_ONCE_MAX])
            )


def _page(database: Database, keys: list[int]) -> list[Any]:
    with database.reading() as connection:
        return connection.execute(_BY_KEYS, (dumps(keys).decode(),)).fetchall()
