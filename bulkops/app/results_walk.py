"""Each row and entry of a run's sources into its result file, once; counted and added up on the way."""

from collections.abc import Callable, Iterator

from bulkops.adapters.result_files import Sink
from bulkops.adapters.result_stage import ResultStage, batches
from bulkops.adapters.table_bytes import Writing
from bulkops.adapters.table_findings import BoundedReport
from bulkops.adapters.table_named import by_column, by_entry
from bulkops.adapters.table_rows import SourceRow, SourceTable
from bulkops.app.results_tables import TableSource
from bulkops.core.errors import InvalidInputError
from bulkops.core.finding import Finding, Severity
from bulkops.core.registry import Registry
from bulkops.core.results import COLUMNS, LEFT_OUT_BY_WHERE, mark_of, not_selected
from bulkops.core.results_report import OPERATIONS, TableResult, Walked
from bulkops.planning.table_columns import MANIFEST

_ENTRIES = Writing(encoding="utf-8", delimiter=",", quote='"', end="\n")
_ENTRY_COLUMNS = ("id", "type", "target", *COLUMNS)


def walk(
    tables: tuple[TableSource, ...],
    stage: ResultStage,
    sink: Sink,
    registry: Registry,
    told: Callable[[int], None] = lambda _rows: None,
) -> Walked:
    """Go through all sources.

    Args:
        tables: The tables of the run; its other entries are in the stage.
        stage: Knows what became of each operation.
        sink: Takes each row.
        registry: The known operation types.
        told: Told how many rows and entries are done.

    Raises:
        InvalidInputError: A table cannot be read as the run has read it.
    """
    stage.reset()
    walked, done = Walked(), 0
    for table in tables:
        result = table.result()
        walked.tables.append(result)
        findings: list[Finding] = []
        report = BoundedReport(findings.append)
        naming = by_column if table.own else by_entry(registry)
        source = SourceTable(table.entry, table.source, table.path, naming, report)
        for batch in batches(source.rows()):
            _rows(batch, source, result, walked, stage, sink, own=table.own)
            told(done := done + len(batch))
        errors = tuple(finding for finding in findings if finding.severity is Severity.ERROR)
        if errors:  # the file is that of the run: it is read in another way than then
            raise InvalidInputError(errors)
    _entries(walked, stage, sink)
    return walked


def _rows(
    batch: list[SourceRow],
    source: SourceTable,
    result: TableResult,
    walked: Walked,
    stage: ResultStage,
    sink: Sink,
    *,
    own: bool,
) -> None:
    wanted = dict.fromkeys(name for row in batch for name in row.ids)
    fates, fresh = stage.fates(result.manifest, wanted.keys())
    # A table that is a manifest of its own says in each row whose results it holds, whatever it is called later.
    named = own and MANIFEST not in source.columns
    head = source.writing.appended(source.head, (MANIFEST, *COLUMNS) if named else COLUMNS)
    for row in batch:
        made = [fates.get(name) or not_selected(name) for name in row.ids]
        mark = mark_of(made) if made else LEFT_OUT_BY_WHERE
        for fate in made:
            if fate.id in fresh:
                fresh.discard(fate.id)
                walked.count(result.totals[mark.bucket], fate)
        result.rows[mark.bucket] += 1
        cells = (result.manifest, *mark.cells) if named else mark.cells
        sink.put(result.names[mark.bucket], head, source.writing.appended(row.raw, cells))


def _entries(walked: Walked, stage: ResultStage, sink: Sink) -> None:
    head = _ENTRIES.row(_ENTRY_COLUMNS)
    for batch in batches(stage.entries()):
        for manifest, entries in _by_manifest(batch):
            fates, fresh = stage.fates(manifest, [name for name, _, _ in entries])
            for name, kind, target in entries:
                fate = fates.get(name) or not_selected(name)
                mark = mark_of((fate,))
                if name in fresh:
                    walked.count(walked.entry_totals[mark.bucket], fate)
                elif fate.state is None:
                    walked.left_out += 1
                walked.entries[mark.bucket] += 1
                sink.put(OPERATIONS, head, _ENTRIES.row((name, kind, target, *mark.cells)))


def _by_manifest(batch: list[tuple[str, str, str, str]]) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    grouped: dict[str, list[tuple[str, str, str]]] = {}
    for manifest, name, kind, target in batch:
        grouped.setdefault(manifest, []).append((name, kind, target))
    yield from grouped.items()
