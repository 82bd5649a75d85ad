"""Results of a run for programs: the parts of `report.json`, as its schema declares them."""

from typing import Annotated

from msgspec import Meta, Struct

from bulkops.core.saved_step import Digest

REPORT_FORMAT = "bulkops.results/1"

_Time = Annotated[str, Meta(description="UTC, ISO 8601.", extra_json_schema={"format": "date-time"})]
_Money = Annotated[str, Meta(description="Net, without VAT; a decimal number with all its digits.")]


class ReportSum(Struct, frozen=True, kw_only=True):
    """Net sum of operations; those of two types must not be added, as they may be about one document."""

    type: str
    currency: Annotated[str, Meta(description="ISO 4217; empty where it is the customers' own.")]
    amount: _Money
    amount_unknown: Annotated[int, Meta(description="Operations without a known amount.")]


class ReportFile(Struct, frozen=True, kw_only=True):
    """One file of results."""

    file: Annotated[str | None, Meta(description="Its name; null where it would have no rows.")]
    rows: int
    operations: Annotated[int, Meta(description="Operations of these rows, follow-ups too; of this run or earlier.")]
    sums: list[ReportSum]


class ReportTable(Struct, frozen=True, kw_only=True):
    """A table that operations were made from; each of its rows stands in one of the four files."""

    manifest: str
    file: str
    sha256: Digest
    rows: int
    succeeded: ReportFile
    failed: ReportFile
    in_doubt: ReportFile
    skipped: ReportFile


class ReportEntries(Struct, frozen=True, kw_only=True):
    """Entries that stand in a manifest itself."""

    file: str | None
    rows: int
    counts: dict[str, int]


class ReportState(Struct, frozen=True, kw_only=True):
    """Operations of the run in one state; `done_before` for earlier runs."""

    state: str
    operations: int
    sums: list[ReportSum]


class ReportSample(Struct, frozen=True, kw_only=True):
    """An operation with a cause."""

    operation: str
    file: str
    line: int


class ReportCause(Struct, frozen=True, kw_only=True):
    """Why operations did not go through."""

    state: str
    code: str | None
    message: str
    count: int
    samples: list[ReportSample]


class ReportManifest(Struct, frozen=True, kw_only=True):
    """A manifest of the run."""

    name: str
    file: str
    sha256: Digest | None


class ReportPilot(Struct, frozen=True, kw_only=True):
    """The first documents of the run, read back before the others went out.

    `read_at` is null where they were not read back; `answer` is what was decided about the rest, null: nothing.
    """

    at: _Time | None
    read_at: _Time | None
    passed: bool
    steps: int
    failed: int
    documents: int
    equal: int
    left: int
    answer: str | None
    answered_by: str | None
    how: str | None
    answered_at: _Time | None


class ResultsFile(Struct, frozen=True, kw_only=True):
    """Results of a run, written only when they add up: with the source row by row, with the journal in the sums."""

    format: Annotated[str, Meta(pattern="^bulkops\\.results/1$")]
    run: str
    run_state: str
    environment: str
    company: str | None
    started_at: _Time | None
    made_at: _Time | None
    approved_by: str | None
    by: str | None
    pilots: Annotated[list[ReportPilot], Meta(description="The newest pilots, in their order.")]
    plan_digest: str | None
    journal_last_hash: str | None
    manifests: list[ReportManifest]
    tables: list[ReportTable]
    tables_proven: Annotated[bool, Meta(description="Tables were held against their digests of the run.")]
    entries: ReportEntries
    rows: dict[str, int]
    rows_total: int
    operations: list[ReportState]
    operations_total: int
    causes: list[ReportCause]
    causes_total: Annotated[int, Meta(description="All causes, where not all are told.")]
