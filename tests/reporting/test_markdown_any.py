"""Any plan, however large its parts and whatever their texts: one comment of bounded size, all of it counted."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bulkops.core.bound import Bound, BoundLimit, Selection
from bulkops.core.change import Change, ChangeKind
from bulkops.core.conflict import Conflict, Standing, ThreeWay
from bulkops.core.finding import Finding, Severity
from bulkops.core.outside import Outside
from bulkops.core.place import Place
from bulkops.core.plan import Calls, Forecast, LeftOut, PlanContext
from bulkops.core.shown import Shown, ShownPlan
from bulkops.core.step import Verdict
from bulkops.planning.fold import Fold
from bulkops.providers import REGISTRY
from bulkops.reporting.markdown import BUDGET_MIN, plan_markdown
from tests.reporting.comment import Page, number
from tests.reporting.plans import Listed
from tests.reporting.test_markdown_text import HEEDED, PIECES

ALLOWED = {"details", "summary", "b", "br", "code", "pre", "p", "h2", "h3", "hr", "a", "ul", "li", "strong"}
ALLOWED |= {"table", "thead", "tbody", "tr", "th", "td", "blockquote"}
SAFE = "https://git.example/"
#: Enormous once in a while.
TEXTS = st.builds(
    lambda pieces, times: "".join(pieces) * times,
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=8),
    st.sampled_from((1, 1, 1, 40, 2000)),
)
AMOUNTS = st.none() | st.decimals(min_value=-(10**13), max_value=10**13, places=2)
VALUES = TEXTS | AMOUNTS | st.booleans()
CHANGES = st.builds(
    Change,
    path=TEXTS | st.sampled_from(("creditTermsId", "note", "invoiceLines[3].quantity", "invoiceLines[+]")),
    kind=st.sampled_from(ChangeKind),
    before=VALUES,
    after=VALUES,
)
ROWS = st.builds(
    ThreeWay,
    path=TEXTS,
    standing=st.sampled_from(Standing),
    before=VALUES,
    theirs=VALUES,
    ours=VALUES,
    asked=st.booleans(),
    sensitive=st.booleans(),
)
CONFLICTS = st.builds(
    Conflict, noun=TEXTS, target=TEXTS, rows=st.lists(ROWS, max_size=8).map(tuple), planned=st.booleans()
)
PLACES = st.builds(Place, TEXTS, st.integers(min_value=0, max_value=10**9))
FINDINGS = st.builds(
    Finding,
    code=st.just("P040"),
    message=TEXTS,
    place=st.none() | PLACES,
    operation=TEXTS,
    hint=TEXTS,
    severity=st.sampled_from(Severity),
    notes=st.lists(TEXTS, max_size=3).map(tuple),
)
LIMITS = st.builds(
    BoundLimit,
    name=st.sampled_from(("release_max", "operations_max", "sum_max.NOK", "document_max.NOK")) | TEXTS,
    value=st.sampled_from(("0", "3", "50% (2 to 9)", "7 or 50% (2 to 9)")) | TEXTS,
    lifted=st.booleans(),
)
OUTSIDE = st.none() | st.builds(Outside, run=TEXTS, at=st.just(1.7e9), changes=st.lists(CHANGES, max_size=8).map(tuple))


@st.composite
def shown(draw: st.DrawFn) -> dict[str, Any]:
    operation_type = REGISTRY.types[draw(st.sampled_from(sorted(REGISTRY.types)))]
    verdict = draw(st.sampled_from((Verdict.DO, Verdict.DO, *Verdict)))
    return {
        "manifest": "m",
        "id": draw(TEXTS),
        "type": operation_type.name,
        "verdict": verdict,
        "reason": draw(TEXTS),
        "place": draw(PLACES),
        "target": draw(TEXTS | st.just("")),
        "currency": draw(st.sampled_from(("NOK", "EUR", "")) | TEXTS),
        "amount": draw(AMOUNTS),
        "amount_before": draw(AMOUNTS),
        "existing": draw(st.booleans()),
        "payload": {"customerNumber": draw(TEXTS), "invoiceText": draw(TEXTS)} if not operation_type.targeted else {},
        "changes": tuple(draw(st.lists(CHANGES, max_size=12))) if operation_type.targeted else (),
        "conflict": draw(CONFLICTS) if verdict is Verdict.CONFLICT else None,
        "outside": draw(OUTSIDE),
        "along": draw(st.just("") | TEXTS),
    }


@st.composite
def plans(draw: st.DrawFn) -> ShownPlan:
    kinds = draw(st.lists(shown(), min_size=1, max_size=10))
    steps: list[Shown] = []
    for kind in kinds:
        steps += [Shown(seq=len(steps) + at, **kind) for at in range(1, draw(st.sampled_from((1, 2, 30))) + 1)]
    fold = Fold(REGISTRY, groups_max=draw(st.sampled_from((2, 1000))))
    for step in steps:
        fold.add(step)
    context = PlanContext(
        manifests=tuple(draw(st.lists(TEXTS, min_size=1, max_size=7))),
        company=draw(TEXTS),
        environment=draw(TEXTS),
        digest=draw(TEXTS),
        saved_as=draw(st.just("") | TEXTS),
        offline=draw(st.booleans()),
        next_command=draw(TEXTS),
    )
    selection = Selection(only=tuple(draw(st.lists(TEXTS, max_size=7))), only_failed=draw(TEXTS))
    left_out = tuple(LeftOut(file=text, rows=2, rows_total=9, why=text) for text in draw(st.lists(TEXTS, max_size=9)))
    forecast = Forecast(calls=(Calls(api="visma", kind="write", count=9),), seconds=1e7, windows=10**6)
    summary = replace(
        fold.summary(context), excluded=draw(st.sampled_from((0, 10**6))), left_out=left_out, forecast=forecast
    )
    bound = Bound(
        environment=context.environment,
        company_id=draw(TEXTS),
        selection=selection,
        limits=tuple(draw(st.lists(LIMITS, max_size=12))),
        created_at=1.7e9,
        expires_at=1.8e9,
    )
    findings = tuple(draw(st.lists(FINDINGS, max_size=30)))
    total = len(findings) + draw(st.sampled_from((0, 10**5)))
    return ShownPlan(summary=summary, steps=Listed(steps), bound=bound, findings=findings, findings_total=total)


def check(plan: ShownPlan, text: str, budget: int) -> None:
    assert len(text.encode()) <= budget
    page = Page(text)
    assert page.tags <= ALLOWED
    assert page.attributes <= {"href", "class", "style"}
    assert all(address.startswith(SAFE) for address in page.links)
    assert not HEEDED.search("".join(page.loud)), "a mention, a reference or an address is heeded"
    if plan.summary.shown:
        counts = [number(row[2]) for row in page.tables[0].rows[1:]]
        assert sum(counts[:-1]) == counts[-1] == plan.summary.steps
        more = [one for one in page.paragraphs if re.match(r"and [\d\u2009]+ more groups? with", one)]
        folded = sum(number(one.partition("with")[2]) for one in more)
        told = [one for one in plan.summary.groups if one.verdict in {Verdict.DO, Verdict.CONFLICT}]
        assert folded + sum(number(one.partition(" · ")[2]) for one in page.summaries) == sum(one.count for one in told)
    total = max(plan.findings_total, len(plan.findings))
    if total:
        shown = sum(bool(re.match(r"(error|warning) P040", one)) for one in page.paragraphs)
        left = [number(one) for one in page.paragraphs if re.match(r"and [\d\u2009]+ more findings?$", one.strip())]
        assert shown + sum(left) == total


@settings(max_examples=60, deadline=None)
@given(plans(), st.sampled_from((BUDGET_MIN, 32_768, 60_000)), st.just("") | TEXTS)
def test_any_plan_is_one_comment(plan: ShownPlan, budget: int, how: str) -> None:
    text = plan_markdown(plan, REGISTRY, budget=budget, link=lambda place: f"{SAFE}{place.file}#L{place.line}", how=how)
    check(plan, text, budget)


@settings(max_examples=15, deadline=None)
@given(st.lists(TEXTS, min_size=3, max_size=6), st.sampled_from((BUDGET_MIN, 60_000)), st.sampled_from((40, 1300)))
def test_any_number_of_groups_is_one_comment(texts: list[str], budget: int, count: int) -> None:
    steps = [
        Shown(
            seq=seq,
            manifest="m",
            id=f"{texts[0]}{seq}",
            type="visma.invoice.update",
            place=Place(texts[1], seq),
            target=str(seq),
            changes=(Change(path=f"{texts[2]}{seq}", before=Decimal(seq), after=None),),
        )
        for seq in range(1, count + 1)
    ]
    fold = Fold(REGISTRY)
    for step in steps:
        fold.add(step)
    context = PlanContext(manifests=("m.yaml",), environment="test")
    plan = ShownPlan(summary=fold.summary(context), steps=Listed(steps), bound=Bound(environment="test"))
    check(plan, plan_markdown(plan, REGISTRY, budget=budget), budget)
