"""Compensate: find what undoes a run, given what the system holds now. Nothing is sent."""

from collections.abc import Iterator
from functools import partial

from bulkops.adapters.compensate_kept import CompensateKept
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.left import Part, Writes
from bulkops.adapters.journal.parts_of_run import parts_for
from bulkops.adapters.journal.records import RunRow
from bulkops.app.compose import System
from bulkops.app.drift import documents_of
from bulkops.app.outside import about
from bulkops.app.turns import in_turns
from bulkops.core.compensation import CompensationSummary, Fate, Standing
from bulkops.core.observed import Observed
from bulkops.core.operation import Effect
from bulkops.core.outcome import UNSETTLED, State
from bulkops.core.registry import Registry
from bulkops.core.resource import Resource
from bulkops.engine.seek import seek
from bulkops.planning.compensate import undoing
from bulkops.planning.compensate_deeds import Deeds


class Compensating:
    """One compensation. Memory does not grow with the run; close it at the end.

    Args:
        journal: Where the run stands.
        writes: What operations have written.
        registry: Operation types and resources.
        run: The run.

    Attributes:
        passed: Operations of the journal that were gone through so far.
        documents: Documents that are read; 0 until they are gathered.
        compared: Those that were read so far.
        kept: What undoes the run.
    """

    def __init__(self, journal: Journal, writes: Writes, registry: Registry, run: RunRow) -> None:
        self._journal, self._writes, self._registry, self.run = journal, writes, registry, run
        self._documents = partial(documents_of, kinds=about(registry), registry=registry)
        self.passed = self.documents = self.compared = 0
        self.kept = CompensateKept()

    @property
    def apis(self) -> frozenset[str]:
        """The APIs that have to be read: known once the documents are gathered."""
        return frozenset(self._registry.resources[name].api for name in self.kept.resources())

    async def gather(self) -> None:
        """Find the documents of the run in the journal; nothing is read from the system."""
        await in_turns(parts_for(self._writes, self.run.run, self._documents), self._take)
        await in_turns(self._reads(), lambda fate: self.kept.decided(fate.op, (fate,)))
        self.kept.choose()
        self.documents = sum(map(self.kept.count, self.kept.resources()))

    async def look(self, system: System) -> CompensationSummary:
        """Read the documents, which were gathered before, and decide.

        Raises:
            RemoteError: The system cannot be read.
            UsageError: The profile does not say how to reach an API.
        """
        at, calls = system.clock.now(), system.calls
        for api in sorted(self.apis):
            system.require(api)
        await in_turns(self.kept.struck(), self._strike)
        for name in self.kept.resources():
            resource = self._registry.resources[name]
            channel, sought = system.require(resource.api), self.kept.sought(name)
            await seek(channel, resource, sought, partial(self._compare, resource))
        counts, (entries, valued) = self._journal.counts(self.run.run), self.kept.entries()
        return CompensationSummary(
            run=self.run.name,
            manifests=self.run.manifests,
            environment=system.environment,
            company=system.company,
            at=at,
            entries=entries,
            valued=valued,
            counts=self.kept.counts(),
            unsettled=sum(counts.get(state, 0) for state in UNSETTLED),
            calls=system.calls - calls,
        )

    def close(self) -> None:
        """Let go of what was found."""
        self.kept.close()

    def _take(self, part: Part) -> None:
        self.passed += 1
        for resource, key, share in self._documents(part):
            self.kept.add(resource, key, part.op, share, chosen=part.run == self.run.run)

    def _reads(self) -> Iterator[Fate]:
        """Give the operations that have changed nothing."""
        for row in self._journal.operations(self.run.run, state=State.SUCCEEDED):
            operation_type = self._registry.types.get(row.type)
            if operation_type is not None and operation_type.effect is Effect.READ:
                # What is about a document that its own run has made has no key of its own.
                key = row.target or "".join(part.key for part in self._writes.parts_of((row.op,)))
                yield Fate(
                    op=row.op,
                    id=row.id,
                    manifest=row.manifest,
                    type=row.type,
                    place=row.place,
                    target=f"{operation_type.resource.noun} {key}".rstrip(),
                    standing=Standing.NOTHING_DONE,
                    reason="it has changed nothing at the system",
                )

    def _strike(self, document: tuple[str, str]) -> None:
        """Decide about a document that is not read: our own runs have deleted it, or it is not settled."""
        self._decide(self._registry.resources[document[0]], document[1], None)

    def _compare(self, resource: Resource, key: str, observed: Observed) -> None:
        self.compared += 1
        self._decide(resource, key, observed)

    def _decide(self, resource: Resource, key: str, observed: Observed | None) -> None:
        ops = self.kept.ops(resource.full_name, key)
        writes = self._writes.of(ops, resource.full_name, key)
        deeds = Deeds(self.run.name, resource, key, writes, self._registry.types)
        counterpart, fates = undoing(deeds, observed)
        if fates:
            self.kept.decided(min(fate.op for fate in fates), fates, counterpart)
