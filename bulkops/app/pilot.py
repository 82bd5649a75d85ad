"""Carry out the first documents of a run, read them back, and only then the others."""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.left import Writes
from bulkops.adapters.journal.pilot import choose, states, unsent
from bulkops.adapters.journal.records import Lease, RunRow
from bulkops.app.compose import System
from bulkops.app.drift import documents_of
from bulkops.app.execute import ALL, End, Extent
from bulkops.app.outside import about
from bulkops.core.errors import BulkopsError
from bulkops.core.observed import Observed
from bulkops.core.outcome import DONE
from bulkops.core.pilot import Pilot, PilotDocument
from bulkops.core.registry import Registry
from bulkops.engine.seek import seek
from bulkops.planning.left import left_by
from bulkops.planning.pilot import read_back

_PASSED = "stopped after the pilot, which is as it was sent; the rest waits for your word"


@dataclass(frozen=True, slots=True, kw_only=True)
class PilotTerms:
    """What a pilot is, and who decides after it.

    Attributes:
        count: Documents, at most.
        begin: Is told how many steps of each operation type it consists of, before any is sent.
        tell: Is told what it has come to.
        go_on: Says whether the rest is sent. Asked where the pilot has passed and something is left, and only there.
    """

    count: int
    begin: Callable[[Mapping[str, int]], None]
    tell: Callable[[Pilot], None]
    go_on: Callable[[Pilot], bool]


class Execute(Protocol):
    """Carries out operations of a run."""

    def __call__(self, *, extent: Extent = ALL) -> Awaitable[tuple[RunRow, End]]:
        """Carry them out, and close the run."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Piloting:
    """The pilot of one run.

    Attributes:
        journal: Where the run is.
        run: The journal's key of it.
        lease: Lease of its company.
        system: Its systems.
        registry: Operation types.
        terms: What the pilot is.
    """

    journal: Journal
    run: int
    lease: Lease
    system: System
    registry: Registry
    terms: PilotTerms

    async def carry_out(self, execute: Execute) -> tuple[RunRow, End]:
        """Carry out the pilot; where it passes, and whoever decides says so, the rest.

        The run is closed in between: whatever happens while somebody thinks, it can be resumed.
        """
        with self.journal.database.reading() as connection:
            ops = choose(connection, self.run, self.terms.count)
            self.terms.begin(Counter(name for name, _ in states(connection, ops)))
        row, end = await execute(extent=Extent(only=ops))
        if end.interrupted or end.stopped or end.error is not None:
            return row, end
        try:
            found = await self._read_back(row, ops)
        except BulkopsError as error:
            return row, replace(end, error=error)
        self.terms.tell(found)
        if not found.passed:
            return row, replace(end, pilot=found, stopped=_why(found), held_back=True)
        if not found.left:
            return row, replace(end, pilot=found)
        if not self.terms.go_on(found):
            return row, replace(end, pilot=found, stopped=_PASSED)
        self.journal.reopen(self.run, self.system.clock.now(), self.lease, approver=self.lease.holder.actor)
        row, end = await execute()
        return row, replace(end, pilot=found)

    async def _read_back(self, row: RunRow, ops: Collection[int]) -> Pilot:
        """Read what the operations have made or changed, and hold it against what was sent.

        Raises:
            RemoteError: The system cannot be read.
        """
        writes = Writes(self.journal.database, self.lease.scope, about(self.registry))
        documents: dict[str, dict[str, None]] = {}
        for part in writes.parts_of(ops):
            for name, key, _ in documents_of(part, about(self.registry), self.registry):
                documents.setdefault(name, {})[key] = None
        found: list[tuple[int, PilotDocument]] = []
        for name, keys in documents.items():
            resource = self.registry.resources[name]
            channel, keep = self.system.require(resource.api), partial(self._compare, writes, name, found)
            await seek(channel, resource, _Sought(keys), keep)
        types, failed = self._ended(ops)
        with self.journal.database.reading() as connection:
            left = unsent(connection, self.run)
        shown = tuple(document for _, document in sorted(found, key=lambda pair: pair[0]))
        return Pilot(run=row.name, steps=types, failed=failed, left=left, documents=shown)

    def _compare(
        self, writes: Writes, name: str, found: list[tuple[int, PilotDocument]], key: str, seen: Observed
    ) -> None:
        ours = writes.on(name, key)
        left = left_by(self.registry.resources[name], ours, self.registry.types)
        if left.last is not None and not left.unsettled:
            found.append((left.last.op, read_back(left, key, seen, ours)))

    def _ended(self, ops: Collection[int]) -> tuple[Counter[str], int]:
        """Count the steps of the pilot by operation type, and those that are not done."""
        types: Counter[str] = Counter()
        failed = 0
        with self.journal.database.reading() as connection:
            for name, state in states(connection, ops):
                types[name] += 1
                failed += state not in DONE
        return types, failed


class _Sought:
    """Keys of a pilot's documents that are still to be found."""

    def __init__(self, keys: dict[str, None]) -> None:
        self._keys = keys

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._keys))

    def take(self, key: str) -> bool:
        return self._keys.pop(key, self) is None


def _why(found: Pilot) -> str:
    """Say why a pilot that did not pass ends a run for now."""
    if found.failed:
        steps = "1 step of it" if found.failed == 1 else f"{found.failed} steps of it"
        return f"stopped after the pilot: {steps} did not go through, so nothing else was sent"
    wrong, count = len(found.documents) - found.equal, len(found.documents)
    what = f"{wrong} of {count} documents {'is' if wrong == 1 else 'are'}" if count > 1 else "its document is"
    return f"stopped after the pilot: {what} not as sent, so nothing else was sent"
