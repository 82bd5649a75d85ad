"""Decide about the operations of a draft, one after the other."""

from collections.abc import Iterator
from dataclasses import replace

from bulkops.adapters.draft import Draft
from bulkops.adapters.draft.planned import Planned
from bulkops.adapters.journal.earlier import EarlierRuns
from bulkops.app.attached import in_the_way
from bulkops.app.existing import alike_of
from bulkops.app.late_finds import LateFinds
from bulkops.core.observed import Observed
from bulkops.core.operation import Effect
from bulkops.core.registry import Registry
from bulkops.core.step import Step, Verdict
from bulkops.planning.decide import Before, decide, following, made_by
from bulkops.planning.existing import may_be_done
from bulkops.planning.lookups import Uses
from bulkops.planning.refusal import Refusal


def decided(
    draft: Draft,
    registry: Registry,
    late: LateFinds,
    uses: Uses,
    history: EarlierRuns | None = None,
    *,
    again: bool = False,
) -> Iterator[Step]:
    """Decide step after step; what an earlier step leaves behind is handed to the next one on the same target.

    Args:
        draft: The operations, and what was read.
        registry: Operation types.
        late: Takes what makes no sense for what the system holds.
        uses: Takes the values that have to be looked up.
        history: What earlier runs have done.
        again: What makes no sense any more becomes a step in conflict, and no finding.
    """
    chain = _Chain(draft, registry, history)
    for planned, seen, needs in draft.planned():
        bare = _bare(planned, needs)
        if planned.done:
            yield _done(planned, bare)
            continue
        before = chain.before(planned, seen)
        try:
            step = _step(planned, before, bare, chain, late, uses)
        except Refusal as refusal:
            if again:
                yield replace(bare, verdict=Verdict.CONFLICT, reason=refusal.finding.message)
                continue
            for one in refusal.all:
                late(one.finding, planned.operation.manifest, one.path)
            uses.add(planned.operation, bare, before)  # what else is wrong with it is told at once
            continue
        if step is not None:
            yield step


def _step(planned: Planned, before: Before, bare: Step, chain: "_Chain", late: LateFinds, uses: Uses) -> Step | None:
    """Decide about one operation; None where a finding says why it cannot be.

    Raises:
        Refusal: It makes no sense for what the system holds.
    """
    operation = planned.operation
    if (finding := in_the_way(operation)) is not None:
        late(finding, operation.manifest, (operation.type.download,))
        return None
    step, after = decide(operation, chain.registry.provider_of(operation.type), before, bare)
    unknown = None if before.seq or step.verdict is not Verdict.DO else before.existing
    if (finding := may_be_done(operation, unknown)) is not None:
        late(finding, operation.manifest, ())
    chain.go_on(planned, step, before, after)
    if step.verdict is Verdict.DO:
        uses.add(operation, step, before)
    return step


class _Chain:
    """What is known of each target before the next operation on it.

    Args:
        draft: The operations, and what was read.
        registry: Operation types.
        history: What earlier runs have done.
    """

    def __init__(self, draft: Draft, registry: Registry, history: EarlierRuns | None) -> None:
        self.registry = registry
        self._draft = draft
        self._history = history
        self._left: dict[str, Before] = {}
        types = (registry.types[name] for name in draft.types())
        self._hosts = {
            one.resource.full_name: draft.members(one.resource) for one in types if one.effect is Effect.UPSERT
        }

    def before(self, planned: Planned, seen: Observed | None) -> Before:
        """Say what is known before an operation: as read, or as the step before it leaves it."""
        operation_type = planned.operation.type
        host = self._hosts.get(operation_type.resource.full_name)
        left = self._left.pop(planned.document, None)
        before = left or Before(observed=seen, host=host, existing=planned.existing)
        # What it may have left behind, in a run that the journal does not know.
        if operation_type.spawn is not None:
            return replace(before, alike=alike_of(planned, self._draft, self._history))
        if operation_type.upload is not None:
            return replace(before, attached=self._draft.alike.is_attached(planned.seq))
        return before

    def go_on(self, planned: Planned, step: Step, before: Before, after: Observed | None) -> None:
        """Keep what a step leaves behind for the next one on the same document."""
        if planned.spawned:
            self._left[planned.spawned] = made_by(planned.operation, step)
        if planned.followed:
            self._left[planned.document] = following(planned.operation, step, before, after)


def _done(planned: Planned, bare: Step) -> Step:
    operation = planned.operation
    return replace(
        bare,
        verdict=Verdict.DONE,
        reason="an earlier run did it",
        currency=str(operation.payload.get(operation.type.resource.currency, "")),
        amount=operation.type.net(operation.payload) if operation.type.net else None,
    )


def _bare(planned: Planned, needs: tuple[int, ...]) -> Step:
    operation = planned.operation
    return Step(
        seq=planned.seq,
        manifest=operation.manifest,
        id=operation.id,
        type=operation.type.name,
        target=operation.target,
        target_from=planned.maker,
        content=planned.content,
        place=operation.place,
        needs=needs,
    )
