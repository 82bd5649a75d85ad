"""Reconcile: read again what a run has made and changed, and hold it against the journal."""

from dataclasses import replace
from functools import partial

from bulkops.adapters.journal.earlier import EarlierRuns
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import RunRow
from bulkops.adapters.reconcile_kept import RunDocuments
from bulkops.adapters.reconcile_rows import Kept
from bulkops.app.compose import System
from bulkops.app.outside import about
from bulkops.app.reconcile_gather import Gathering
from bulkops.app.reconcile_sums import Tally
from bulkops.app.turns import in_turns
from bulkops.core.observed import ABSENT, Observed, held
from bulkops.core.reconcile import DOUBLED_FROM, Compared, Other, Reconciled, ReconcileSummary
from bulkops.core.registry import Registry
from bulkops.core.resource import Resource
from bulkops.engine.reread import reread
from bulkops.engine.seek import seek
from bulkops.planning.reconcile import Ours, compared, money_of, status_of


class Reconciling:
    """One look at the documents of a run. What it finds is kept until it is closed; memory does not grow with the run.

    Args:
        journal: Where the run is written.
        history: What all runs for the company have written.
        registry: Operation types and resources.
        run: The run.

    Attributes:
        documents: Documents of the run; 0 until they are gathered.
        met: Those that were compared so far, and are there.
        found: The documents, and how they stand.
    """

    def __init__(self, journal: Journal, history: EarlierRuns, registry: Registry, run: RunRow) -> None:
        self._history, self._registry, self._run = history, registry, run
        self._writes = history.writes(about(registry))
        self._operations = journal.counts(run.run)
        self._unversioned = self._singly = 0
        self.documents = self.met = 0
        self.found = RunDocuments()
        self._gathering = Gathering(journal, self._writes, registry, run.run, self.found)

    @property
    def passed(self) -> int:
        """How many operations of the journal were gone through so far."""
        return self._gathering.passed

    @property
    def apis(self) -> frozenset[str]:
        """The APIs that have to be read: known once the documents are gathered."""
        return frozenset(self._registry.resources[name].api for name in self.found.resources())

    async def gather(self) -> None:
        """Find the documents of the run in the journal; nothing is read from the system."""
        await self._gathering.gather()
        self.documents = self.found.total()

    async def look(self, system: System) -> ReconcileSummary:
        """Read the documents, which were gathered before, and compare.

        Raises:
            RemoteError: The system cannot be read.
            UsageError: The profile does not say how to reach an API.
        """
        at, calls = system.clock.now(), system.calls
        for api in sorted(self.apis):
            system.require(api)
        for name in self.found.resources():
            await self._read(self._registry.resources[name], system)
        await self._finish()
        tally = Tally()
        await tally.count(self.found)
        return ReconcileSummary(
            environment=system.environment,
            company=system.company,
            run=self._run.name,
            manifests=self._run.manifests,
            started_at=self._run.started_at,
            at=at,
            operations=self._operations,
            done_before=self._run.done_before,
            counts=dict(tally.counts),
            sums=tuple(tally.lines(self._registry)),
            deleted=tally.deleted,
            no_sum=tally.no_sum,
            unversioned=self._unversioned,
            singly=self._singly,
            calls=system.calls - calls,
        )

    def close(self) -> None:
        """Let go of what was found."""
        self.found.close()

    async def _read(self, resource: Resource, system: System) -> None:
        """Read the documents of one kind: by list pages; what cannot be in these in whichever way takes fewer calls."""
        channel = system.require(resource.api)
        if resource.listing is not None:
            before = self.met
            await reread(channel, resource, self._run.started_at, partial(self._meet, resource))
            if self.met > before:  # a list that shows nothing of ours is not taken at its word
                self.found.settle_written(resource.full_name)
        sought = self.found.sought(resource.full_name)
        self._singly += len(sought)
        if len(sought):
            await seek(channel, resource, sought, partial(self._compare, resource))

    def _meet(self, resource: Resource, key: str, observed: Observed) -> None:
        """Take a document that a list shows: one of the run's, one that bears the mark of one, or neither."""
        self._compare(resource, key, observed)
        document = observed.document or {}
        for field, member in self._gathering.marks.get(resource.full_name, {}).items():
            value = held(document, member) if member else None
            for kept in self.found.bearing(resource.full_name, f"{field}={value}") if value else ():
                if kept.key != key and not self._history.makes(resource.full_name, key):
                    other = Other(number=key, status=status_of(resource, document), net=money_of(resource, document))
                    self.found.add_other(kept, other)

    def _compare(self, resource: Resource, key: str, observed: Observed) -> None:
        kept = self.found.document(resource.full_name, key)
        if kept is not None:
            self._keep(kept, observed)

    def _keep(self, kept: Kept, observed: Observed) -> None:
        found = self._compared(kept, observed)
        self.met += not found.gone
        self._unversioned += found.unversioned
        self.found.keep(kept, found)

    def _compared(self, kept: Kept, observed: Observed) -> Compared:
        resource = self._registry.resources[kept.resource]
        writes = self._writes.of(self.found.ops(kept), kept.resource, kept.key)
        ours = Ours(resource=resource, key=kept.key, mark=kept.mark, run=self._run.name, writes=writes)
        return compared(ours, observed, self._registry.types)

    async def _finish(self) -> None:
        """Say of what was not met that it is gone, and of what others bear the mark of, that it is doubled."""
        await in_turns(self.found.open(), partial(self._keep, observed=ABSENT))
        for kept, found, now in self.found.doubled():
            seen = found or replace(self._compared(kept, ABSENT), gone=False, now=now)
            if seen.standing in DOUBLED_FROM or found is None:
                self.found.keep(kept, replace(seen, standing=Reconciled.DOUBLED))
        self.found.index()
