"""An entry with `rows`: a table becomes a stream of entries, one for each group of rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bulkops.adapters.table_any import Reader, opened_table
from bulkops.adapters.table_findings import BoundedReport
from bulkops.adapters.table_letters import undecodable
from bulkops.adapters.table_open import locate_file
from bulkops.adapters.table_samples import cells_to_show, columns_to_show
from bulkops.adapters.table_stage import GROUP_ROWS_MAX, Group, Stage
from bulkops.core.entry import Entry
from bulkops.core.finding import Finding, Related, Severity
from bulkops.core.place import Place
from bulkops.core.registry import Registry
from bulkops.planning.template import Template, compile_template
from bulkops.planning.template_fill import Row
from bulkops.planning.template_names import Header
from bulkops.planning.template_rows import Source, read_source
from bulkops.planning.template_used import columns_used
from bulkops.planning.template_where import Where, compile_where


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCount:
    """How much of a table became entries, so that nothing vanishes unseen.

    Attributes:
        file: The table.
        place: Its entry in the manifest.
        rows: Readable rows of the table, those left out too; blank rows are not counted.
        groups: Operations that they stand for, those left out too; follow-ups not counted.
        rows_left_out: Rows that `where` leaves out.
        groups_left_out: Operations of which it leaves out every row.
    """

    file: str
    place: Place
    rows: int = 0
    groups: int = 0
    rows_left_out: int = 0
    groups_left_out: int = 0


def expand(
    entry: Entry,
    *,
    registry: Registry,
    base: Path,
    findings: Callable[[Finding], None],
    left_out: Callable[[RowCount], None],
) -> Iterator[Entry]:
    """Make the entries that an entry with `rows` stands for.

    Memory does not grow with the table: rows that belong together are brought together in a temporary file.
    No entry is made of rows in which anything is wrong; with `group_by`, none at all of a table that was not
    readable as a whole, as rows of any of its operations may be missing.

    Args:
        entry: The entry as written, marks in the manifest.
        registry: The known operation types.
        base: Folder of the manifest, as the user gave it.
        findings: Takes what is wrong: at most `FINDINGS_MAX` of each code, then their number.
        left_out: Takes the count, once, after the last entry; not called where the table was not read.

    Yields:
        Entries in the order in which their groups begin in the table, each before its follow-ups. Marks are places
        in the table, of constants the line of the first row.
    """
    report = BoundedReport(findings)
    source = read_source(entry, report)
    path = locate_file(entry, source, base, report) if source else None
    if source is None or path is None:
        return
    with opened_table(entry, source, path, report) as reader:
        if reader is None:
            return
        try:
            yield from _read(entry, source, reader, registry, report, left_out)
        except UnicodeError:
            cells = cells_to_show(entry, source, path, registry)
            showable = partial(columns_to_show, entry, source, registry)
            report(undecodable(path, str(path), source, showable, cells))
    report.close(str(path))


def _read(
    entry: Entry,
    source: Source,
    reader: Reader,
    registry: Registry,
    report: BoundedReport,
    left_out: Callable[[RowCount], None],
) -> Iterator[Entry]:
    header = reader.header()
    if header is None:
        return
    template = compile_template(entry, registry=registry, header=header, notation=source.notation, report=report)
    where = compile_where(entry, source.where, header, report)
    columns = tuple(header.find(name, entry.place(("rows", "group_by")), report) for name in source.group_by)
    if template is None or report.errors:
        return
    reader.need(columns_used(template) | {index for index, _ in where.tests} | set(columns))
    table = _Table(entry=entry, reader=reader, header=header, template=template, where=where, report=report)
    yield from table.grouped(columns) if columns else table.row_by_row()
    left_out(table.count())


class _Table:
    """One table on its way to entries, and its counts."""

    def __init__(
        self,
        *,
        entry: Entry,
        reader: Reader,
        header: Header,
        template: Template,
        where: Where,
        report: BoundedReport,
    ) -> None:
        self._place = entry.place(("rows",))
        self._reader = reader
        self._header = header
        self._template = template
        self._where = where
        self._report = report
        self._rows = self._groups = self._rows_left_out = self._groups_left_out = 0

    def count(self) -> RowCount:
        """Say how much was read and left out; warn where nothing is left."""
        if self._rows and self._rows == self._rows_left_out:
            message = f"`where` leaves out all {self._rows} rows of the table"
            self._report(Finding(code="T041", message=message, place=self._place, severity=Severity.WARNING))
        return RowCount(
            file=self._header.file,
            place=self._place,
            rows=self._rows,
            groups=self._groups,
            rows_left_out=self._rows_left_out,
            groups_left_out=self._groups_left_out,
        )

    def row_by_row(self) -> Iterator[Entry]:
        """Make an operation of each row."""
        for row in self._reader.rows(self._header):
            self._rows += 1
            if self._where.takes(row.cells):
                yield from self._template.entries((row,), self._report)
            else:
                self._rows_left_out += 1
        self._groups, self._groups_left_out = self._rows, self._rows_left_out

    def grouped(self, columns: tuple[int, ...]) -> Iterator[Entry]:
        """Make an operation of all rows that agree in some columns."""
        with Stage() as stage:
            stage.fill(self._keyed(columns))
            for group in stage.groups():
                self._groups += 1
                entries = self._entries(group)
                if self._reader.whole:
                    yield from entries

    def _keyed(self, columns: tuple[int, ...]) -> Iterator[tuple[tuple[str, ...], Row, bool]]:
        for row in self._reader.rows(self._header):
            self._rows += 1
            taken = self._where.takes(row.cells)
            self._rows_left_out += not taken
            key = tuple(row.cells[index].strip() for index in columns)
            if taken and not all(key):
                self._nameless(row, columns[key.index("")])
                continue
            yield key, row, taken

    def _entries(self, group: Group) -> tuple[Entry, ...]:
        if not group.rows:
            self._groups_left_out += 1
            return ()
        if group.left_out:
            self._halved(group)
            return ()
        if group.count > GROUP_ROWS_MAX:
            message = f"{group.count} rows belong to the operation that begins here; at most {GROUP_ROWS_MAX} may"
            place = self._header.place(group.line)
            hint = "check that `group_by` names the document"
            self._report(Finding(code="T040", message=message, place=place, hint=hint))
            return ()
        return self._template.entries(group.rows, self._report)

    def _nameless(self, row: Row, index: int) -> None:
        message = "the cell is empty, and rows are grouped by it: which operation this row belongs to is not known"
        place = self._header.place(row.line, index)
        hint = "fill the cell, or leave such rows out by `where`"
        self._report(Finding(code="T037", message=message, place=place, hint=hint))

    def _halved(self, group: Group) -> None:
        taken = group.rows[0]
        self._report(
            Finding(
                code="T039",
                message=f"`where` leaves out {group.left_out} of the {group.count} rows of one operation",
                place=self._header.place(group.left_out_line),
                hint="let `where` ask for what all rows of an operation have in common",
                related=(Related("a row of it that is taken", self._header.place(taken.line)),),
            )
        )
