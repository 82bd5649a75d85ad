"""Plan: read, check, link, observe, decide. Nothing is written anywhere but in the draft."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from bulkops.adapters.draft import Draft
from bulkops.adapters.journal.earlier import EarlierRuns
from bulkops.adapters.journal.records import Lease
from bulkops.app.compose import System
from bulkops.app.costs import costs
from bulkops.app.decided import decided
from bulkops.app.existing import recognise, recognise_attached, recognise_made
from bulkops.app.finds import Finds
from bulkops.app.late_finds import LateFinds
from bulkops.app.link import link
from bulkops.app.lookups import look_up
from bulkops.app.making import Making
from bulkops.app.outside import OutsideChanges
from bulkops.app.read import Inputs, read
from bulkops.app.select import select
from bulkops.app.shown_steps import DraftSteps
from bulkops.core.bound import EVERYTHING, Selection
from bulkops.core.plan import PlanContext, PlanSummary
from bulkops.core.registry import Registry
from bulkops.core.shown import Shown
from bulkops.core.step import Verdict
from bulkops.core.table_options import NOTHING_SAID, TableOptions
from bulkops.engine.observe import expansions, observe
from bulkops.planning.fold import fold
from bulkops.planning.lookups import Uses


async def _anywhere(_apis: frozenset[str]) -> None:
    """Take the company as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan that is made.

    Attributes:
        summary: Counts, sums and groups.
        steps: Its steps, for review; they live in the draft.
        draft: Its steps, to be carried out; the caller closes it.
        inputs: What was read.
        finds: Warnings.
        lease: The lease under which it was made; None: under none.
    """

    summary: PlanSummary
    steps: DraftSteps
    draft: Draft
    inputs: Inputs
    finds: Finds
    lease: Lease | None = None

    @property
    def partial(self) -> bool:
        """Whether it is about a part of its manifests' operations: the others stay with the runs that planned them."""
        return bool(self.summary.excluded) or self.inputs.partial


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """How a plan is made.

    Attributes:
        offline: Read nothing from the system.
        selection: Which operations it is about.
        tables: How tables among the manifests are read.
        again: The plan was reviewed before: what the system no longer takes is a step in conflict, no mistake of the
            manifest.
        next_command: What to type to carry the plan out.
        profile: Name of the project's profile.
        making: Is told how far it has come.
        arrive: Is told which APIs are about to be read, and may refuse the company that they lead to.
    """

    offline: bool = False
    selection: Selection = EVERYTHING
    tables: TableOptions = NOTHING_SAID
    again: bool = False
    next_command: str = ""
    profile: str = ""
    making: Making = field(default_factory=Making)
    arrive: Callable[[frozenset[str]], Awaitable[None]] = _anywhere


USUAL = Planning()


async def plan(
    files: Sequence[str],
    registry: Registry,
    system: System,
    history: EarlierRuns | None,
    how: Planning = USUAL,
) -> Plan:
    """Make a plan.

    Args:
        files: Manifests.
        registry: Operation types.
        system: What the manifests are for.
        history: What earlier runs have done.
        how: How it is made.

    Raises:
        InvalidInputError: The manifests have errors; all of them were found.
        InDoubtError: Operations of theirs are in doubt in an earlier run.
        RemoteError: The system cannot be read.
    """
    finds, draft = Finds(), Draft(registry)
    try:
        how.making.begin("reading:", lambda: draft.count)
        inputs = read(files, registry, draft, finds, how.tables)
        how.making.begin("linking", lambda: draft.count)
        link(draft, registry, finds, history, inputs.broken)
        finds.stop_on_errors()
        excluded = select(draft, how.selection, history, finds)
        apis = frozenset(registry.types[name].api for name in draft.types())
        for api in sorted(apis):
            system.require(api)
        if not how.offline:
            how.making.begin("looking up what there is for", lambda: draft.count)
            await how.arrive(apis)
            await _look(draft, registry, system)
        late, uses = LateFinds(finds), Uses()
        how.making.begin("deciding about", lambda: draft.count)
        draft.keep(how.making.through(decided(draft, registry, late, uses, history, again=how.again)))
        if history is not None:
            how.making.begin("comparing with earlier runs:", lambda: draft.count)
            _note_outside(draft, OutsideChanges(history, registry), how.making)
        titles = await look_up(uses, registry, system, late, offline=how.offline)
        late.tell(files, registry, how.tables)
        finds.stop_on_errors()
    except BaseException:
        draft.close()
        raise
    context = PlanContext(
        manifests=tuple(files),
        company=system.company,
        environment=system.environment,
        profile=how.profile,
        offline=how.offline,
        next_command=how.next_command,
    )
    steps = DraftSteps(draft, registry, system)
    how.making.begin("adding up", lambda: draft.count)
    summary = _summed(how.making.through(steps.in_brief()), registry, system, context)
    summary = replace(summary, left_out=tuple(inputs.left_out), titles=titles, excluded=excluded)
    return Plan(summary=summary, steps=steps, draft=draft, inputs=inputs, finds=finds)


def summed_again(made: Plan, registry: Registry, system: System) -> Plan:
    """Sum a plan up anew, of which some steps were put in conflict."""
    old = made.summary
    new = _summed(made.steps.in_brief(), registry, system, old.context)
    return replace(made, summary=replace(new, left_out=old.left_out, titles=old.titles, excluded=old.excluded))


def _summed(steps: Iterable[Shown], registry: Registry, system: System, context: PlanContext) -> PlanSummary:
    """Sum steps up; what is not in the steps is for the caller to add."""
    summary = fold(steps, registry, context)
    return replace(
        summary,
        reads=sum(channel.reads for channel in system.channels.values()),
        forecast=costs(summary.counts.get(Verdict.DO, {}), registry, system),
    )


def _note_outside(draft: Draft, changes: OutsideChanges, making: Making) -> None:
    """Note what others have changed on the targets of steps since our runs wrote them."""
    for step in making.through(draft.steps()):
        outside = changes.of(step)
        if outside is not None:
            draft.keep_outside(step.seq, outside)


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
