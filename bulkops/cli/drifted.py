"""Look for drift, and print what was found."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from bulkops.adapters.journal.earlier import EarlierRuns, open_earlier_runs
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.manifest_any import manifest_at, misplaced_options
from bulkops.app.apply import choose_run
from bulkops.app.compose import System
from bulkops.app.drift import Chosen, Drifting
from bulkops.app.landing import API
from bulkops.app.outside import about
from bulkops.app.project import Project
from bulkops.cli.console import Console
from bulkops.cli.drift_progress import DriftProgress
from bulkops.cli.planned import connected, say_landing
from bulkops.cli.reading import exact_output, tell_source
from bulkops.cli.session import existing_journal, option_for, project_of
from bulkops.core.drift import DriftSummary
from bulkops.core.errors import InvalidInputError, UsageError
from bulkops.core.table_options import TableOptions
from bulkops.providers import REGISTRY
from bulkops.reporting.drift_json import drift_json
from bulkops.reporting.drift_text import drift_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be looked at, and how it is to be shown.

    Attributes:
        files: Manifests to limit it to; empty: all of the journal.
        tables: How tables among them are read.
        run: Name of a run to limit it to; None: all.
        form: `text` or `json`.
        full: Show every document in text too.
    """

    files: Sequence[str]
    tables: TableOptions
    run: str | None
    form: str
    full: bool


async def show_drift(wanted: Wanted, project_file: Path | None, profile: str | None, console: Console) -> int:
    """Look for drift and print it.

    Returns:
        How many documents others have changed.

    Raises:
        UsageError: There is no such run, or no run of this company yet.
        InvalidInputError: A manifest cannot be read.
        RemoteError: The system cannot be read, or is another company.
    """
    names = names_of(wanted.files, wanted.tables)
    project = project_of(wanted.files, project_file, profile)
    async with connected(project) as system:
        with existing_journal(project.journal_path) as journal:
            run = _run_of(journal, wanted.run, system)
            with _earlier(project, system) as earlier:
                writes = earlier.writes(about(REGISTRY))
                chosen = Chosen(manifests=names if wanted.files else None, run=run)
                with closing(Drifting(writes, REGISTRY, chosen)) as drifting:
                    if API in drifting.apis:
                        await say_landing(system, project, journal, console)
                    async with DriftProgress(console, drifting).shown(system):
                        summary = await drifting.look(system)
                    if wanted.form == "json":
                        tell_source(console, system)
                    _print(wanted, _named(summary, wanted, project), drifting, console)
    return summary.total


def names_of(files: Sequence[str], tables: TableOptions) -> frozenset[str]:
    """Read the names of manifests; what they ask for is not looked at.

    Args:
        files: Their paths as the user gave them.
        tables: How tables among them are read.

    Raises:
        InvalidInputError: One cannot be read, or has no name; or what is said of tables does not fit the files.
    """
    names, findings = set(), list(misplaced_options(files, tables))
    for shown in files:
        with manifest_at(shown, REGISTRY, tables) as file:
            names.add(file.head.name)
            findings += file.findings
    if findings:
        raise InvalidInputError(tuple(findings))
    return frozenset(names)


def _run_of(journal: Journal, name: str | None, system: System) -> int:
    if name is None:
        return 0
    run = choose_run(journal, name)
    if (run.environment, run.company) != (system.environment, system.scope):
        hint = f"it was for `{run.company}` ({run.environment}): choose the profile by `--profile`"
        raise UsageError(f"run {run.name} was for another company than the profile's", hint=hint)
    return run.run


def _earlier(project: Project, system: System) -> EarlierRuns:
    earlier = open_earlier_runs(project.journal_path, system.environment, system.scope)
    if earlier is None:
        hint = "`bulkops runs` lists the runs there are; `--profile` chooses another company"
        raise UsageError(f"there is no run of {system.company} ({system.environment}) yet", hint=hint)
    return earlier


def _named(summary: DriftSummary, wanted: Wanted, project: Project) -> DriftSummary:
    return replace(
        summary,
        profile=project.profile_name,
        files=tuple(wanted.files),
        run=wanted.run or "",
        option=option_for(project),
    )


def _print(wanted: Wanted, summary: DriftSummary, drifting: Drifting, console: Console) -> None:
    if wanted.form == "json":
        exact_output()
        console.data(drift_json(summary, drifting.found))
    else:
        console.data(drift_text(summary, drifting.found, REGISTRY, console.out, full=wanted.full))
