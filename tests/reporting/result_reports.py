"""Reports of results for tests: one of everything that a run may come to."""

from collections import Counter
from decimal import Decimal

from bulkops.core.outcome import State
from bulkops.core.pilot import PilotAnswer, PilotRecord
from bulkops.core.place import Place
from bulkops.core.results import Bucket, Fate, bucket_of
from bulkops.core.results_report import ResultsReport, Samples, TableResult, Walked
from bulkops.core.run import Cause, RunReport, RunState

_BEGUN = 1_774_944_902.125
CREATE, RELEASE = "visma.invoice.create", "visma.invoice.release"
#: Operations of the first table: how many, of which type, in which state and currency, each of what amount.
_MADE = (
    (1_180, CREATE, State.SUCCEEDED, "NOK", "1043.75"),
    (60, CREATE, State.SUCCEEDED, "EUR", "89.90"),
    (1_180, RELEASE, State.SUCCEEDED, "NOK", "1043.75"),
    (60, RELEASE, State.SUCCEEDED, "EUR", None),
    (14, CREATE, State.REFUSED, "NOK", "250"),
    (2, CREATE, State.IN_DOUBT, "NOK", "99.50"),
    (16, RELEASE, State.SKIPPED, "NOK", None),
)
_BEFORE = (25, CREATE, State.SUCCEEDED, "NOK", "500")
_REFUSED = "vatCode: the VAT code `9` is not known to the company; it knows 0, 3, 5, 6 and 31 …"
_CAUSES = (
    (Cause(state=State.REFUSED, code="R104", message=_REFUSED, count=13, id="invoice-000017"), 3),
    (
        Cause(state=State.REFUSED, code="R104", message="<b>closed</b> period \u202e 01-2026", count=1, id="invoice-9"),
        1,
    ),
    (Cause(state=State.IN_DOUBT, code="E003", message="no answer came in 60 s", count=2, id="invoice-000555"), 2),
    (
        Cause(state=State.SKIPPED, code="E002", message="what it needs was not done", count=16, id="invoice-1-release"),
        5,
    ),
)


def rich_report(state: RunState = RunState.ENDED) -> ResultsReport:
    """Give results of two tables and some entries, in two currencies, with causes."""
    march, april = _table("march", "in/march.csv", "a"), _table("april", "in/Försäljning april.xlsx", "e")
    walked = Walked(tables=[march, april])
    for count, kind, state_of, currency, amount in _MADE:
        _add(walked, march, count, Fate(id="", type=kind, state=state_of, currency=currency, amount=_decimal(amount)))
    count, kind, state_of, currency, amount = _BEFORE
    before = Fate(id="", type=kind, state=state_of, currency=currency, amount=_decimal(amount), before=True)
    _add(walked, april, count, before)
    march.rows = Counter({Bucket.SUCCEEDED: 3_720, Bucket.FAILED: 42, Bucket.IN_DOUBT: 6, Bucket.SKIPPED: 11})
    april.rows = Counter({Bucket.SUCCEEDED: 75})
    walked.entries = Counter({Bucket.SUCCEEDED: 3, Bucket.SKIPPED: 1})
    counts: Counter[State] = Counter()
    for number, _, state_of, *_ in _MADE:
        counts[state_of] += number
    run = RunReport(
        name="7f3a",
        manifests=("march", "april"),
        files=("march.yaml", "april.yaml"),
        environment="production",
        company="Acme & Søn AS",
        state=state,
        steps=counts.total(),
        counts=counts,
        started_at=_BEGUN,
        actor="kari",
        host="vm",
        version="0.1.0",
        approver="Ola Nordmann",
        plan_digest="b" * 64,
        manifest_digests=("c" * 64, "f" * 64),
        elapsed_s=3_725.0,
        pilots=(
            PilotRecord(at=_BEGUN, steps=6, read_at=_BEGUN + 20, documents=5, equal=4, left=2_500),
            PilotRecord(
                at=_BEGUN + 60,
                steps=6,
                read_at=_BEGUN + 80,
                documents=5,
                equal=5,
                left=2_494,
                answer=PilotAnswer.APPROVED,
                by="Ola <Nordmann>",
                how="at the terminal",
                answered_at=_BEGUN + 100,
            ),
        ),
    )
    causes = tuple(
        Samples(
            cause=cause,
            operations=tuple((f"{cause.id}-{at}", Place("in/march.csv", 17 + at)) for at in range(1, samples + 1)),
        )
        for cause, samples in _CAUSES
    )
    return ResultsReport(
        run=run, walked=walked, causes=causes, causes_total=len(causes), last_hash="d" * 64, made_at=1_774_948_999.0
    )


def _decimal(amount: str | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def _table(manifest: str, file: str, letter: str) -> TableResult:
    names = {bucket: f"{manifest}-{bucket}.csv" for bucket in Bucket}
    return TableResult(manifest=manifest, file=file, sha256=letter * 64, names=names, named=file)


def _add(walked: Walked, table: TableResult, count: int, fate: Fate) -> None:
    for _ in range(count):
        walked.count(table.totals[bucket_of(fate.state)], fate)
