"""A table, whatever file it stands in: delimited text, or a sheet of a workbook."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from bulkops.adapters.table_open import open_text
from bulkops.adapters.table_read import TableReader
from bulkops.core.entry import Entry
from bulkops.core.finding import Finding
from bulkops.core.sheet_column import is_workbook
from bulkops.planning.template_fill import Row
from bulkops.planning.template_names import Header, Report, did_you_mean, listed, shown
from bulkops.planning.template_rows import Source


class Reader(Protocol):
    """Reads one table, once.

    Attributes:
        file: The table, as places show it.
        whole: Every row so far was readable. If not, rows of a group may be missing.
        header_line: Line of the header, once it was read.
    """

    file: str
    whole: bool
    header_line: int

    def header(self) -> Header | None:
        """Read the header; None where it cannot serve."""
        ...

    def need(self, columns: frozenset[int]) -> None:
        """Say which columns are looked at, from 0: what is wrong in others does not matter."""
        ...

    def rows(self, header: Header) -> Iterator[Row]:
        """Read the rows below the header; what is wrong with one is reported, and it is not given."""
        ...


@contextmanager
def opened_table(entry: Entry, source: Source, path: Path, report: Report) -> Iterator[Reader | None]:
    """Open a table for as long as the block lasts; None where that cannot be done, which is reported.

    Args:
        entry: What names the table: findings about how it is declared stand there.
        source: How it is written.
        path: Where it is, as findings show it.
        report: Takes what is wrong.
    """
    if is_workbook(str(path)):
        with _opened_sheet(entry, source, path, report) as sheet:
            yield sheet
        return
    stream = open_text(entry, source, path, report)
    if stream is None:
        yield None
        return
    with stream:
        yield TableReader(stream, str(path), source, report)


@contextmanager
def _opened_sheet(entry: Entry, source: Source, path: Path, report: Report) -> Iterator[Reader | None]:
    from bulkops.adapters.xlsx_open import WorkbookRefusedError, open_workbook  # noqa: PLC0415 - most tables are text
    from bulkops.adapters.xlsx_read import SheetReader  # noqa: PLC0415 - as above

    place = entry.place(("rows", "file"))
    try:
        workbook = open_workbook(path)
    except WorkbookRefusedError as error:
        message = f"the table `{path}` {error.message}"
        report(Finding(code="T050", message=message, place=place, hint=error.hint))
        yield None
        return
    except OSError as error:
        message = f"the table `{path}` cannot be opened: {(error.strerror or 'unknown').lower()}"
        report(Finding(code="T005", message=message, place=place))
        yield None
        return
    with workbook:
        sheet = _chosen(entry, source.sheet, tuple(workbook.sheets), path, report)
        yield SheetReader(workbook, sheet, str(path), source.notation, report, header=source.header) if sheet else None


def _chosen(entry: Entry, wanted: str, sheets: tuple[str, ...], path: Path, report: Report) -> str:
    """Choose a sheet by its name, else by its number from 1; empty where that cannot be done."""
    if wanted in sheets:
        return wanted
    if wanted.isdecimal() and 0 < int(wanted) <= len(sheets):
        return sheets[int(wanted) - 1]
    if not wanted and len(sheets) == 1:
        return sheets[0]
    message = f"`{path}` has no sheet `{shown(wanted)}`"
    hint = did_you_mean(wanted, sheets) or f"it has {listed(sheets)}"
    if not wanted:
        message = f"`{path}` has {len(sheets)} sheets: {listed(sheets)}"
        hint = f'say which is meant: `sheet: "{sheets[0]}"` under `rows`' if sheets else "save the workbook again"
    report(Finding(code="T052", message=message, place=entry.place(("rows", "sheet")), hint=hint))
    return ""
