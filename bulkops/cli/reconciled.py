"""Reconcile a run, and print what was found."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from bulkops.adapters.journal.earlier import EarlierRuns, open_earlier_runs
from bulkops.adapters.journal.records import RunRow
from bulkops.app.apply import choose_run
from bulkops.app.compose import System
from bulkops.app.landing import API
from bulkops.app.project import Project
from bulkops.app.reconcile import Reconciling
from bulkops.app.save_file import check_free
from bulkops.cli.console import Console
from bulkops.cli.planned import connected, say_landing
from bulkops.cli.reading import exact_output, tell_source
from bulkops.cli.reconcile_progress import ReconcileProgress
from bulkops.cli.session import existing_journal, option_for, project_of
from bulkops.cli.target import target
from bulkops.core.errors import UsageError
from bulkops.core.reconcile import ReconcileSummary
from bulkops.providers import REGISTRY
from bulkops.reporting.reconcile_json import reconcile_json
from bulkops.reporting.reconcile_text import reconcile_text
from bulkops.reporting.style import Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be reconciled, and how it is to be shown.

    Attributes:
        run: Name of the run; None: the newest.
        form: `text` or `json`.
        full: Show every document in text too.
        file: File to write; None: print it.
        overwrite: Replace the file.
    """

    run: str | None
    form: str
    full: bool
    file: Path | None
    overwrite: bool


async def show_reconciled(wanted: Wanted, project_file: Path | None, profile: str | None, console: Console) -> int:
    """Reconcile a run and print it.

    Returns:
        The exit code.

    Raises:
        UsageError: There is no such run of this company, or the file cannot be written.
        RemoteError: The system cannot be read, or is another company.
    """
    if wanted.file is not None:
        check_free(wanted.file, overwrite=wanted.overwrite)
    project = project_of((), project_file, profile)
    with existing_journal(project.journal_path) as journal:
        run = choose_run(journal, wanted.run)
        async with connected(project) as system:
            with (
                _history(project, system, run) as history,
                closing(Reconciling(journal, history, REGISTRY, run)) as reconciling,
            ):
                progress = ReconcileProgress(console, reconciling)
                async with progress.shown(system):
                    await reconciling.gather()
                if API in reconciling.apis:
                    await say_landing(system, project, journal, console)
                async with progress.shown(system):
                    summary = await reconciling.look(system)
                if wanted.form == "json":
                    tell_source(console, system)
                summary = replace(summary, profile=project.profile_name, option=option_for(project))
                _print(wanted, summary, reconciling, console)
    return _exit_code(summary)


def _history(project: Project, system: System, run: RunRow) -> EarlierRuns:
    found = open_earlier_runs(project.journal_path, system.environment, system.scope)
    if found is None or (run.environment, run.company) != (system.environment, system.scope):
        hint = f"it was for `{run.company}` ({run.environment}): choose the profile by `--profile`"
        raise UsageError(f"run {run.name} was for another company than the profile's", hint=hint)
    return found


def _exit_code(summary: ReconcileSummary) -> int:
    if summary.unsettled:
        return 7
    return 1 if summary.differences else 0


def _print(wanted: Wanted, summary: ReconcileSummary, reconciling: Reconciling, console: Console) -> None:
    style = console.out if wanted.file is None else Style()
    if wanted.file is None:
        if wanted.form == "json":
            exact_output()
        console.data(_lines(wanted, summary, reconciling, style))
        return
    with target(wanted.file) as stream:
        stream.writelines(f"{line}\n" for line in _lines(wanted, summary, reconciling, style))
        stream.flush()
    console.say(f"wrote `{wanted.file}`")


def _lines(wanted: Wanted, summary: ReconcileSummary, reconciling: Reconciling, style: Style) -> Iterator[str]:
    if wanted.form == "json":
        return reconcile_json(summary, reconciling.found)
    return reconcile_text(summary, reconciling.found, REGISTRY, style, full=wanted.full)
