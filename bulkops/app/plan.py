"""Plan: read, check, link, observe, decide. Nothing is written anywhere but in the draft."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bulkops.adapters.draft import Draft
from bulkops.adapters.draft.planned import Planned
from bulkops.adapters.journal.earlier import EarlierRuns
from bulkops.adapters.journal.records import Lease
from bulkops.app.attached import in_the_way
from bulkops.app.compose import System
from bulkops.app.costs import costs
from bulkops.app.existing import alike_of, recognise, recognise_attached, recognise_made
from bulkops.app.finds import Finds
from bulkops.app.late_finds import LateFinds
from bulkops.app.link import link
from bulkops.app.lookups import look_up
from bulkops.app.read import Inputs, read
from bulkops.core.operation import Effect
from bulkops.core.plan import PlanContext, PlanSummary
from bulkops.core.registry import Registry
from bulkops.core.step import Step, Verdict
from bulkops.engine.observe import expansions, observe
from bulkops.planning.decide import Before, decide, following, made_by
from bulkops.planning.existing import may_be_done
from bulkops.planning.fold import fold
from bulkops.planning.lookups import Uses
from bulkops.planning.refusal import Refusal


async def _anywhere(_apis: frozenset[str]) -> None:
    """Take the company as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan that is made.

    Attributes:
        summary: Counts, sums and groups.
        draft: Its steps; the caller closes it.
        inputs: What was read.
        finds: Warnings.
        lease: The lease under which it was made; None: under none.
    """

    summary: PlanSummary
    draft: Draft
    inputs: Inputs
    finds: Finds
    lease: Lease | None = None


async def plan(
    files: Sequence[str],
    registry: Registry,
    system: System,
    history: EarlierRuns | None,
    *,
    offline: bool = False,
    next_command: str = "",
    profile: str = "",
    arrive: Callable[[frozenset[str]], Awaitable[None]] = _anywhere,
) -> Plan:
    """Make a plan.

    Args:
        files: Manifests.
        registry: Operation types.
        system: What the manifests are for.
        history: What earlier runs have done.
        offline: Read nothing from the system.
        next_command: What to type to carry the plan out.
        profile: Name of the project's profile.
        arrive: Is told which APIs are about to be read, and may refuse the company that they lead to.

    Raises:
        InvalidInputError: The manifests have errors; all of them were found.
        InDoubtError: Operations of theirs are in doubt in an earlier run.
        RemoteError: The system cannot be read.
    """
    finds, draft = Finds(), Draft(registry)
    try:
        inputs = read(files, registry, draft, finds)
        link(draft, registry, finds, history, inputs.broken)
        finds.stop_on_errors()
        apis = frozenset(registry.types[name].api for name in draft.types())
        for api in sorted(apis):
            system.require(api)
        if not offline:
            await arrive(apis)
            await _look(draft, registry, system)
        late, uses = LateFinds(finds), Uses()
        draft.keep(_decided(draft, registry, late, uses, history))
        titles = await look_up(uses, registry, system, late, offline=offline)
        late.tell(files, registry)
        finds.stop_on_errors()
    except BaseException:
        draft.close()
        raise
    context = PlanContext(
        manifests=tuple(files),
        company=system.company,
        environment=system.environment,
        profile=profile,
        offline=offline,
        next_command=next_command,
    )
    summary = _summed(draft, registry, system, context)
    summary = replace(summary, left_out=tuple(inputs.left_out), titles=titles)
    return Plan(summary=summary, draft=draft, inputs=inputs, finds=finds)


def _summed(draft: Draft, registry: Registry, system: System, context: PlanContext) -> PlanSummary:
    summary = fold(draft.steps(), registry, context)
    return replace(
        summary,
        reads=sum(channel.reads for channel in system.channels.values()),
        forecast=costs(summary.counts.get(Verdict.DO, {}), registry, system),
    )


async def _look(draft: Draft, registry: Registry, system: System) -> None:
    """Read what the steps are about, and what is there already of what they would make."""
    await _observe(draft, registry, system)
    await recognise(draft, registry, system)
    await recognise_made(draft, registry, system)
    await recognise_attached(draft, registry, system)


async def _observe(draft: Draft, registry: Registry, system: System) -> None:
    resources = {
        (operation_type.api, operation_type.resource.name): operation_type.resource
        for operation_type in registry.types.values()
        if operation_type.targeted
    }
    types = [registry.types[name] for name in draft.types()]
    for resource in resources.values():
        keys = list(draft.targets(resource))
        if keys:
            channel, keep = system.require(resource.api), partial(draft.observe, resource)
            uploads = {found.upload.expand for found in types if found.upload and found.resource is resource}
            expand = (*expansions(resource.fields), *sorted(uploads))
            await observe(channel, resource, keys, keep, expand=expand)


def _decided(
    draft: Draft, registry: Registry, late: LateFinds, uses: Uses, history: EarlierRuns | None = None
) -> Iterator[Step]:
    """Decide step after step; what an earlier step leaves behind is handed to the next one on the same target."""
    chain: dict[str, Before] = {}
    types = (registry.types[name] for name in draft.types())
    hosts = {one.resource.full_name: draft.members(one.resource) for one in types if one.effect is Effect.UPSERT}
    for planned, seen, needs in draft.planned():
        bare = _bare(planned, needs)
        if planned.done:
            yield _done(planned, bare)
            continue
        operation = planned.operation
        host = hosts.get(operation.type.resource.full_name)
        before = chain.pop(planned.document, None) or Before(observed=seen, host=host, existing=planned.existing)
        before = _with_traces(before, planned, draft, history)
        if (finding := in_the_way(operation)) is not None:
            late(finding, operation.manifest, (operation.type.download,))
            continue
        try:
            step, after = decide(operation, registry.provider_of(operation.type), before, bare)
        except Refusal as refusal:
            for one in refusal.all:
                late(one.finding, operation.manifest, one.path)
            uses.add(operation, bare, before)  # what else is wrong with it is told at once
            continue
        unknown = None if before.seq or step.verdict is not Verdict.DO else before.existing
        if (finding := may_be_done(operation, unknown)) is not None:
            late(finding, operation.manifest, ())
        if planned.spawned:
            chain[planned.spawned] = made_by(operation, step)
        if planned.followed:
            chain[planned.document] = following(operation, step, before, after)
        if step.verdict is Verdict.DO:
            uses.add(operation, step, before)
        yield step


def _with_traces(before: Before, planned: Planned, draft: Draft, history: EarlierRuns | None) -> Before:
    """Add what an operation may have left behind, in a run that the journal does not know."""
    if planned.operation.type.spawn is not None:
        return replace(before, alike=alike_of(planned, draft, history))
    if planned.operation.type.upload is not None:
        return replace(before, attached=draft.alike.is_attached(planned.seq))
    return before


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
