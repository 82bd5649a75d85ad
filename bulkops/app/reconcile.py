"""Reconcile: read again what a run has made and changed, and hold it against the journal."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from bulkops.adapters.journal.earlier import EarlierRuns
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.left import Part
from bulkops.adapters.journal.marked import marked
from bulkops.adapters.journal.records import RunRow
from bulkops.adapters.reconcile_kept import Kept, RunDocuments
from bulkops.app.compose import System
from bulkops.app.outside import about
from bulkops.app.reconcile_sums import Tally
from bulkops.core.observed import ABSENT, Observed, held
from bulkops.core.outcome import State
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
    """

    def __init__(self, journal: Journal, history: EarlierRuns, registry: Registry, run: RunRow) -> None:
        self._history, self._registry, self._run = history, registry, run
        self._writes = history.writes(about(registry))
        self._operations = journal.counts(run.run)
        self._marks: dict[str, dict[str, str]] = {}  # by kind: where a document shows a mark, by the mark's field
        self._unversioned = self._singly = self.met = 0
        self.found = RunDocuments()
        try:
            self._collect(journal)
        except BaseException:
            self.found.close()
            raise
        self.documents = self.found.total()

    @property
    def apis(self) -> frozenset[str]:
        """The APIs that have to be read."""
        return frozenset(self._registry.resources[name].api for name in self.found.resources())

    async def look(self, system: System) -> ReconcileSummary:
        """Read the documents, and compare.

        Raises:
            RemoteError: The system cannot be read.
            UsageError: The profile does not say how to reach an API.
        """
        at, calls = system.clock.now(), system.calls
        for api in sorted(self.apis):
            system.require(api)
        for name in self.found.resources():
            await self._read(self._registry.resources[name], system)
        self._finish()
        tally = Tally(self.found)
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
            no_sum=tally.no_sum,
            unversioned=self._unversioned,
            singly=self._singly,
            calls=system.calls - calls,
        )

    def close(self) -> None:
        """Let go of what was found."""
        self.found.close()

    def _collect(self, journal: Journal) -> None:
        kinds = about(self._registry)
        for part in self._writes.parts():
            chosen = part.run == self._run.run
            for resource, key, wrote in _documents(part, kinds, self._registry):
                self.found.add(resource, key, part.op, chosen=chosen, wrote=wrote)
        for one in marked(journal, self._run.run):
            if one.makes in self._registry.resources:
                mark = one.natural_key.partition("/")[2]
                self.found.add_mark(one.makes, one.key, one.op, mark)
                self._show(one.makes, mark.partition("=")[0])
        self.found.choose()

    def _show(self, resource: str, field: str) -> None:
        """Note where documents of a kind show a mark."""
        if field and field not in self._marks.get(resource, {}):
            shown = next((one.observed for one in self._registry.resources[resource].fields if one.name == field), "")
            self._marks.setdefault(resource, {})[field] = shown

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
        for field, member in self._marks.get(resource.full_name, {}).items():
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

    def _finish(self) -> None:
        """Say of what was not met that it is gone, and of what others bear the mark of, that it is doubled."""
        for kept in self.found.open():
            self._keep(kept, ABSENT)
        for kept, found, now in self.found.doubled():
            seen = found or replace(self._compared(kept, ABSENT), gone=False, now=now)
            if seen.standing in DOUBLED_FROM or found is None:
                self.found.keep(kept, replace(seen, standing=Reconciled.DOUBLED))
        self.found.index()


def _documents(part: Part, kinds: dict[str, str], registry: Registry) -> Iterator[tuple[str, str, bool]]:
    """Give the documents that an operation has had a part in: kind, key, and whether it is known to have written it."""
    wrote = part.state is State.SUCCEEDED
    if part.type in kinds and part.key:
        moves = registry.types[part.type].transition
        yield kinds[part.type], part.key, wrote and (moves is None or bool(moves.after))
    if part.makes not in registry.resources:
        return
    if part.number:
        yield part.makes, part.number, wrote
    elif part.type not in kinds and part.key:  # its document was there already
        yield part.makes, part.key, False
