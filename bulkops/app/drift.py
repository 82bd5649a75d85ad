"""Drift: hold the documents that runs of ours have made or changed against what these runs left."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from bulkops.adapters.journal.left import Part, Writes
from bulkops.adapters.left_kept import LeftDocuments, Share
from bulkops.app.compose import System
from bulkops.app.outside import about
from bulkops.core.drift import Drift, DriftKind, DriftSummary
from bulkops.core.observed import Observed
from bulkops.core.operation import OperationType
from bulkops.core.outcome import UNSETTLED, State
from bulkops.core.registry import Registry
from bulkops.core.resource import Resource
from bulkops.engine.seek import seek
from bulkops.planning.drift import drift_of
from bulkops.planning.left import left_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which operations' documents are looked at.

    Attributes:
        manifests: Names of manifests; None: any.
        run: The journal's key of a run; 0: any.
    """

    manifests: Collection[str] | None = None
    run: int = 0

    def takes(self, part: Part) -> bool:
        """Say whether an operation is one of them."""
        return self.run in {0, part.run} and (self.manifests is None or part.manifest in self.manifests)


@dataclass(slots=True)
class _Tally:
    documents: int = 0
    counts: Counter[DriftKind] = field(default_factory=Counter)
    sums: dict[DriftKind, dict[str, Decimal]] = field(default_factory=dict)
    purged: int = 0
    unversioned: int = 0
    removed: int = 0
    unsettled: int = 0

    def add(self, drift: Drift) -> None:
        self.counts[drift.kind] += 1
        if drift.amount is not None:
            sums = self.sums.setdefault(drift.kind, {})
            sums[drift.currency] = sums.get(drift.currency, Decimal(0)) + drift.amount


class Drifting:
    """One look for drift. What it finds is kept until it is closed; memory does not grow with the journal.

    Args:
        writes: What operations have written.
        registry: Operation types and resources.
        chosen: Which operations are looked at. What their documents were left as follows from all operations.
    """

    def __init__(self, writes: Writes, registry: Registry, chosen: Chosen) -> None:
        self._writes = writes
        self._registry = registry
        self._tally = _Tally()
        self._documents = 0
        self.found = LeftDocuments()
        try:
            self._collect(chosen)
        except BaseException:
            self.found.close()
            raise

    @property
    def apis(self) -> frozenset[str]:
        """The APIs that have to be read."""
        return frozenset(self._registry.resources[name].api for name in self.found.resources())

    @property
    def documents(self) -> int:
        """How many documents are to be compared."""
        return self._documents

    @property
    def compared(self) -> int:
        """How many have been compared so far."""
        return self._tally.documents

    async def look(self, system: System) -> DriftSummary:
        """Read the documents, and compare.

        Raises:
            RemoteError: The system cannot be read.
            UsageError: The profile does not say how to reach an API.
        """
        at, calls = system.clock.now(), system.calls
        for api in sorted(self.apis):
            system.require(api)
        for name in self.found.resources():
            resource = self._registry.resources[name]
            channel, sought = system.require(resource.api), self.found.sought(name)
            await seek(channel, resource, sought, partial(self._compare, resource))
        tally = self._tally
        return DriftSummary(
            environment=system.environment,
            company=system.company,
            at=at,
            documents=tally.documents,
            counts=dict(tally.counts),
            sums=tally.sums,
            purged=tally.purged,
            unversioned=tally.unversioned,
            removed=tally.removed,
            unsettled=tally.unsettled,
            calls=system.calls - calls,
        )

    def close(self) -> None:
        """Let go of what was found."""
        self.found.close()

    def _collect(self, chosen: Chosen) -> None:
        kinds = about(self._registry)
        for part in self._writes.parts():
            taken = chosen.takes(part)
            for resource, key, share in documents_of(part, kinds, self._registry):
                self.found.add(resource, key, part.op, share, chosen=taken)
        self._tally.unsettled, self._tally.removed = self.found.choose()
        self._documents = sum(map(self.found.count, self.found.resources()))

    def _compare(self, resource: Resource, key: str, observed: Observed) -> None:
        ops = self.found.ops(resource.full_name, key)
        left = left_by(resource, self._writes.of(ops, resource.full_name, key), self._registry.types)
        if left.last is None or left.removed or left.unsettled:
            return
        self._tally.documents += 1
        self._tally.purged += left.purged
        self._tally.unversioned += bool(resource.tag and not left.tag)
        drift = drift_of(left, key, observed)
        if drift is not None:
            self._tally.add(drift)
            self.found.keep(left.last.op, drift)


def documents_of(part: Part, kinds: dict[str, str], registry: Registry) -> Iterator[tuple[str, str, Share]]:
    """Give the documents that an operation has had a part in: kind, key, and what it had to do with them."""
    if part.type in kinds and part.key:
        yield kinds[part.type], part.key, _share(part, registry.types[part.type])
    if part.makes not in registry.resources:
        return
    if part.number:
        yield part.makes, part.number, Share.OPEN if part.state in UNSETTLED else Share.WROTE
    elif part.type not in kinds and part.key:  # its document was there already
        yield part.makes, part.key, Share.WROTE


def _share(part: Part, operation_type: OperationType) -> Share:
    if part.state in UNSETTLED:
        return Share.OPEN
    if part.state is State.UNCHANGED:
        return Share.SAW
    transition = operation_type.transition
    return Share.REMOVED if transition is not None and not transition.after else Share.WROTE
