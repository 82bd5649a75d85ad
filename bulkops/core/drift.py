"""Drift: what others have changed of the documents that runs of ours have made or changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from bulkops.core.change import Change
from bulkops.core.place import Place


class DriftKind(StrEnum):
    """What others have done to a document; the first that holds."""

    GONE = "gone"  # it is not there any more
    MOVED = "moved"  # its status is one that our runs did not bring it into
    CHANGED = "changed"  # a field holds another value than the one that our runs set last
    TOUCHED = "touched"  # it is another version, and nothing that our runs set is different


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What others have changed of one document.

    Attributes:
        kind: What they have done.
        resource: Full name of the kind of document.
        noun: The same for people.
        key: Key of the document.
        run: Name of the run that wrote it last.
        manifest: Manifest of that run's operation.
        id: Id of that operation.
        type: Name of its operation type.
        at: When it wrote, seconds since 1970.
        place: Where its entry stood.
        changes: Fields that are different: as left (`before`), as found (`after`); of sensitive ones neither side.
        status: Status that the document is in now; empty where it shows none.
        currency: Of the amounts; empty: not known, or the customer's own.
        amount: Net sum without VAT as our runs left it; None where it is not known.
        amount_now: The same as it is now; None where it is not known, or the document is gone.
        purged: What our runs set was purged from the journal, so that it could not be compared.
    """

    kind: DriftKind
    resource: str
    noun: str
    key: str
    run: str
    manifest: str
    id: str
    type: str
    at: float
    place: Place
    changes: tuple[Change, ...] = ()
    status: str = ""
    currency: str = ""
    amount: Decimal | None = None
    amount_now: Decimal | None = None
    purged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftSummary:
    """What a look for drift has come to.

    Attributes:
        environment: `production`, `test`, `sandbox` ….
        company: Name of the company.
        profile: Name of the project's profile.
        files: Manifests that it was limited to; empty: all of the journal.
        run: Run that it was limited to; empty: all.
        at: When the documents were read, seconds since 1970.
        documents: Documents that were compared.
        counts: Those with drift, by what others have done.
        sums: Amounts of these as our runs left them, where they are known, by what was done, then by currency.
        purged: Compared documents of which only the version or the status is known: what was sent is purged.
        unversioned: Compared documents of which no version is known: only what our runs set could be compared.
        removed: Documents that our runs deleted themselves; not compared.
        unsettled: Documents with an operation of ours that is in doubt or under way; not compared.
        calls: Requests that it took.
        option: What a command of the current folder needs to find the project: ` --project FILE`, or nothing.
    """

    environment: str
    company: str
    profile: str = ""
    files: tuple[str, ...] = ()
    run: str = ""
    at: float = 0.0
    documents: int = 0
    counts: Mapping[DriftKind, int] = field(default_factory=dict)
    sums: Mapping[DriftKind, Mapping[str, Decimal]] = field(default_factory=dict)
    purged: int = 0
    unversioned: int = 0
    removed: int = 0
    unsettled: int = 0
    calls: int = 0
    option: str = ""

    @property
    def total(self) -> int:
        """Documents that others have changed."""
        return sum(self.counts.values())


class Drifts(Protocol):
    """Documents with drift, wherever they are kept. May be gone through any number of times."""

    def of(self, kind: DriftKind, count_max: int = 0) -> Iterator[Drift]:
        """Give those that one thing was done to, in the order of our operations; at most so many, 0: all."""
        ...
