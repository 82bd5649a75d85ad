"""The steps of a draft as a reviewer sees them."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from bulkops.adapters.draft import Draft
from bulkops.app.compose import System
from bulkops.app.foreseen import foreseen
from bulkops.core.registry import Registry
from bulkops.core.shown import Shown
from bulkops.core.step import Step
from bulkops.planning.show import show


class DraftSteps:
    """Steps of a draft, shown; made anew each time they are gone through.

    Args:
        draft: A draft that is decided, and stays open for as long as this is used.
        registry: Operation types.
        system: What they would be sent to.
    """

    def __init__(self, draft: Draft, registry: Registry, system: System) -> None:
        self._draft = draft
        self._registry = registry
        self._system = system

    def __iter__(self) -> Iterator[Shown]:
        """Give all steps, in order."""
        return map(self._shown, self._draft.steps())

    def at(self, seqs: Collection[int]) -> Iterator[Shown]:
        """Give the steps with some numbers, in order."""
        return map(self._shown, self._draft.steps_at(sorted(seqs)))

    def in_brief(self) -> Iterator[Shown]:
        """Give all steps, in order, without the requests that they will make: enough to sum them up."""
        return map(self._brief, self._draft.steps())

    def _brief(self, step: Step) -> Shown:
        shown = show(step, self._registry.types[step.type])
        along, outside = self._draft.along(step.seq), self._draft.outside(step.seq)
        return replace(shown, along=along, outside=outside) if along or outside else shown

    def _shown(self, step: Step) -> Shown:
        operation_type = self._registry.types[step.type]
        channel = self._system.require(operation_type.api)
        requests = foreseen(step, operation_type, channel, self._name_of)
        return replace(self._brief(step), requests=requests)

    def _name_of(self, seq: int) -> str:
        return self._draft.place_of(seq)[0]
