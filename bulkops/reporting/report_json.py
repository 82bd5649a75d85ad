"""Results of a run as `report.json`."""

from collections.abc import Iterator

from msgspec.json import format as indented

from bulkops.core.json import dumps
from bulkops.core.results import Bucket
from bulkops.core.results_report import OPERATIONS, ResultsReport, Samples, TableResult, Total
from bulkops.reporting.pilot_record import pilots_json
from bulkops.reporting.report_parts import (
    REPORT_FORMAT,
    ReportCause,
    ReportEntries,
    ReportFile,
    ReportManifest,
    ReportPilot,
    ReportSample,
    ReportState,
    ReportSum,
    ReportTable,
    ResultsFile,
)
from bulkops.reporting.states import WORDS
from bulkops.reporting.times import time_json


def report_json(report: ResultsReport) -> str:
    """Write the report."""
    return indented(dumps(report_parts(report)), indent=2).decode() + "\n"


def report_parts(report: ResultsReport) -> ResultsFile:
    """Give the report as its schema declares it."""
    run, walked = report.run, report.walked
    states = list(_states(report))
    entries = walked.entries
    return ResultsFile(
        format=REPORT_FORMAT,
        run=run.name,
        run_state=run.state.value,
        environment=run.environment,
        company=run.company or None,
        started_at=time_json(run.started_at),
        made_at=time_json(report.made_at),
        approved_by=run.approver or None,
        by=f"{run.actor}@{run.host}" if run.actor else None,
        pilots=[ReportPilot(**pilot) for pilot in pilots_json(run.pilots)],
        plan_digest=run.plan_digest or None,
        journal_last_hash=report.last_hash or None,
        manifests=list(_manifests(report)),
        tables=[_table(table) for table in walked.tables],
        tables_proven=report.tables_known,
        entries=ReportEntries(
            file=OPERATIONS if entries else None,
            rows=entries.total(),
            counts={bucket.value: entries[bucket] for bucket in Bucket},
        ),
        rows={bucket.value: walked.rows.get(bucket, 0) for bucket in Bucket},
        rows_total=sum(walked.rows.values()),
        operations=states,
        operations_total=sum(state.operations for state in states),
        causes=[_cause(cause) for cause in report.causes],
        causes_total=report.causes_total,
    )


def _manifests(report: ResultsReport) -> Iterator[ReportManifest]:
    run = report.run
    for at, (name, file) in enumerate(zip(run.manifests, run.files, strict=False)):
        digest = run.manifest_digests[at] if at < len(run.manifest_digests) else None
        yield ReportManifest(name=name, file=file, sha256=digest)


def _table(table: TableResult) -> ReportTable:
    return ReportTable(
        manifest=table.manifest,
        file=table.file,
        sha256=table.sha256,
        rows=table.rows.total(),
        **{bucket.value: _file(table, bucket) for bucket in Bucket},
    )


def _file(table: TableResult, bucket: Bucket) -> ReportFile:
    rows, total = table.rows[bucket], table.totals[bucket]
    return ReportFile(
        file=table.names[bucket] if rows else None, rows=rows, operations=total.operations, sums=_sums(total)
    )


def _states(report: ResultsReport) -> Iterator[ReportState]:
    walked = report.walked
    for state in WORDS:
        total = walked.states.get(state)
        if total is not None:
            yield ReportState(state=state.value, operations=total.operations, sums=_sums(total))
    if walked.before.operations:
        before = walked.before
        yield ReportState(state="done_before", operations=before.operations, sums=_sums(before))


def _sums(total: Total) -> list[ReportSum]:
    return [
        ReportSum(
            type=name,
            currency=currency,
            amount=f"{total.sums.get((name, currency), 0):f}",
            amount_unknown=total.unknown[name, currency],
        )
        for name, currency in sorted(total.sums.keys() | total.unknown.keys())
    ]


def _cause(found: Samples) -> ReportCause:
    cause = found.cause
    return ReportCause(
        state=cause.state.value,
        code=cause.code or None,
        message=cause.message,
        count=cause.count,
        samples=[ReportSample(operation=name, file=place.file, line=place.line) for name, place in found.operations],
    )
