"""What a run has done to one document, among all that operations of ours have. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bulkops.core.compensation import Fate, Standing
from bulkops.core.observed import Observed, held
from bulkops.core.operation import Effect, OperationType
from bulkops.core.outcome import UNSETTLED, State
from bulkops.core.resource import Resource
from bulkops.core.written import Written
from bulkops.planning.left import Left, left_by
from bulkops.planning.three_way import LAID_OVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """An operation on the document, with its type."""

    written: Written
    type: OperationType

    @property
    def made(self) -> bool:
        """Whether the document is what it was to make: a spawned one is a consequence of it."""
        return self.written.made and self.type.spawn is None

    @property
    def lays(self) -> bool:
        """Whether laying the values before over the document undoes it."""
        return not self.written.made and self.type.effect in LAID_OVER and self.type.undone_by == self.type.name

    @property
    def moves(self) -> bool:
        """Whether it has moved the document on, and another operation counters that."""
        return self.type.transition is not None and self.type.undone_by not in {"", self.type.name}

    @property
    def lasting(self) -> bool:
        """Whether it lasts even where the document goes: something has left the system, or was made beside it."""
        return self.type.spawn is not None or self.type.effect is Effect.OPAQUE


class Deeds:
    """The operations on one document.

    Args:
        run: Name of the run that is to be undone.
        resource: What the document is.
        key: Its key.
        writes: All operations of ours on it, in the order in which they ended.
        types: Operation types by name.

    Attributes:
        all: Those that may have changed it, in order.
        ours: Those of the run that have.
    """

    def __init__(
        self, run: str, resource: Resource, key: str, writes: Sequence[Written], types: Mapping[str, OperationType]
    ) -> None:
        self.run, self.resource, self.key, self.types = run, resource, key, types
        self._writes = writes
        self.all = [
            Deed(written=written, type=types[written.type])
            for written in writes
            if written.type in types and types[written.type].effect is not Effect.READ
        ]
        sent = {State.SUCCEEDED, State.REFUSED}  # of what was refused, a part may have been taken
        self.ours = [deed for deed in self.all if deed.written.run == run and deed.written.state in sent]

    @cached_property
    def left(self) -> Left:
        """The document as these operations have left it."""
        return left_by(self.resource, self._writes, self.types)

    @property
    def unsettled(self) -> bool:
        """Whether something of it is not known to have happened."""
        return any(deed.written.state in UNSETTLED for deed in self.all)

    @property
    def told(self) -> list[Deed]:
        """The run's operations of which this document tells: what has spawned it is told of at its target."""
        return [deed for deed in self.ours if not deed.written.made or deed.made]

    def status(self, observed: Observed) -> str:
        """Give the present status; empty where there is none."""
        path = self.resource.status
        return str(held(observed.document or {}, path) or "") if path else ""

    def fates(
        self, standing: Standing, reason: str = "", deeds: Iterable[Deed] | None = None, detail: str = ""
    ) -> list[Fate]:
        """Say the same of several operations; by default of all that this document tells of."""
        return [self.fate(deed, standing, reason, detail) for deed in (self.told if deeds is None else deeds)]

    def fate(self, deed: Deed, standing: Standing, reason: str = "", detail: str = "") -> Fate:
        """Say what becomes of one operation."""
        written = deed.written
        return Fate(
            op=written.op,
            id=written.id,
            manifest=written.manifest,
            type=written.type,
            place=written.place,
            target=f"{self.resource.noun} {self.key}",
            standing=standing,
            reason=reason,
            detail=detail,
        )
