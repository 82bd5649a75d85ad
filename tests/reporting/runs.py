"""Reports of runs, built by hand."""

from decimal import Decimal

from bulkops.core.conflict import Conflict, Standing, ThreeWay
from bulkops.core.outcome import State
from bulkops.core.place import Place
from bulkops.core.record import AttemptRecord, EventRecord, OperationRecord, SentFile
from bulkops.core.run import Cause, Doubt, RunReport, RunState, RunSum
from bulkops.core.shown import HIDDEN

AT = 1_774_944_902.125  # 2026-03-31 08:15:02 UTC
CREATE, RELEASE = "visma.invoice.create", "visma.invoice.release"


def total(state: State | None, name: str, amount: str, currency: str = "NOK", *, unknown: int = 0) -> RunSum:
    final = name == RELEASE and state in (State.SUCCEEDED, None)
    return RunSum(state=state, type=name, currency=currency, amount=Decimal(amount), unknown=unknown, final=final)


#: Every standing, values that are too wide for a column, and personal data.
CONFLICT = Conflict(
    noun="invoice",
    target="100777",
    rows=(
        ThreeWay(path="status", standing=Standing.THEIRS, before="Balanced", theirs="Hold"),
        ThreeWay(
            path="documentDueDate",
            standing=Standing.CLASH,
            before="2026-04-30",
            theirs="2026-05-15",
            ours="2026-05-31",
            asked=True,
        ),
        ThreeWay(path="invoiceText", standing=Standing.THEIRS, before="Mars", theirs=None, ours="Mars", asked=True),
        ThreeWay(path="note", standing=Standing.SAME, before=None, theirs="agreed", ours="agreed", asked=True),
        ThreeWay(path="overrideNumberSeries", standing=Standing.UNREAD, ours=True, asked=True),
        ThreeWay(path="creditTermsId", standing=Standing.KEPT, before="14", theirs="14", ours="14", asked=True),
        ThreeWay(path="hold", standing=Standing.KEPT, before=False, theirs=False, ours=False, asked=True),
        ThreeWay(path="invoiceContact.email", standing=Standing.CLASH, asked=True, sensitive=True),
        ThreeWay(
            path="invoiceLines[3].unitPriceInCurrency",
            standing=Standing.CLASH,
            before=Decimal(100),
            theirs=Decimal("120.50"),
            ours=Decimal("1150.00"),
            asked=True,
        ),
        ThreeWay(
            path="invoiceLines[4]",
            standing=Standing.CLASH,
            before={"description": "Travel to Oslo and back, second class", "quantity": Decimal(1)},
            theirs={"description": "Travel to Oslo and back, first class\nby train", "quantity": Decimal(1)},
            asked=True,
        ),
        ThreeWay(
            path="invoiceLines[5].quantity",
            standing=Standing.OURS,
            before=Decimal(1),
            theirs=Decimal(1),
            ours=Decimal(2),
            asked=True,
        ),
        ThreeWay(path="invoiceLines[9]", standing=Standing.THEIRS, theirs={"quantity": Decimal(1)}),
    ),
)

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
            conflict=CONFLICT,
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
    tables=1,
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
    doubts=(
        Doubt(
            id="inv-5",
            manifest="march",
            place=Place("march.yaml", 50, 5),
            state=State.MANUAL,
            message="two invoices match",
        ),
        Doubt(
            id="inv-9-release",
            manifest="march",
            place=Place("march.yaml", 90, 5),
            state=State.IN_DOUBT,
            code="R005",
            message="no answer in 245 s",
            sent_at=AT + 7200,
            settled_at=AT + 7500,
            wait_s=180,
        ),
        Doubt(
            id="inv-11-release",
            manifest="march",
            place=Place("march.yaml", 110, 5),
            state=State.IN_DOUBT,
            code="R005",
            message="no answer in 245 s",
            sent_at=AT + 6700,
            settled_at=AT + 7000,
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
    payload_keys=("customerNumber", "documentDate", "invoiceContact", "invoiceLines"),
    body={
        "customerNumber": "00104",
        "documentDate": "2026-03-31",
        "invoiceContact": {"name": HIDDEN, "overrideContact": True},
        "invoiceLines": [
            {"operation": "Insert", "inventoryNumber": "CONS-1", "quantity": Decimal("12.5"), "subaccount": [{"a": 1}]},
            {"operation": "Insert", "inventoryNumber": "TRAVEL\x1b[31m", "quantity": None},
        ],
    },
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

#: What an update ends with that somebody else came before.
IN_CONFLICT = OperationRecord(
    run="march-2026-7f3a",
    manifest="rättelser",
    id="due-later",
    seq=31,
    type="visma.invoice.update",
    state=State.CONFLICT,
    code="R130",
    message="somebody changed the document since the plan",
    place=Place("rättelser.yaml", 31, 5),
    target="100777",
    payload_keys=("documentDueDate",),
    attempts=(
        AttemptRecord(
            number=1,
            method="PUT",
            path="/v1/customerinvoice/100777",
            if_match='"AAAA"',
            background=True,
            sent_at=AT,
            ended_at=AT + 2,
            status=412,
            state=State.CONFLICT,
        ),
    ),
    undone_by="visma.invoice.update",
    receipt="0b0e0000-0000-4000-8000-000000000001",
    conflict=CONFLICT,
    manifests=("march.yaml", "rättelser 2.yaml"),
    option=" --project p.yaml",
)
ATTACHED = OperationRecord(
    run="7f3a",
    manifest="march",
    id="timesheet",
    type="visma.invoice.attach",
    state=State.IN_DOUBT,
    code="R006",
    message="the connection broke",
    place=Place("march.yaml", 7, 5),
    target="100231",
    sent_file=SentFile(name="hours.pdf", size=12345, sha256="ab" * 32, path="/in/hours.pdf"),
)
PRINTED = OperationRecord(
    run="7f3a",
    manifest="march",
    id="print",
    type="visma.invoice.print",
    state=State.SUCCEEDED,
    place=Place("march.yaml", 9, 5),
    target="100231",
    save_as="/out/100231.pdf",
)
