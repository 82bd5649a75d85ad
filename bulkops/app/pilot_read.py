"""Read the documents of a pilot back, and hold them against what was sent."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.left import Writes
from bulkops.adapters.journal.pilot import states, unsent
from bulkops.adapters.journal.records import Lease
from bulkops.app.compose import System
from bulkops.app.drift import documents_of
from bulkops.app.outside import about
from bulkops.core.observed import Observed
from bulkops.core.outcome import DONE
from bulkops.core.pilot import Pilot, PilotDocument
from bulkops.core.registry import Registry
from bulkops.engine.seek import seek
from bulkops.planning.left import left_by
from bulkops.planning.pilot import read_back


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingBack:
    """The reading back of one pilot.

    Attributes:
        journal: Where the run is.
        run: The journal's key of it.
        lease: Lease of its company.
        system: Its systems.
        registry: Operation types.
    """

    journal: Journal
    run: int
    lease: Lease
    system: System
    registry: Registry

    async def carry_out(self, name: str, ops: Collection[int]) -> Pilot:
        """Read what the operations have made or changed, and hold it against what was sent.

        Args:
            name: Name of the run.
            ops: The journal's keys of the operations.

        Raises:
            RemoteError: The system cannot be read.
        """
        writes = Writes(self.journal.database, self.lease.scope, about(self.registry))
        documents: dict[str, dict[str, None]] = {}
        for part in writes.parts_of(ops):
            for kind, key, _ in documents_of(part, about(self.registry), self.registry):
                documents.setdefault(kind, {})[key] = None
        found: list[tuple[int, PilotDocument]] = []
        for kind, keys in documents.items():
            resource = self.registry.resources[kind]
            channel, keep = self.system.require(resource.api), partial(self._compare, writes, kind, found)
            await seek(channel, resource, _Sought(keys), keep)
        types, failed = self._ended(ops)
        with self.journal.database.reading() as connection:
            left = unsent(connection, self.run)
        shown = tuple(document for _, document in sorted(found, key=lambda pair: pair[0]))
        return Pilot(run=name, steps=types, failed=failed, left=left, documents=shown)

    def _compare(
        self, writes: Writes, kind: str, found: list[tuple[int, PilotDocument]], key: str, seen: Observed
    ) -> None:
        ours = writes.on(kind, key)
        left = left_by(self.registry.resources[kind], ours, self.registry.types)
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
