"""What is seen while the documents of a run are gathered from the journal, read, and written down as entries."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import anyio
import pytest

from bulkops.adapters.journal.earlier import EarlierRuns, open_earlier_runs
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import RunRow
from bulkops.app.compensate import Compensating
from bulkops.app.compensate_entries import Entries
from bulkops.app.outside import about
from bulkops.app.reconcile import Reconciling
from bulkops.cli.compensate_progress import CompensateProgress
from bulkops.cli.console import Console
from bulkops.cli.reconcile_progress import ReconcileProgress
from bulkops.core.compensation import CompensationSummary
from bulkops.providers import REGISTRY
from bulkops.reporting.style import Style
from tests.runs.folder import Folder
from tests.runs.reconciling import creates

PLAIN = Style(unicode=False)
CONSOLE = Console(out=PLAIN, err=PLAIN, progress=True, live=False)


@pytest.fixture
def history(folder: Folder) -> Iterator[tuple[Journal, EarlierRuns, RunRow]]:
    """A run of three, and what the journal knows of it."""
    creates(folder, 3)
    with _opened(folder) as opened:
        yield opened


@contextmanager
def _opened(folder: Folder) -> Iterator[tuple[Journal, EarlierRuns, RunRow]]:
    run = folder.last_run()
    with folder.journal() as journal:
        earlier = open_earlier_runs(folder.path / ".bulkops" / "journal.db", run.environment, run.company)
        assert earlier is not None
        with earlier:
            yield journal, earlier, run


def test_reconciling(history: tuple[Journal, EarlierRuns, RunRow]) -> None:
    journal, earlier, run = history
    with closing(Reconciling(journal, earlier, REGISTRY, run)) as reconciling:
        progress = ReconcileProgress(CONSOLE, reconciling)
        assert progress.line("") == "0 operations of the journal gone through"
        anyio.run(reconciling.gather)
        assert reconciling.passed == 3
        assert progress.line("") == "0 of 3 documents met"
        assert progress.line("quota") == "0 of 3 documents met | waiting for quota"
        assert reconciling.apis == {"visma"}


def test_compensating(history: tuple[Journal, EarlierRuns, RunRow]) -> None:
    journal, earlier, run = history
    with closing(Compensating(journal, earlier.writes(about(REGISTRY)), REGISTRY, run)) as compensating:
        progress = CompensateProgress(CONSOLE, compensating)
        assert progress.line("") == "0 operations of the journal gone through"
        anyio.run(compensating.gather)
        assert compensating.passed == 3
        assert progress.line("") == "0 of 3 documents read"
        summary = CompensationSummary(
            run=run.name, manifests=run.manifests, environment="sandbox", company="", at=0.0, entries=0, counts={}
        )
        progress.entries = Entries(summary, compensating.kept, journal.database, run.run, REGISTRY)
        assert list(progress.entries.lines())
        assert progress.line("") == "0 entries written"
