"""Make a plan for a command, and hold it against the project's rules."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from bulkops.adapters.journal.earlier import open_earlier_runs
from bulkops.adapters.journal.journal import Journal
from bulkops.app.compose import System, connect
from bulkops.app.landing import API, check_landing
from bulkops.app.making import Making
from bulkops.app.plan import USUAL, Plan, Planning, plan
from bulkops.app.policies import load_policies
from bulkops.app.policy_command import hidden_variables, policy_command
from bulkops.app.project import Project
from bulkops.app.review import Rules
from bulkops.cli.console import Console, say
from bulkops.cli.making_progress import MakingProgress
from bulkops.cli.waits import obey
from bulkops.core.bound import EVERYTHING, Selection
from bulkops.core.table_options import NOTHING_SAID, TableOptions
from bulkops.planning.allowances import limits_in_force
from bulkops.providers import REGISTRY
from bulkops.reporting.landing_text import landing_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which plan a user asks for.

    Attributes:
        files: Manifests, or one saved plan.
        project: The project file that the user names.
        profile: Name of the profile; None: the project's default.
        selection: Which operations.
        allow: Limits that are lifted, as the user writes them.
        policy_cmd: A command that is asked about the plan; empty: none.
        tables: How tables among the manifests are read.
    """

    files: tuple[str, ...]
    project: Path | None = None
    profile: str | None = None
    selection: Selection = EVERYTHING
    allow: tuple[str, ...] = ()
    policy_cmd: str = ""
    tables: TableOptions = NOTHING_SAID

    def rules(self, project: Project) -> Rules:
        """Say what the plan is held against.

        Raises:
            UsageError: A limit is to be lifted that there is not, or there is no such command.
            InvalidInputError: The policies have mistakes.
        """
        return Rules(
            limits=limits_in_force(project.safety.limits, self.allow),
            policies=load_policies(project.root, REGISTRY),
            command=policy_command(self.policy_cmd) if self.policy_cmd else (),
            hidden=hidden_variables(project.path) if self.policy_cmd else frozenset(),
            selection=self.selection,
            tables=self.tables,
        )


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
    how: Planning = USUAL,
    *,
    console: Console | None = None,
    arriving: Callable[[], object] = lambda: None,
) -> Plan:
    """Make a plan against what earlier runs have done; the journal is only read.

    Args:
        files: Manifests.
        project: Their project.
        system: Its systems.
        how: How it is made.
        console: Where it is said which company requests reach.
        arriving: Called when the manifests have no mistakes, before anything is read from the system.
    """

    async def arrive(apis: frozenset[str]) -> None:
        arriving()
        if API in apis:
            path = project.journal_path
            known = Journal.open(path, create=False, read_only=True) if path.exists() else nullcontext()
            with known as journal, progress.aside() if progress is not None else nullcontext():
                await say_landing(system, project, journal, console)

    progress = MakingProgress(console) if console is not None else None
    earlier = open_earlier_runs(project.journal_path, system.environment, system.scope)
    with earlier or nullcontext(), progress.shown() if progress is not None else nullcontext(Making()) as making:
        how = replace(how, profile=project.profile_name, arrive=arrive, making=making)
        return await plan(files, REGISTRY, system, earlier, how)
