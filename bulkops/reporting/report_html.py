"""Results of a run as one page to be read, printed and signed; it needs nothing else, and holds no personal data."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bulkops.core.outcome import DONE, State
from bulkops.core.registry import Registry
from bulkops.core.results import Bucket
from bulkops.core.results_report import ResultsReport, Samples, TableResult, Total
from bulkops.core.run import RunState
from bulkops.reporting.html import SANDBOX, page_environment
from bulkops.reporting.html_assets import page_assets
from bulkops.reporting.report_text import BUCKET_WORDS
from bulkops.reporting.states import WORDS
from bulkops.reporting.style import PLAIN
from bulkops.reporting.verbs import verbs_of
from bulkops.reporting.words import OWN_CURRENCY, amount_text, duration_text, place_text

CAUSES_MAX = 50
_BEFORE = "done by an earlier run"


@dataclass(frozen=True, slots=True, kw_only=True)
class _StateRow:
    state: str
    steps: int
    action: str
    money: tuple[tuple[str, str], ...]
    unknown: int
    bad: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _TableRow:
    file: str
    sha256: str
    rows: int
    counts: tuple[int, ...]


def results_html(report: ResultsReport, registry: Registry) -> str:
    """Write the page."""
    run, walked = report.run, report.walked
    view: dict[str, Any] = {
        "run": run,
        "span": f"{run.state.value} after {duration_text(run.elapsed_s)}",
        "made_at": report.made_at,
        "over": run.state is RunState.ENDED,
        "sandbox": run.environment == SANDBOX,
        "rows_total": sum(walked.rows.values()),
        "entries_total": walked.entries.total(),
        "tables_known": report.tables_known,
        "states": list(_states(report, registry)),
        "steps": sum(total.operations for total in walked.states.values()) + walked.before.operations,
        "buckets": [{"words": BUCKET_WORDS[bucket]} for bucket in Bucket],
        "tables": [_table(table) for table in walked.tables],
        "causes": [_cause(found) for found in report.causes[:CAUSES_MAX]],
        "causes_left": report.causes_total - min(len(report.causes), CAUSES_MAX),
        "facts": [(name, value) for name, value in _facts(report) if value],
        **page_assets(),
    }
    return page_environment().get_template("results.html").render(view)


def _states(report: ResultsReport, registry: Registry) -> Iterator[_StateRow]:
    walked = report.walked
    named = [(WORDS[state], walked.states[state], state) for state in WORDS if state in walked.states]
    found: list[tuple[str, Total, State | None]] = [*named, (_BEFORE, walked.before, None)]
    verbs = verbs_of({name for _, total, _ in found for name, _ in _moneys(total)}, registry)
    for words, total, state in found:
        bad = state is not None and state not in DONE
        moneys = sorted(_moneys(total))
        for name in sorted({name for name, _ in moneys}):
            operation_type = registry.get(name)
            moving = operation_type is not None and operation_type.moves_money
            own = [money for money in moneys if money[0] == name]
            yield _StateRow(
                state=words,
                steps=sum(total.counts[money] for money in own),
                action=verbs.get(name, name),
                money=tuple(
                    (amount_text(total.sums[money], PLAIN), money[1] or OWN_CURRENCY)
                    for money in own
                    if moving and money in total.sums
                ),
                unknown=sum(total.unknown[money] for money in own) if moving else 0,
                bad=bad,
            )


def _moneys(total: Total) -> set[tuple[str, str]]:
    return set(total.counts)


def _table(table: TableResult) -> _TableRow:
    counts = tuple(table.rows[bucket] for bucket in Bucket)
    return _TableRow(file=table.file, sha256=table.sha256, rows=sum(counts), counts=counts)


def _cause(found: Samples) -> dict[str, Any]:
    cause = found.cause
    return {
        "count": cause.count,
        "state": WORDS[cause.state],
        "message": cause.message,
        "code": cause.code,
        "samples": [(name, place_text(place)) for name, place in found.operations],
    }


def _facts(report: ResultsReport) -> Iterator[tuple[str, str]]:
    run = report.run
    for at, (name, file) in enumerate(zip(run.manifests, run.files, strict=False)):
        digest = run.manifest_digests[at] if at < len(run.manifest_digests) else "not known"
        yield "Manifest", f"{name} ({file}), SHA-256 {digest}"
    yield "Approved by", run.approver
    yield "Carried out by", f"{run.actor}@{run.host}, bulkops {run.version}" if run.actor else ""
    yield "Digest of the plan", run.plan_digest
    yield "Hash of the journal's last event; kept elsewhere, it proves all before", report.last_hash
