"""The reports that stand beside the files of rows: `report.json` for programs, `report.html` to be signed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bulkops.adapters.journal.evidence import Evidence
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import RunRow
from bulkops.adapters.result_folder import REPORT
from bulkops.adapters.result_stage import ResultStage
from bulkops.app.report import report_of
from bulkops.core.registry import Registry
from bulkops.core.results_report import ResultsReport, Samples, Walked
from bulkops.core.run import RunReport
from bulkops.engine.settling import Settling
from bulkops.reporting.report_html import results_html
from bulkops.reporting.report_json import report_json

PAGE = "report.html"
CAUSES_MAX = 200
_SAMPLES_MAX = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFiles:
    """Makes the reports of a run.

    Attributes:
        run: What became of the run.
        registry: Operation types.
        last_hash: Hash of the journal's last event.
        now: Seconds since 1970.
        tables_known: Whether the run knows the digests of its tables.
    """

    run: RunReport
    registry: Registry
    last_hash: str
    now: float
    tables_known: bool

    def made(self, walked: Walked, stage: ResultStage) -> dict[str, str]:
        """Make them of what was counted; text by name."""
        report = ResultsReport(
            run=self.run,
            walked=walked,
            causes=tuple(self._samples(stage)),
            causes_total=len(self.run.causes),
            last_hash=self.last_hash,
            made_at=self.now,
            tables_known=self.tables_known,
        )
        return {REPORT: report_json(report), PAGE: results_html(report, self.registry)}

    def _samples(self, stage: ResultStage) -> Iterator[Samples]:
        for cause in self.run.causes[:CAUSES_MAX]:
            found = stage.samples(cause.state, cause.code, cause.message, _SAMPLES_MAX)
            yield Samples(cause=cause, operations=found)


def report_files(
    journal: Journal, run: RunRow, registry: Registry, now: float, settling: Mapping[str, Settling]
) -> ReportFiles:
    """Read what the reports of a run say of it."""
    return ReportFiles(
        run=report_of(journal, run, registry, now, settling=settling),
        registry=registry,
        last_hash=Evidence(journal.database).last_hash(),
        now=now,
        tables_known=len(run.digests) > len(run.files),
    )
