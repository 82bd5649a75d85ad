"""Write or check the results of a run for a command."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bulkops.adapters.clock import SystemClock
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import RunRow
from bulkops.app.apply import choose_run
from bulkops.app.project import find_project
from bulkops.app.results import Results
from bulkops.app.results_files import report_files
from bulkops.app.save_file import check_free
from bulkops.app.settling import settling_in
from bulkops.cli.console import Console
from bulkops.cli.results_progress import ResultsProgress
from bulkops.cli.session import existing_journal, journal_path
from bulkops.cli.target import target
from bulkops.core.errors import UsageError
from bulkops.core.table_options import TableOptions
from bulkops.providers import REGISTRY
from bulkops.reporting.report_junit import Case, junit_lines
from bulkops.reporting.report_next import results_next
from bulkops.reporting.report_text import results_json, results_text
from bulkops.reporting.words import typed_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One `bulkops results`.

    Attributes:
        run: Name of the run; None: the newest.
        folder: Where the files belong.
        check: Write nothing.
        overwrite: Replace results that are there.
        junit: File of a JUnit report; None: none.
        form: `text` or `json`.
        tables: How tables are read that are manifests of their own, and which in the place of others.
    """

    run: str | None
    folder: Path
    check: bool
    overwrite: bool
    junit: Path | None
    form: str
    tables: TableOptions

    def carry_out(self, project: Path | None, console: Console) -> int:
        """Write or check them; give the exit code.

        Raises:
            UsageError: There is no such run, a source is not as it was, or the folder is in use.
            ResultsError: They do not add up.
        """
        if self.junit is not None:
            check_free(self.junit, overwrite=self.overwrite)
        with existing_journal(journal_path(project)) as journal:
            run = choose_run(journal, self.run)
            settling = settling_in(project or find_project(Path.cwd()), None, run.environment, REGISTRY)
            reports = report_files(journal, run, REGISTRY, SystemClock().now(), settling)
            with ResultsProgress(console, SystemClock()) as progress:
                results = Results(
                    journal=journal,
                    run=run,
                    registry=REGISTRY,
                    folder=self.folder,
                    tables=self.tables,
                    told=progress.told,
                )
                walked = results.check() if self.check else results.write(reports.made, overwrite=self.overwrite)
            if self.junit is not None:
                with target(self.junit) as stream:
                    stream.writelines(f"{line}\n" for line in junit_lines(reports.run, _cases(journal, run)))
        option = f" --project {typed_text(str(project))}" if project else ""
        again = results_next(replace(reports.run, option=option), walked, self.folder, self.tables)
        if self.form == "json":
            console.json(results_json(run.name, self.folder, walked, checked=self.check, following=again))
        else:
            console.data(results_text(run.name, self.folder, walked, console.out, checked=self.check, following=again))
        return 0


def no_folder(run: str | None, *, check: bool) -> UsageError:
    """Say how the folder is given; where it was given as the run, the whole command."""
    named = run is not None and Path(run).is_dir()
    words = ["bulkops results", *([] if named or run is None else [typed_text(run)])]
    words += ["-o", typed_text(run) if run is not None and named else "DIR", *(["--check"] if check else [])]
    return UsageError("the folder of the results is not named", hint=f"`{' '.join(words)}`")


def _cases(journal: Journal, run: RunRow) -> Iterator[Case]:
    for row in journal.operations(run.run):
        took_s = row.ended_at - row.sent_at if row.sent_at and row.ended_at else 0.0
        yield row.id, row.manifest, row.state, row.code, row.message, took_s
