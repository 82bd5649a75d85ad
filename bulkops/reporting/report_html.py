"""Results of a run as one page to be read, printed and signed; it needs nothing else, and holds no personal data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bulkops.core.outcome import State
from bulkops.core.registry import Registry
from bulkops.core.results import Bucket
from bulkops.core.results_report import OPERATIONS, ResultsReport, Samples, TableResult
from bulkops.core.run import RunState
from bulkops.reporting.html import SANDBOX, page_environment
from bulkops.reporting.html_assets import page_assets
from bulkops.reporting.pilot_record import pilot_parts
from bulkops.reporting.report_states import state_rows, total_rows
from bulkops.reporting.report_text import BUCKET_WORDS
from bulkops.reporting.states import UNSETTLED, WORDS
from bulkops.reporting.style import Style
from bulkops.reporting.words import duration_text, place_text

CAUSES_MAX = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class _TableRow:
    file: str
    sha256: str
    rows: int
    counts: tuple[int, ...]


def results_html(report: ResultsReport, registry: Registry) -> str:
    """Write the page."""
    run, walked = report.run, report.walked
    tables = [*map(_table, walked.tables), *_entries(report)]
    unsettled = run.count(*UNSETTLED, State.MANUAL)
    view: dict[str, Any] = {
        "run": run,
        "span": f"{run.state.value} after {duration_text(run.elapsed_s)}",
        "made_at": report.made_at,
        "over": run.state is RunState.ENDED and not unsettled,
        "sandbox": run.environment == SANDBOX,
        "rows_total": sum(walked.rows.values()),
        "entries_total": walked.entries.total(),
        "tables_known": report.tables_known,
        "states": list(state_rows(report, registry)),
        "totals": list(total_rows(report, registry)),
        "unsettled": unsettled,
        "buckets": [{"words": BUCKET_WORDS[bucket]} for bucket in Bucket],
        "tables": tables,
        "tables_total": len(walked.tables),
        "all_rows": _all_rows(tables),
        "causes": [_cause(found) for found in report.causes[:CAUSES_MAX]],
        "causes_left": report.causes_total - min(len(report.causes), CAUSES_MAX),
        "facts": [fact for fact in _facts(report) if fact[1]],
        **page_assets("results.css"),
    }
    return page_environment().get_template("results.html").render(view)


def _table(table: TableResult) -> _TableRow:
    counts = tuple(table.rows[bucket] for bucket in Bucket)
    return _TableRow(file=table.file, sha256=table.sha256, rows=sum(counts), counts=counts)


def _entries(report: ResultsReport) -> Iterator[_TableRow]:
    entries = report.walked.entries
    if entries:
        counts = tuple(entries[bucket] for bucket in Bucket)
        yield _TableRow(file=f"entries of manifests: {OPERATIONS}", sha256="", rows=sum(counts), counts=counts)


def _all_rows(rows: Sequence[_TableRow]) -> _TableRow:
    counts = tuple(sum(row.counts[at] for row in rows) for at in range(len(Bucket)))
    return _TableRow(file="", sha256="", rows=sum(counts), counts=counts)


def _cause(found: Samples) -> dict[str, Any]:
    cause = found.cause
    return {
        "count": cause.count,
        "state": WORDS[cause.state],
        "message": cause.message,
        "code": cause.code,
        "samples": [(name, place_text(place)) for name, place in found.operations],
    }


def _facts(report: ResultsReport) -> Iterator[tuple[str, str, bool]]:
    """Give names and values, and whether it is a digest."""
    run = report.run
    for at, (name, file) in enumerate(zip(run.manifests, run.files, strict=False)):
        yield "Manifest", f"{name} ({file})", False
        yield "SHA-256 of it", run.manifest_digests[at] if at < len(run.manifest_digests) else "not known", True
    for pilot in run.pilots:
        yield "Pilot", " · ".join(pilot_parts(pilot, Style())).removeprefix("pilot "), False
    yield "Approved by", run.approver, False
    yield "Carried out by", f"{run.actor}@{run.host}, bulkops {run.version}" if run.actor else "", False
    yield "Digest of the plan", run.plan_digest, True
    yield "Hash of the journal's last event; kept elsewhere, it proves all before", report.last_hash, True
