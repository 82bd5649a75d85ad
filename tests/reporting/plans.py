"""Plans built by hand, with a step of every verdict and kind."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from bulkops.core.bound import Bound, Selection
from bulkops.core.change import Change, ChangeKind
from bulkops.core.finding import Finding, Severity
from bulkops.core.json import canonical
from bulkops.core.outside import Outside
from bulkops.core.place import Place
from bulkops.core.plan import Calls, Forecast, LeftOut, PlanContext, PlanSummary
from bulkops.core.shown import SentRequest, Shown, ShownPlan
from bulkops.core.step import Step, Verdict
from bulkops.planning.fold import fold
from bulkops.planning.show import show
from bulkops.providers import REGISTRY

CONTEXT = PlanContext(
    manifests=("march.yaml", "rättelser.yaml"),
    company="Nordvik AS",
    environment="production",
    profile="prod",
    digest="ab129f3c77de01",
    next_command="bulkops apply march.yaml rättelser.yaml",
)
FORECAST = Forecast(
    calls=(Calls(api="visma", kind="write", count=6), Calls(api="visma", kind="confirm", count=2)), seconds=190.4
)
LEFT_OUT = (LeftOut(file="fakturor.csv", rows=12, rows_total=1000, groups=4, why="where"),)


def step(seq: int, op: str, **more: Any) -> Step:
    more.setdefault("id", f"s-{seq}")
    more.setdefault("place", Place("march.yaml", 3 + 10 * seq, 5))
    more.setdefault("manifest", "march")
    return Step(seq=seq, type=op, **more)


@dataclass(frozen=True, slots=True)
class Listed:
    """Steps of a plan that are kept in a list."""

    steps: Sequence[Shown]

    def __iter__(self) -> Iterator[Shown]:
        return iter(self.steps)

    def at(self, seqs: Collection[int]) -> Iterator[Shown]:
        return (step for step in self.steps if step.seq in seqs)


def summary_of(steps: Sequence[Step]) -> PlanSummary:
    return replace(fold(steps, REGISTRY, CONTEXT), reads=6, forecast=FORECAST, left_out=LEFT_OUT)


def plan_of(steps: Sequence[Step], summary: PlanSummary | None = None) -> ShownPlan:
    """Give steps as they are reviewed."""
    listed = Listed([show(one, REGISTRY.types[one.type]) for one in steps])
    summary = summary or summary_of(steps)
    return ShownPlan(summary=summary, steps=listed, bound=Bound(environment=summary.context.environment))


def reviewed() -> ShownPlan:
    """Give the small plan as one that is saved, selected from more, refused, and about what others have changed."""
    plan = plan_of(small(), replace(summary_of(small()), excluded=517))
    requests = {
        1: (SentRequest(method="POST", path="/v2/customerinvoice", body="1f" * 32, bytes=412),),
        2: (
            SentRequest(method="POST", path="/v1/customerinvoice/{acme-march}/action/release", if_match="{acme-march}"),
        ),
        3: (
            SentRequest(
                method="PUT",
                path="/v1/customerinvoice/100231",
                if_match='"AAAA"',
                background=True,
                body="c0" * 32,
                bytes=1203,
            ),
        ),
    }
    theirs = (
        Change(path="creditTermsId", before="30", after="45"),
        Change(path="invoiceContact.email", sensitive=True),
        Change(path="invoiceLines[2].quantity", before=Decimal(1), after=Decimal("1.50")),
    )
    outside = {
        3: Outside(run="feb-2026-7f3a", at=1_774_944_902.125, changes=theirs),
        4: Outside(run="feb-2026-7f3a", at=1_774_944_902.125),
        8: Outside(run="jan-2026-11c0", at=1_772_000_000.0, gone=True),
    }
    steps = [
        replace(
            one,
            requests=requests.get(one.seq, ()),
            outside=outside.get(one.seq),
            along="acme-march-release" if one.seq == 1 else "",
        )
        for one in plan.steps
    ]
    context = replace(CONTEXT, saved_as="p.bulk")
    summary = replace(plan.summary, context=context, along=1, outside=3, outside_seqs=(3, 4, 8))
    return replace(
        plan,
        steps=Listed(steps),
        summary=summary,
        bound=replace(
            plan.bound, selection=Selection(only=("acme-*", "fix it"), exclude=("*.print",)), expires_at=1_775_500_000.0
        ),
        findings=(
            Finding(code="P041", message="2 invoices would be released; the limit is 1"),
            Finding(code="P030", message="a warning", severity=Severity.WARNING),
            Finding(code="P044", message="a policy forbids it"),
            Finding(code="P041", message="the same limit"),
        ),
        findings_total=4,
    )


def small() -> list[Step]:
    document = {
        "detailTotalInCurrency": Decimal(4500),
        "invoiceLines": [{"lineNumber": number} for number in (1, 2, 3, 4)],
    }
    create = {
        "customerNumber": "00104",
        "documentDate": "2026-03-31",
        "invoiceText": "Konsultarvode mars\x1b[31m",
        "currencyId": "SEK",
        "hold": False,
        "externalReference": "march-2026/acme-march",
        "invoiceContact": {"name": "Kari Nordmann", "overrideContact": True},
        "invoiceLines": [
            {"inventoryNumber": "CONS-1", "quantity": Decimal("12.5"), "unitPriceInCurrency": Decimal("1250.00")},
            {"inventoryNumber": "TRAVEL", "quantity": 1, "unitPriceInCurrency": Decimal("980.50")},
        ],
    }
    update = (
        Change(path="creditTermsId", before="30", after="14"),
        Change(path="note", before=None, after="agreed by phone"),
        Change(path="documentDueDate", before="2026-04-30", after=None),
        Change(path="hold", kind=ChangeKind.UNREAD, after=False),
        Change(path="invoiceContact.email", before="old@acme.example", after="new@acme.example", sensitive=True),
        Change(path="invoiceLines[3].unitPriceInCurrency", before=100, after=Decimal("150.00")),
        Change(
            path="invoiceLines[3].description", before="Consulting\nsenior\nMarch", after="Consulting\njunior\nMarch"
        ),
        Change(
            path="invoiceLines[+]",
            kind=ChangeKind.ADD,
            after={"inventoryNumber": "TRAVEL", "quantity": 2, "unitPriceInCurrency": Decimal("1250.00")},
        ),
        Change(path="invoiceLines[4]", kind=ChangeKind.REMOVE, before={"inventoryNumber": "OLD", "quantity": 1}),
    )
    return [
        step(
            1,
            "visma.invoice.create",
            id="acme-march",
            payload=canonical(create),
            natural_key="visma.invoice/externalReference=march-2026/acme-march",
            currency="SEK",
            amount=Decimal("16605.50"),
        ),
        step(
            2,
            "visma.invoice.release",
            id="acme-march-release",
            target_from=1,
            needs=(1,),
            currency="SEK",
            amount=Decimal("16605.50"),
        ),
        step(
            3,
            "visma.invoice.update",
            id="fix-terms",
            target="100231",
            tag="AAAA",
            before=canonical(document),
            changes=update,
            currency="NOK",
            amount=Decimal(5000),
            needs=(1, 2),
            place=Place("rättelser.yaml", 7, 5),
        ),
        step(4, "visma.invoice.reverse", target="100007", currency="EUR", amount=Decimal("1234567.89")),
        step(5, "visma.invoice.delete", target="100008", currency="NOK"),
        step(
            6,
            "ddapi.invoice_settings.set",
            id="nordvik-settings",
            target="10042",
            before=b"{}",
            changes=(
                Change(path="TermsOfPaymentId", before=1, after=4),
                Change(path="PaysInvoiceFee", before=True, after=False),
                Change(path="InvoiceTypeId", before=2, after=None),
            ),
            needs=(1, 2, 3, 4, 5),
        ),
        step(
            7,
            "visma.invoice.update",
            id="due-later",
            target="100777",
            verdict=Verdict.CONFLICT,
            reason="`documentDueDate` was changed since (yours 2026-12-01, theirs 2026-12-15)",
            before=canonical({"documentDueDate": "2026-12-15T00:00:00", "note": "call them first"}),
            payload=canonical(
                {"documentDueDate": "2026-12-01", "note": "call them first", "overrideNumberSeries": True}
            ),
        ),
        step(8, "visma.invoice.update", target="100778", verdict=Verdict.UNCHANGED, reason="the field is as wanted"),
        step(9, "visma.invoice.create", id="beta-march", verdict=Verdict.DONE, target="100779"),
    ]


def large(count: int) -> Iterator[Step]:
    for seq in range(1, count + 1):
        yield _one(seq)


def _one(seq: int) -> Step:
    place, number = Place("january.csv", seq + 1, 0, "Fakturanr"), str(100000 + seq)
    money: dict[str, Any] = {"currency": "NOK" if seq % 3 else "EUR", "amount": Decimal(seq) / 2, "place": place}
    kind = seq % 10
    if kind < 2:
        return step(seq, "visma.invoice.release", target=number, **money)
    if kind < 6:
        terms = (Change(path="creditTermsId", before="30", after="14"),)
        return step(seq, "visma.invoice.update", target=number, changes=terms, place=place)
    if kind < 7:
        lines = (
            Change(path=f"invoiceLines[{seq % 4}].quantity", before=1, after=Decimal(seq % 50)),
            Change(path="documentDate", before="2026-01-01", after=f"2026-02-{1 + seq % 28:02}"),
        )
        return step(seq, "visma.invoice.update", target=number, changes=lines, **money)
    if kind < 9:
        return step(seq, "visma.invoice.create", payload=b'{"customerNumber":"1"}', **money)
    if seq % 100 == 99:
        reason = "`creditTermsId` was changed since (yours 14, theirs 10)"
        sides = {"payload": canonical({"creditTermsId": "14"}), "before": canonical({"creditTerms": {"id": "10"}})}
        return step(
            seq, "visma.invoice.update", target=number, verdict=Verdict.CONFLICT, reason=reason, place=place, **sides
        )
    return step(seq, "visma.invoice.update", target=number, verdict=Verdict.UNCHANGED, place=place)
