"""Make a plan for a command, and show it."""

from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from bulkops.adapters.draft import Draft
from bulkops.adapters.journal.earlier import open_earlier_runs
from bulkops.adapters.journal.journal import Journal
from bulkops.app.compose import System, connect
from bulkops.app.landing import API, check_landing
from bulkops.app.plan import Plan, Planning, plan
from bulkops.app.project import Project
from bulkops.cli.console import Console, say
from bulkops.cli.session import project_of
from bulkops.cli.waits import obey
from bulkops.core.bound import Bound
from bulkops.core.shown import Shown, ShownPlan
from bulkops.core.step import Verdict
from bulkops.planning.show import show
from bulkops.providers import REGISTRY
from bulkops.reporting.landing_text import landing_lines
from bulkops.reporting.plan_text import plan_text
from bulkops.reporting.words import typed_text


@asynccontextmanager
async def connected(project: Project) -> AsyncIterator[System]:
    """Reach the systems of a project for as long as the block lasts; quota and pauses of the last run hold on."""
    system = connect(project, REGISTRY)
    try:
        obey(system, project, say)
        yield system
    finally:
        await system.aclose()


async def say_landing(system: System, project: Project, journal: Journal | None, console: Console | None) -> None:
    """Find out which company requests reach, and say so.

    Raises:
        RemoteError: It is another company than the one known.
    """
    system.landing = await check_landing(system, project, journal)
    if system.landing is not None and console is not None:
        for line in landing_lines(system.landing, console.err):
            console.say(line)


async def make_plan(
    files: Sequence[str],
    project: Project,
    system: System,
    *,
    offline: bool = False,
    next_command: str = "",
    console: Console | None = None,
    arriving: Callable[[], object] = lambda: None,
) -> Plan:
    """Make a plan against what earlier runs have done; the journal is only read.

    Args:
        files: Manifests.
        project: Their project.
        system: Its systems.
        offline: Read nothing from the system.
        next_command: What to type to carry the plan out.
        console: Where it is said which company requests reach.
        arriving: Called when the manifests have no mistakes, before anything is read from the system.
    """

    async def arrive(apis: frozenset[str]) -> None:
        arriving()
        if API in apis:
            path = project.journal_path
            with Journal.open(path, create=False, read_only=True) if path.exists() else nullcontext() as journal:
                await say_landing(system, project, journal, console)

    earlier = open_earlier_runs(project.journal_path, system.environment, system.scope)
    with earlier or nullcontext():
        return await plan(
            files,
            REGISTRY,
            system,
            earlier,
            Planning(offline=offline, next_command=next_command, profile=project.profile_name, arrive=arrive),
        )


@dataclass(frozen=True, slots=True)
class _Steps:
    """The steps of a draft, for review."""

    draft: Draft

    def __iter__(self) -> Iterator[Shown]:
        return (show(step, REGISTRY.types[step.type]) for step in self.draft.steps())

    def at(self, seqs: Collection[int]) -> Iterator[Shown]:
        return (step for step in self if step.seq in seqs)


def show_plan(made: Plan, console: Console, *, full: bool = False) -> None:
    """Print warnings and the plan."""
    if made.finds.total:
        console.findings(made.finds.kept, made.finds.total)
    bound = Bound(environment=made.summary.context.environment)
    shown = ShownPlan(summary=made.summary, steps=_Steps(made.draft), bound=bound)
    console.data(plan_text(shown, REGISTRY, console.out, show_all=full))


async def shown_plan(
    files: Sequence[str], project_file: Path | None, profile: str | None, console: Console, offline: bool, full: bool
) -> int:
    """Make a plan and show it.

    Returns:
        How many steps there are to do.
    """
    project = project_of(files, project_file, profile)
    async with connected(project) as system:
        command = "plan" if offline else "apply"
        next_command = f"bulkops {command} {' '.join(map(typed_text, files))}"
        made = await make_plan(files, project, system, offline=offline, next_command=next_command, console=console)
        try:
            show_plan(made, console, full=full)
            return made.summary.count(Verdict.DO)
        finally:
            made.draft.close()
