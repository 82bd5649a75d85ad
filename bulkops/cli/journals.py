"""Read a project's journal for the commands that show it."""

from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from bulkops.adapters.clock import SystemClock
from bulkops.app.apply import choose_run
from bulkops.app.report import record_of, report_of
from bulkops.cli.session import existing_journal, journal_path
from bulkops.core.errors import UsageError
from bulkops.core.run import OperationRecord, RunReport
from bulkops.providers import REGISTRY

_NEAR_MAX = 5000


def reports(project: Path | None) -> list[RunReport]:
    """Report all runs, newest first."""
    now = SystemClock().now()
    with existing_journal(journal_path(project)) as journal:
        return [report_of(journal, run, REGISTRY, now) for run in journal.runs()]


def report(name: str | None, project: Path | None) -> RunReport:
    """Report a run, by default the newest."""
    with existing_journal(journal_path(project)) as journal:
        return report_of(journal, choose_run(journal, name), REGISTRY, SystemClock().now())


def record(name: str, operation: str, project: Path | None) -> OperationRecord:
    """Say everything about one operation of a run.

    Raises:
        UsageError: The run has no such operation.
    """
    with existing_journal(journal_path(project)) as journal:
        run = choose_run(journal, name)
        history = journal.operation(run.run, operation)
        if history is None:
            known = [row.id for row in islice(journal.operations(run.run), _NEAR_MAX)]
            close = get_close_matches(operation, known, 1, 0.6)
            hint = f"did you mean `{close[0]}`?" if close else f"`bulkops status {run.name}` shows the run"
            raise UsageError(f"run {run.name} has no operation `{operation}`", hint=hint)
        return record_of(run, history, REGISTRY)
