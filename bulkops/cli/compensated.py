"""Find what undoes a run, and write it as a manifest."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bulkops.adapters.journal.earlier import open_earlier_runs
from bulkops.app.apply import check_company, choose_run
from bulkops.app.compensable import check_compensable
from bulkops.app.compensate import Compensating
from bulkops.app.compensate_entries import Entries
from bulkops.app.landing import API
from bulkops.app.outside import about
from bulkops.app.save_file import check_free
from bulkops.app.turns import in_turns
from bulkops.cli.compensate_progress import CompensateProgress
from bulkops.cli.console import Console
from bulkops.cli.planned import connected, say_landing
from bulkops.cli.session import existing_journal, option_for, project_of
from bulkops.cli.target import target
from bulkops.core.compensation import CompensationSummary
from bulkops.providers import REGISTRY
from bulkops.reporting.compensate_text import told_lines
from bulkops.reporting.words import typed_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be undone, and where that is to be written.

    Attributes:
        run: Name of the run.
        file: The manifest; None: stdout.
        overwrite: Replace a file that is there.
    """

    run: str
    file: Path | None
    overwrite: bool


async def write_compensation(
    wanted: Wanted, project_file: Path | None, profile: str | None, console: Console
) -> CompensationSummary:
    """Write the manifest that undoes a run, and say what it comes to.

    Raises:
        UsageError: There is no such run, it is not over, or the file cannot be written.
        JournalError: The run was purged.
        RemoteError: The system cannot be read, or is another company.
    """
    if wanted.file is not None:
        check_free(wanted.file, overwrite=wanted.overwrite)
    project = project_of((), project_file, profile)
    async with connected(project) as system:
        with existing_journal(project.journal_path) as journal:
            run = choose_run(journal, wanted.run)
            check_company(run, system)
            check_compensable(journal, run)
            earlier = open_earlier_runs(project.journal_path, system.environment, system.scope)
            assert earlier is not None, "the run is one of these"
            with earlier, closing(Compensating(journal, earlier.writes(about(REGISTRY)), REGISTRY, run)) as found:
                progress = CompensateProgress(console, found)
                async with progress.shown(system):
                    await found.gather()
                if API in found.apis:
                    await say_landing(system, project, journal, console)
                async with progress.shown(system):
                    summary = await found.look(system)
                    progress.entries = Entries(summary, found.kept, journal.database, run.run, REGISTRY)
                    with target(wanted.file) as stream:
                        await in_turns(progress.entries.lines(), stream.write)
                        stream.flush()
    file = typed_text(str(wanted.file)) if wanted.file is not None else ""
    for line in told_lines(summary, file, console.err, option=option_for(project)):
        console.say(line)
    return summary
