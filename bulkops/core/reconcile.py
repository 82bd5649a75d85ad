"""Reconciling: what a run says it has made, held against what is there, document by document and sum by sum."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from bulkops.core.change import Change
from bulkops.core.outcome import UNSETTLED, State
from bulkops.core.place import Place


class Reconciled(StrEnum):
    """How a document of a run stands; the first that holds."""

    MISSING = "missing"  # the run has made or written it, and it is not there
    DOUBLED = "doubled"  # another document bears its mark
    BACK = "back"  # the run deleted it, and it is there
    DIFFERING = "differing"  # a field, the status or the sum is not as runs of ours left it
    UNKNOWN = "unknown"  # whether all of it was done is not known: in doubt, or purged
    CHANGED = "changed"  # it is another version, and nothing of ours is different
    COUNTERED = "countered"  # it is there, and a later run of ours has reversed or corrected it
    UNDONE = "undone"  # a later run of ours has deleted it
    AS_MADE = "as_made"


#: Standings that are differences, with their codes.
CODES: Mapping[Reconciled, str] = MappingProxyType(
    {
        Reconciled.MISSING: "P094",
        Reconciled.DOUBLED: "P095",
        Reconciled.BACK: "P096",
        Reconciled.DIFFERING: "P096",
    }
)
#: Standings over which it goes that others bear the mark, too.
DOUBLED_FROM = frozenset({Reconciled.DIFFERING, Reconciled.CHANGED, Reconciled.COUNTERED, Reconciled.AS_MADE})
#: Explains a part of a sum beside the standings: documents of which the journal, or the system, shows no sum.
NO_SUM = "no_sum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A net sum without VAT.

    Attributes:
        currency: ISO 4217 code; empty: not known, or the customer's own.
        amount: The sum.
    """

    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A document that bears the mark of one of ours, and that no operation of ours has made.

    Attributes:
        number: Its number.
        status: Its status; empty where it shows none.
        net: Its sum; None where it shows none.
    """

    number: str
    status: str = ""
    net: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One document of a run as it was found.

    Attributes:
        standing: How it stands.
        resource: Full name of the kind of document.
        noun: The same for people.
        key: Its key; empty where a create is in doubt, so that it has none yet.
        mark: What it can be found again by, as `field=value`; empty where it has none.
        manifest: Manifest of the run's first operation on it.
        id: Id of that operation.
        type: Name of its operation type.
        at: When it ended, seconds since 1970; 0.0 where it has not.
        place: Where its entry stood.
        changes: What is different: as our runs left it (`before`), as found (`after`); of sensitive values neither.
        status: Status that it is in now; empty where it shows none, or is gone.
        left: Its sum as our runs left it; None where the journal does not know it, or it was to be gone.
        now: Its sum as it is now; None where it is gone, or shows none.
        gone: It is not there.
        others: Documents that bear its mark too.
        purged: What the run set was purged from the journal.
        unversioned: It has versions, and none of it is known: that it was changed elsewhere cannot be seen.
        later_run: Name of the later run that deleted or countered it; empty where none did.
        later_type: Name of the operation type by which it did.
    """

    standing: Reconciled
    resource: str
    noun: str
    key: str
    mark: str = ""
    manifest: str
    id: str
    type: str
    at: float
    place: Place
    changes: tuple[Change, ...] = ()
    status: str = ""
    left: Money | None = None
    now: Money | None = None
    gone: bool = False
    others: tuple[Other, ...] = ()
    purged: bool = False
    unversioned: bool = False
    later_run: str = ""
    later_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SumLine:
    """Sums of one kind of document in one currency. `made` and all of `why` together are `found`.

    Attributes:
        nouns: The kind, for people, in the plural.
        resource: Its full name.
        currency: ISO 4217 code; empty where it is the customers' own.
        made: What the journal says the documents come to.
        found: What the documents that were found come to, those with the same marks among them.
        why: By `Reconciled` or `NO_SUM`: what it adds to what was made.
        countered: What those of `found` come to that later runs have reversed or corrected.
    """

    nouns: str
    resource: str
    currency: str
    made: Decimal
    found: Decimal
    why: Mapping[str, Decimal]
    countered: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileSummary:
    """What reconciling a run has come to. The counts of `counts` together are all documents of the run.

    Attributes:
        environment: `production`, `test`, `sandbox` ….
        company: Name of the company.
        profile: Name of the project's profile.
        run: Name of the run.
        manifests: Names of its manifests.
        started_at: When it began, seconds since 1970.
        at: When the documents were read, seconds since 1970.
        operations: The run's operations, by state.
        done_before: Steps that earlier runs did: their documents belong to those runs.
        counts: Its documents, by how they stand.
        sums: Sums by kind of document and currency.
        deleted: Those of them that the run itself has deleted: they are gone, and as made.
        no_sum: Documents that are there, of which the journal or the system shows no sum.
        unversioned: Documents of which no version is known: that somebody changed what is not ours cannot be seen.
        singly: Documents that no list shows, or that were looked for one by one.
        calls: Requests that it took.
        option: What a command of the current folder needs to find the project: ` --project FILE`, or nothing.
    """

    environment: str
    company: str
    profile: str = ""
    run: str
    manifests: tuple[str, ...] = ()
    started_at: float = 0.0
    at: float = 0.0
    operations: Mapping[State, int] = field(default_factory=dict)
    done_before: int = 0
    counts: Mapping[Reconciled, int] = field(default_factory=dict)
    sums: tuple[SumLine, ...] = ()
    deleted: int = 0
    no_sum: int = 0
    unversioned: int = 0
    singly: int = 0
    calls: int = 0
    option: str = ""

    @property
    def documents(self) -> int:
        """Documents of the run."""
        return sum(self.counts.values())

    @property
    def differences(self) -> int:
        """Documents that are not as they are to be."""
        return sum(self.counts.get(standing, 0) for standing in CODES)

    @property
    def unsettled(self) -> int:
        """Operations of the run of which nobody knows whether they happened."""
        return sum(self.operations.get(state, 0) for state in UNSETTLED)


class Comparisons(Protocol):
    """Documents that are not simply as made, wherever they are kept. May be gone through any number of times."""

    def of(self, standing: Reconciled, count_max: int = 0) -> Iterator[Compared]:
        """Give those that stand in one way, in the order of the run; at most so many, 0: all."""
        ...
