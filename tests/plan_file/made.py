"""Plans of every kind of operation, and one with all that a plan can hold."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from bulkops.adapters.plan_file import PlanFile, write_plan
from bulkops.core.bound import Bound, BoundFile, BoundLimit, Selection
from bulkops.core.change import Change, ChangeKind
from bulkops.core.finding import Finding, Related, Severity
from bulkops.core.outside import Outside
from bulkops.core.place import Place
from bulkops.core.plan import PlanSummary
from bulkops.core.shown import SentRequest, Shown, ShownPlan
from bulkops.core.step import Step
from bulkops.planning.fold import fold
from bulkops.providers import REGISTRY
from bulkops.reporting.plan_json import plan_json
from tests.reporting.plans import CONTEXT, FORECAST, LEFT_OUT, Listed, plan_of, small

CREATED_AT = 1_774_944_000.0  # 2026-03-31 08:00
DIGEST = "ab" * 32
BOUND = Bound(
    environment="production",
    company="Nordvik AS",
    company_id="visma:1234567",
    profile="prod",
    spec="0c" * 32,
    inputs=(BoundFile(path="march.yaml", sha256="1f" * 32), BoundFile(path="fakturor.csv", sha256="2e" * 32)),
    selection=Selection(only=("acme-*", "visma.invoice.*"), exclude=("*-old",), only_failed="7f3a"),
    limits=(BoundLimit(name="release_max", value="2000"), BoundLimit(name="sum_max.SEK", value="9e5", lifted=True)),
    policies=(BoundFile(path="policies/q1.yaml", sha256="3d" * 32),),
    version="0.1.0",
    created_at=CREATED_AT,
    expires_at=CREATED_AT + 86_400,
)
FINDINGS = (
    Finding(
        code="P040",
        message="3 invoices would be released; the limit is 2",
        operation="acme-march",
        hint="add `--allow release_max=3`",
        related=(Related("the first of them", Place("march.yaml", 13, 5)),),
        notes=("counted by manifest:", "  march 3"),
    ),
    Finding(
        code="T012", message="a row is empty", place=Place("fakturor.csv", 7, 0, "Belopp"), severity=Severity.WARNING
    ),
)


def rich() -> ShownPlan:
    """Give a plan with every verdict, and with every member filled in somewhere."""
    plan = plan_of(small())
    steps = [_told(shown) for shown in plan.steps]
    summary = replace(
        folded(steps),
        reads=6,
        forecast=FORECAST,
        left_out=LEFT_OUT,
        excluded=2,
        titles={"creditTermsId": {"14": "14 dagar netto"}},
    )
    return ShownPlan(summary=summary, steps=Listed(steps), bound=BOUND, findings=FINDINGS, findings_total=5)


def _told(shown: Shown) -> Shown:
    if shown.seq == 1:
        sent = SentRequest(method="POST", path="/customerinvoice", background=True, body=DIGEST, bytes=412)
        return replace(shown, requests=(sent,), content="4b" * 32)
    if shown.seq == 2:
        sent = SentRequest(method="POST", path="/customerinvoice/{acme-march}/action/release", if_match="{acme-march}")
        return replace(shown, requests=(sent, replace(sent, method="PUT")), tag_from=1, along="acme-march")
    if shown.seq == 3:
        seen = (
            Change(path="invoiceLines[3].quantity", before=Decimal("2.50"), after=3),
            Change(path="detailTotalInCurrency", before=Decimal("4500.00"), after=Decimal("1000.5")),
            Change(path="invoiceContact.phone1", kind=ChangeKind.SET, sensitive=True),
        )
        return replace(shown, outside=Outside(run="7f3a", at=CREATED_AT - 60.125, changes=seen))
    if shown.seq == 4:
        return replace(shown, outside=Outside(run="7f3a", at=CREATED_AT - 60, gone=True))
    return shown


def folded(steps: Sequence[Shown]) -> PlanSummary:
    """Sum steps up as a plan of production does."""
    return fold(steps, REGISTRY, CONTEXT)


def plain(steps: Sequence[Shown]) -> ShownPlan:
    """Give steps as a plan, without anything beside them."""
    return ShownPlan(summary=folded(steps), steps=Listed(list(steps)), bound=BOUND)


def made_of(steps: Sequence[Step]) -> ShownPlan:
    """Give steps as they are reviewed."""
    return plain(list(plan_of(steps).steps))


def saved(plan: ShownPlan, path: Path) -> Path:
    """Write a plan to a file."""
    write_plan(path, plan_json(plan, REGISTRY))
    return path


def as_read(plan: ShownPlan) -> ShownPlan:
    """Give a plan with what a file of it is named by left out, for it is not in the file."""
    context = replace(plan.summary.context, saved_as="", next_command="", digest="")
    return replace(plan, summary=replace(plan.summary, context=context))


def opened(path: Path) -> PlanFile:
    """Read a plan file."""
    return PlanFile(path, REGISTRY)
