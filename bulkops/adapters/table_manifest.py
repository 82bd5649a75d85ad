"""A table that is a manifest of its own: its columns say what is to be done, a row or several for each operation."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

from bulkops.adapters.files import unreadable
from bulkops.adapters.manifest_head import check_head, head_of
from bulkops.adapters.table_any import Reader, opened_table
from bulkops.adapters.table_findings import BoundedReport
from bulkops.adapters.table_manifest_rows import digest_of, grouped, spoken, undecoded
from bulkops.core.entry import Entry, Head
from bulkops.core.finding import Finding
from bulkops.core.place import Place
from bulkops.core.registry import Registry
from bulkops.core.table_options import NOTHING_SAID, TableOptions
from bulkops.core.tree import Map
from bulkops.planning.table_columns import MANIFEST, STATE
from bulkops.planning.table_header_check import header_findings
from bulkops.planning.table_manifest import TableEntries
from bulkops.planning.template_fill import Row
from bulkops.planning.template_names import Header, shown
from bulkops.planning.template_rows import Source, read_source


class TableManifest:
    """One pass over a table. Use it in a `with` block; it is used like a manifest's file.

    Args:
        path: Where the file is.
        shown: Its path as the user gave it; findings show it.
        registry: Known operation types.
        options: What the table does not say of itself.

    Attributes:
        head: The manifest's name, once the file is open.
        findings: What was found so far.
        sha256: Digest of the file in hexadecimal; empty where it cannot be read.
        of_results: It has the columns of results: rows of a run that are done again, maybe not all of them.
    """

    def __init__(self, path: Path, shown: str, registry: Registry, options: TableOptions = NOTHING_SAID) -> None:
        self._path = path
        self._shown = shown
        self._registry = registry
        self._options = options
        self._open = ExitStack()
        self._rest: Iterator[Entry] = iter(())
        self.head = Head(file=shown, tree=Map(), name="")
        self.findings: list[Finding] = []
        self._report = BoundedReport(lambda finding: self.findings.append(spoken(finding)))
        self.sha256 = ""
        self.of_results = False

    def __enter__(self) -> Self:
        try:
            self.sha256 = digest_of(self._path)
            self._begin()
        except OSError as error:
            self._report(unreadable(error, self._shown))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def entries(self) -> Iterator[Entry]:
        """Give the entries in the order in which their ids begin in the table, once."""
        try:
            yield from self._rest
        except OSError as error:
            self._report(unreadable(error, self._shown))
        self._report.close(self._shown)

    def _begin(self) -> None:
        """Read the header and the first row: what the manifest is called stands there."""
        options = {key: value for key, value in self._options.given() if key not in {"op", "name"}}
        rows = Map()
        rows.update(file=self._shown, **options)
        rows.marks = [0] * (2 * len(rows))  # what is said on the command line stands nowhere in the file
        tree = Map()
        tree["rows"] = rows
        tree.marks = [0, 0]
        entry = Entry(file=self._shown, tree=tree)
        source = read_source(entry, self._report)
        if source is None or self._report.errors:
            return
        reader = self._open.enter_context(opened_table(entry, source, self._path, self._report))
        if reader is not None:
            reader.file = self._shown
            self._rest = undecoded(
                self._read(reader, source), self._path, self._shown, source, self._registry, self._report
            )
            # The first is no entry: the head is there then.
            next(self._rest, None)

    def _read(self, reader: Reader, source: Source) -> Iterator[Entry]:
        header = reader.header()
        if header is None:
            return
        for finding in header_findings(header, reader.header_line, self._registry, self._options.op):
            self._report(finding)
        if self._report.errors:
            return
        rows = reader.rows(header)
        first = next(rows, None)
        if first is None or not self._named(header, first):
            return
        yield Entry(file=self._shown, tree=Map())
        maker = TableEntries(header, self._registry, source.notation, self._options.op, self._report)
        named = self._agreeing(chain((first,), rows), header)
        yield from grouped(named, reader, maker, self._report, header)

    def _named(self, header: Header, first: Row) -> bool:
        """Name the manifest: by the option, else by its column, else by the file."""
        self.of_results = STATE in header.columns
        index = header.columns.index(MANIFEST) if MANIFEST in header.columns else -1
        cell = first.cells[index].strip() if index >= 0 else ""
        name = self._options.name or cell
        if not name and STATE in header.columns:
            self._report(
                Finding(
                    code="M086",
                    message=f"the table has the result column `{STATE}`, and no `{MANIFEST}` that says whose results",
                    place=Place(self._shown),
                    hint="give the name that the run's manifest had: `--name NAME`",
                )
            )
            return False
        tree = Map()
        tree["name"] = name or self._path.stem
        tree.marks = [0, 0]
        self.head = head_of(tree, self._shown)
        faults = [replace(fault, code="M085") for fault in check_head(tree, self._shown)]
        for fault in faults:
            self._report(fault)
        return not faults

    def _agreeing(self, rows: Iterator[Row], header: Header) -> Iterator[Row]:
        """Pass rows on that say the manifest's name, or say none."""
        if MANIFEST not in header.columns:
            yield from rows
            return
        index = header.columns.index(MANIFEST)
        for row in rows:
            said = row.cells[index].strip()
            if said and said != self.head.name:
                message = f"`{MANIFEST}` is `{shown(said)}`, and this manifest is called `{self.head.name}`"
                hint = "apply the rows of each manifest by themselves, or make the cells agree"
                place = header.place(row.line, index)
                self._report(Finding(code="M085", message=message, place=place, hint=hint))
            yield row
