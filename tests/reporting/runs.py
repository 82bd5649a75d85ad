"""Reports of runs, built by hand."""

from decimal import Decimal

from bulkops.core.outcome import State
from bulkops.core.place import Place
from bulkops.core.run import AttemptRecord, Cause, EventRecord, OperationRecord, RunReport, RunState, RunSum

AT = 1_774_944_902.125  # 2026-03-31 08:15:02 UTC
CREATE, RELEASE = "visma.invoice.create", "visma.invoice.release"


def total(state: State | None, name: str, amount: str, currency: str = "NOK", *, unknown: int = 0) -> RunSum:
    final = name == RELEASE and state in (State.SUCCEEDED, None)
    return RunSum(state=state, type=name, currency=currency, amount=Decimal(amount), unknown=unknown, final=final)


DONE = RunReport(
    name="march-2026-7f3a",
    manifests=("march",),
    files=("in/march 2026.yaml",),
    environment="production",
    company="Nordvik AS",
    state=RunState.ENDED,
    steps=1520,
    done_before=20,
    counts={State.SUCCEEDED: 1400, State.UNCHANGED: 100},
    sums=(
        total(State.SUCCEEDED, CREATE, "88689061.5"),
        total(State.SUCCEEDED, RELEASE, "120", "EUR"),
        total(State.SUCCEEDED, RELEASE, "88689061.5", unknown=2),
        total(State.SUCCEEDED, "visma.invoice.delete", "0", unknown=1),
        total(None, CREATE, "0.5"),
        total(None, RELEASE, "0.5"),
    ),
    sums_planned={CREATE: {"NOK": Decimal(88689062)}, RELEASE: {"NOK": Decimal(88689062), "EUR": Decimal(120)}},
    started_at=AT,
    elapsed_s=190.4,
    calls=1412,
)

FAILED = RunReport(
    name="march-2026-7f3a",
    manifests=("march", "rättelser"),
    files=("march.yaml", "rättelser.yaml"),
    environment="test",
    company="Nordvik AS",
    state=RunState.ENDED,
    steps=520,
    counts={State.SUCCEEDED: 510, State.REFUSED: 4, State.SKIPPED: 5, State.CONFLICT: 1},
    sums=(
        total(State.SUCCEEDED, CREATE, "5000", "SEK"),
        total(State.SUCCEEDED, RELEASE, "5000", "SEK"),
        total(State.REFUSED, CREATE, "1234.5", "SEK"),
        total(State.SKIPPED, RELEASE, "1234.5", "SEK"),
    ),
    sums_planned={CREATE: {"SEK": Decimal("6234.5")}, RELEASE: {"SEK": Decimal("6234.5")}},
    causes=(
        Cause(
            state=State.CONFLICT,
            code="R012",
            message="someone changed the invoice since the plan",
            count=1,
            id="due-later",
            first=Place("rättelser.yaml", 31, 5),
        ),
        Cause(
            state=State.REFUSED,
            code="R004",
            message="TaxCategoryID '0' cannot be found",
            count=3,
            id="inv-27",
            first=Place("january.csv", 27, 0, "Momskod"),
        ),
        Cause(state=State.SKIPPED, message="`inv-27` was refused", count=5, id="inv-27-release"),
    ),
    started_at=AT,
    elapsed_s=61,
    calls=531,
)

INTERRUPTED = RunReport(
    name="march-2026-7f3a",
    manifests=("march",),
    files=("march.yaml",),
    environment="sandbox",
    state=RunState.INTERRUPTED,
    steps=10_000,
    counts={
        State.SUCCEEDED: 4000,
        State.IN_DOUBT: 2,
        State.ACCEPTED: 12,
        State.READY: 3000,
        State.PLANNED: 2985,
        State.MANUAL: 1,
    },
    causes=(
        Cause(
            state=State.IN_DOUBT,
            code="R020",
            message="no answer in 245 s",
            count=2,
            id="inv-9-release",
            first=Place("march.yaml", 90, 5),
        ),
        Cause(
            state=State.MANUAL,
            code="R021",
            message="two invoices match",
            count=1,
            id="inv-5",
            first=Place("march.yaml", 50, 5),
        ),
    ),
    started_at=AT,
    elapsed_s=7320,
)

RECORD = OperationRecord(
    run="march-2026-7f3a",
    manifest="march-2026",
    id="inv-5",
    seq=5,
    type="visma.invoice.create",
    state=State.MANUAL,
    code="R021",
    message="two invoices match: 100231, 100232",
    place=Place("march.yaml", 50, 5),
    natural_key="visma.invoice/externalReference=march-2026/inv-5",
    currency="SEK",
    amount=Decimal("16605.50"),
    payload_keys=("customerNumber", "documentDate", "invoiceLines"),
    needs=("settings-1",),
    attempts=(
        AttemptRecord(
            number=1,
            method="POST",
            path="/v2/customerinvoice",
            sent_at=AT,
            ended_at=AT + 245,
            state=State.IN_DOUBT,
            code="R020",
            message="no answer in 245 s",
        ),
        AttemptRecord(number=2, method="POST", path="/v2/customerinvoice", if_match='"AA"', sent_at=AT + 600),
    ),
    events=(EventRecord(at=AT, kind="sending"), EventRecord(at=AT + 545, kind="settled", text="two match")),
    undone_by="visma.invoice.delete",
    undone_in=("Balanced", "Hold"),
)
