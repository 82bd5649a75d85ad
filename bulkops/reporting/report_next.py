"""The one next command after results were written: with the corrected rows in the place of the table."""

from collections.abc import Iterator
from pathlib import Path

from bulkops.core.outcome import State
from bulkops.core.results import Bucket
from bulkops.core.results_report import OPERATIONS, TableResult, Walked
from bulkops.core.run import RunReport, RunState
from bulkops.core.sheet_column import is_workbook
from bulkops.core.table_options import TableOptions
from bulkops.reporting.next_command import next_text
from bulkops.reporting.states import NOT_SENT, UNSETTLED
from bulkops.reporting.words import typed_text


def results_next(run: RunReport, walked: Walked, folder: Path, options: TableOptions) -> str:
    """Say what to do next; empty where everything is done.

    Args:
        run: What became of the run.
        walked: What its sources came to.
        folder: Where its results are.
        options: How its tables were read.
    """
    if run.state is RunState.RUNNING or run.count(*UNSETTLED, *NOT_SENT, State.MANUAL):
        return next_text(run)
    failed = [table.names[Bucket.FAILED] for table in walked.tables if table.rows[Bucket.FAILED]]
    wrong = [typed_text(str(folder / name)) for name in failed]
    if walked.entries[Bucket.FAILED]:
        wrong.append(f"the entries that {typed_text(str(folder / OPERATIONS))} shows as failed")
    return f"correct {', '.join(wrong)}, then `{' '.join(_again(run, walked, folder, options))}`" if wrong else ""


def _again(run: RunReport, walked: Walked, folder: Path, options: TableOptions) -> Iterator[str]:
    """Write the command: what is done is not done again, so that all manifests of the run may stand in it."""
    yield f"bulkops apply{run.option}"
    own = {table.file: table for table in walked.tables if table.own}
    for name, value in _of_files(options, tuple(own.values())):
        yield f"--{name} {typed_text(value)}"
    for file in run.files:
        table = own.get(str(Path(file)))
        yield typed_text(file if table is None else _corrected(table, folder))
    named = [table for table in walked.tables if not table.own]
    for table in named:
        if table.rows[Bucket.FAILED] or table.stands_in:
            only = len({other.named for other in named}) == 1
            yield f"--rows {typed_text(('' if only else f'{table.named}=') + _corrected(table, folder))}"


def _of_files(options: TableOptions, own: tuple[TableResult, ...]) -> Iterator[tuple[str, str]]:
    """Give what has to be said of the files of rows: those of a workbook are CSV, and begin with their header."""
    given = dict(options.given())
    if own and all(is_workbook(table.file) and table.rows[Bucket.FAILED] for table in own):
        given = {name: value for name, value in given.items() if name not in {"sheet", "header"}}
        given.setdefault("decimal", ".")  # a number with three decimals is text now, and would be ambiguous
    yield from given.items()


def _corrected(table: TableResult, folder: Path) -> str:
    """Name the file that rows are taken from the next time: where none has failed, the table itself."""
    return str(folder / table.names[Bucket.FAILED]) if table.rows[Bucket.FAILED] else table.file
