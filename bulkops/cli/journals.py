"""Read a project's journal for the commands that show it."""

from difflib import get_close_matches
from functools import cache, partial
from itertools import islice
from pathlib import Path

from bulkops.adapters.clock import SystemClock
from bulkops.adapters.journal.evidence import Evidence
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import RunRow
from bulkops.adapters.journal.reported import History
from bulkops.app.apply import choose_run
from bulkops.app.project import find_project
from bulkops.app.record import record_of
from bulkops.app.report import report_of
from bulkops.app.settling import settling_in
from bulkops.cli.session import existing_journal, journal_path
from bulkops.core.errors import UsageError
from bulkops.core.record import OperationRecord
from bulkops.core.run import RunReport
from bulkops.providers import REGISTRY

_NEAR_MAX = 5000


def reports(project: Path | None) -> list[RunReport]:
    """Report all runs, newest first."""
    now, file = SystemClock().now(), project or find_project(Path.cwd())
    settling = cache(partial(settling_in, file, None, registry=REGISTRY))
    with existing_journal(journal_path(project)) as journal:
        return [report_of(journal, run, REGISTRY, now, settling=settling(run.environment)) for run in journal.runs()]


def last_hash(project: Path | None) -> str:
    """Give the hash of the journal's last event, in hexadecimal."""
    with existing_journal(journal_path(project)) as journal:
        return Evidence(journal.database).last_hash()


def report(name: str | None, project: Path | None, profile: str | None = None) -> RunReport:
    """Report a run, by default the newest."""
    with existing_journal(journal_path(project)) as journal:
        run = choose_run(journal, name)
        settling = settling_in(project or find_project(Path.cwd()), profile, run.environment, REGISTRY)
        return report_of(journal, run, REGISTRY, SystemClock().now(), settling=settling)


def record(name: str, operation: str, manifest: str | None, project: Path | None) -> OperationRecord:
    """Say everything about one operation of a run.

    Raises:
        UsageError: The run has no such operation.
    """
    with existing_journal(journal_path(project)) as journal:
        run = choose_run(journal, name)
        return record_of(run, history_of(journal, run, operation, manifest), REGISTRY)


def history_of(journal: Journal, run: RunRow, operation: str, manifest: str | None) -> History:
    """Read everything about one operation of a run.

    Args:
        journal: Where it is written.
        run: The run.
        operation: Id of the operation.
        manifest: Name of its manifest; None: the only one that uses the id.

    Raises:
        UsageError: The run has no such operation, or several.
    """
    manifests = journal.manifests_with(run.run, operation)
    if manifest is None and len(manifests) > 1:
        raise UsageError(
            f"several manifests of run {run.name} have an operation `{operation}`: {', '.join(manifests)}",
            hint="name one: `--manifest NAME`",
        )
    history = journal.operation(run.run, operation, manifest=manifest or "")
    if history is not None:
        return history
    known = [row.id for row in islice(journal.operations(run.run), _NEAR_MAX)]
    close = get_close_matches(operation, known, 1, 0.6)
    hint = f"did you mean `{close[0]}`?" if close else f"`bulkops status {run.name}` shows the run"
    raise UsageError(f"run {run.name} has no operation `{operation}`", hint=hint)
