"""What becomes of the operations of a run that is to be undone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bulkops.core.place import Place


class Standing(StrEnum):
    """Whether an operation can be undone."""

    UNDONE_BY = "undone_by"  # an entry of the manifest undoes it
    PARTLY = "partly"  # an entry undoes it but for what the system does not show
    NOTHING_LEFT = "nothing_left"  # it is undone already
    NOTHING_DONE = "nothing_done"  # it has changed nothing
    TOUCHED = "touched"  # others have been at the document since
    STAYS = "stays"  # nothing undoes it


#: An entry of the manifest is about these.
COUNTERED = frozenset({Standing.UNDONE_BY, Standing.PARTLY})
#: Somebody has to know of these: they were to be undone, and are not, or not in full.
LEFT_OUT = frozenset({Standing.PARTLY, Standing.TOUCHED, Standing.STAYS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of one operation.

    Attributes:
        op: The journal's key of the operation.
        id: Its id.
        manifest: Name of its manifest.
        type: Name of its operation type.
        place: Where its entry stood.
        target: The document that it was about, or made: `invoice 100231`.
        standing: Whether it is undone.
        reason: Why so; the same words for all that are alike.
        detail: More about it: names of runs and fields, never values.
    """

    op: int
    id: str
    manifest: str
    type: str
    place: Place
    target: str
    standing: Standing
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterpart:
    """The operation that undoes what a run has done to one document.

    Attributes:
        type: Name of its operation type.
        target: Key of the document.
        tag: Entity tag of its present version; empty where there is none.
        payload: Values that bring back what was; empty where the operation takes none.
        notes: What a reviewer should know of it.
    """

    type: str
    target: str
    tag: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationSummary:
    """What a compensation comes to.

    Attributes:
        run: Name of the run.
        manifests: Names of its manifests.
        environment: `production`, `test`, `sandbox` ….
        company: Name of the company.
        at: When the documents were read, seconds since 1970.
        entries: Entries of the manifest.
        counts: Operations by standing and reason; together all that have succeeded.
        valued: Those of the entries that hold values as they were before.
        unsettled: Operations of the run whose effect is not known.
        calls: Requests that it took.
    """

    run: str
    manifests: tuple[str, ...]
    environment: str
    company: str
    at: float
    entries: int
    counts: Mapping[tuple[Standing, str], int]
    valued: int = 0
    unsettled: int = 0
    calls: int = 0

    @property
    def name(self) -> str:
        """Name of the manifest."""
        return undo_name(self.run)

    def count(self, *standings: Standing) -> int:
        """Count the operations of some standings."""
        return sum(count for (standing, _), count in self.counts.items() if standing in standings)

    @property
    def complete(self) -> bool:
        """Whether all that the run has done is undone, or will be by this manifest."""
        return not self.unsettled and not self.count(*LEFT_OUT)


def undo_name(run: str) -> str:
    """Name the manifest that undoes a run."""
    return f"undo-{run}"
