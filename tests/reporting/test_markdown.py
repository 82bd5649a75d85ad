"""Plans as comments, whole; and what a reviewer and a platform must find in them."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import PurePath
from typing import Any

import pytest

from bulkops.core.bound import Bound, BoundLimit, Selection
from bulkops.core.change import Change
from bulkops.core.conflict import Conflict, Standing, ThreeWay
from bulkops.core.finding import Finding, Severity
from bulkops.core.json import canonical
from bulkops.core.place import Place
from bulkops.core.plan import LeftOut
from bulkops.core.shown import ShownPlan
from bulkops.core.step import Step, Verdict
from bulkops.providers import REGISTRY
from bulkops.reporting.markdown import BUDGET_MIN, marker_of, plan_markdown
from bulkops.reporting.markdown_fold import group_texts
from bulkops.reporting.markdown_groups import folds_of
from bulkops.reporting.markdown_table import undo_text
from bulkops.reporting.markdown_text import size
from bulkops.reporting.markdown_view import View
from tests.reporting.comment import Page, number
from tests.reporting.mixed import mixed
from tests.reporting.plans import CONTEXT, large, plan_of, small, step, summary_of

Golden = Callable[[str, str], None]
CANARY = "canary-5b1e"


def link(place: Place) -> str:
    return f"https://git.example/books/blob/4f2c9d1/{place.file}#L{place.line}"


def written(plan: ShownPlan, **more: Any) -> str:
    return plan_markdown(plan, REGISTRY, link=link, **more)


def bound_to(steps: list[Step], *, context: dict[str, Any] | None = None, **more: Any) -> ShownPlan:
    """A plan bound to something, its context and summary altered."""
    summary = {name: more.pop(name) for name in ("excluded", "along", "left_out") if name in more}
    made = replace(summary_of(steps), context=replace(CONTEXT, **(context or {})), **summary)
    findings = more.pop("findings", ())
    bound = Bound(environment=made.context.environment, company_id="1234567", **more)
    return replace(plan_of(steps, made), bound=bound, findings=findings)


def releases(count: int) -> list[Step]:
    money: dict[str, Any] = {"currency": "NOK", "amount": Decimal("1250.00")}
    return [step(seq, "visma.invoice.release", target=str(100_000 + seq), **money) for seq in range(1, count + 1)]


def refused() -> ShownPlan:
    findings = (
        Finding(
            code="P040",
            message="the plan has 3 `release` operations; `release_max` allows 2",
            place=Place("march.yaml", 13, 5),
            operation="s-1",
            hint="add `--allow release=3`",
        ),
        Finding(code="P012", message="`s-2` may be done already", severity=Severity.WARNING),
        Finding(code="P047", message="`conftest test -` found mistakes", notes=("FAIL - | <b>no</b> @everyone",)),
    )
    return bound_to(releases(3), limits=(BoundLimit(name="release_max", value="2"),), findings=findings)


def incomplete() -> ShownPlan:
    selection = Selection(only=("march/inv-1*", "*.release"), exclude=("s-9",))
    kept: dict[str, Any] = {"saved_as": "march plan.json", "environment": "sandbox"}
    times = {"created_at": 1_774_944_000.0, "expires_at": 1_775_030_400.0}
    return bound_to(releases(2), context=kept, selection=selection, excluded=1204, along=1, **times)


def nothing() -> ShownPlan:
    quiet = [replace(one, verdict=Verdict.UNCHANGED) for one in releases(7)]
    return bound_to([*quiet, step(8, "visma.invoice.create", verdict=Verdict.DONE)], left_out=())


def secret() -> ShownPlan:
    """A plan that is about personal data everywhere that it can be."""
    contact = {"invoiceContact": {"name": CANARY, "email": f"{CANARY}@acme.example"}}
    change = Change(path="invoiceContact.email", before=f"{CANARY}-old", after=f"{CANARY}-new", sensitive=True)
    steps = [
        step(1, "visma.invoice.create", payload=canonical({"customerNumber": "1", **contact})),
        step(2, "visma.invoice.update", target="100231", changes=(change,), payload=canonical(contact)),
        step(3, "visma.invoice.update", target="100232", verdict=Verdict.CONFLICT, payload=canonical(contact)),
    ]
    plan = plan_of(steps)
    row = ThreeWay(path="invoiceContact.email", standing=Standing.CLASH, asked=True, sensitive=True)
    clash = replace(next(plan.steps.at({3})), conflict=Conflict(noun="invoice", target="100232", rows=(row,)))
    return replace(plan, steps=type(plan.steps)([*plan.steps.at({1, 2}), clash]))  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("name", "plan"),
    [
        ("small", lambda: plan_of(small())),
        ("mixed", mixed),
        ("nothing", nothing),
        ("refused", refused),
        ("incomplete", incomplete),
        ("sensitive", secret),
    ],
)
def test_a_whole_comment(name: str, plan: Callable[[], ShownPlan], golden: Golden) -> None:
    text = written(plan())
    Page(text)
    golden(f"plan-{name}.md", f"{text}\n")


def test_personal_data_is_in_no_comment() -> None:
    text = written(secret())
    assert CANARY not in text
    assert "(changed, sensitive)" in text
    assert text.count("(sensitive)") == 3  # what a conflict was planned from, is now, and is to be


def test_a_comment_is_found_again_by_its_first_line() -> None:
    plan = plan_of(small())
    first = written(plan).splitlines()[0]
    assert first == marker_of(plan)
    assert first.startswith("<!-- bulkops:plan:")
    assert marker_of(nothing()) == marker_of(refused()), "another plan of the same manifests for the same company"
    assert written(nothing()).splitlines()[0] == marker_of(nothing())


@pytest.mark.parametrize(
    ("bound", "context"),
    [({"company_id": "7654321"}, {}), ({"environment": "test"}, {}), ({}, {"manifests": ("april/april.yaml",)})],
)
def test_another_company_environment_or_folder_has_a_comment_of_its_own(
    bound: dict[str, Any], context: dict[str, Any]
) -> None:
    plan = refused()
    summary = replace(plan.summary, context=replace(plan.summary.context, **context))
    assert marker_of(replace(plan, bound=replace(plan.bound, **bound), summary=summary)) != marker_of(plan)


def test_a_manifest_that_is_added_stays_in_the_same_comment() -> None:
    plan = refused()
    manifests = plan.summary.context.manifests
    beside = str(PurePath(manifests[0]).with_name("added.yaml"))
    more = replace(plan.summary.context, manifests=(beside, *manifests[::-1]))
    assert marker_of(replace(plan, summary=replace(plan.summary, context=more))) == marker_of(plan)


def test_what_is_final_stands_first_and_in_red() -> None:
    text = written(mixed())
    alert = text.partition("> [!CAUTION]")[2].partition("\n\n")[0]
    assert "1\u2009200 operations cannot be undone" in alert
    assert "Becomes final by release" in alert
    assert text.index("CAUTION") < text.index("|---|")
    reversible = written(bound_to([step(1, "visma.invoice.create", payload=b"{}")], left_out=()))
    assert "CAUTION" not in reversible


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("release_max", "12", "10 of 12 used"),
        ("release_max", "13", ""),
        ("operations_max", "50% (2 to 12)", "10 of 5 used"),
        ("operations_max", "11 or 50% (2 to 12)", "10 of 11 used"),
        ("delete_max", "0", ""),
        ("release_sum_max.NOK", "13000.00", "12\u2009500.00 NOK of 13\u2009000.00 NOK used"),
        ("sum_max.NOK", "13000", "12\u2009500.00 NOK of 13\u2009000.00 NOK used"),
        ("sum_max.EUR", "1", ""),
        ("document_max.NOK", "1500", "1\u2009250.00 NOK of 1\u2009500.00 NOK used"),
        ("document_max.NOK", "1600", ""),
    ],
)
def test_a_limit_is_told_where_the_plan_is_near_it(name: str, value: str, told: str) -> None:
    text = written(bound_to(releases(10), limits=(BoundLimit(name=name, value=value),)))
    assert (f"`{name}`" in text) is bool(told)
    assert told in text


def test_a_raised_limit_is_told_however_far_the_plan_is_from_it() -> None:
    limits = (
        BoundLimit(name="release_max", value="5000", lifted=True),
        BoundLimit(name="other", value="new form", lifted=True),
    )
    text = written(bound_to(releases(10), limits=limits))
    assert "**Limit raised for this plan**: `release_max`, 10 of 5\u2009000 used." in text
    assert "**Limit raised for this plan**: `other` to `new form`." in text


def test_a_refused_plan_does_not_offer_to_be_applied() -> None:
    text = written(refused())
    assert "bulkops apply" not in text
    assert "add `--allow release=3`" in text
    assert text.index("P040") < text.index("P012"), "errors stand before warnings"
    assert "bulkops apply" in written(incomplete())


def test_what_carries_the_plan_out_may_be_said_in_words() -> None:
    text = written(incomplete(), how="merge this pull request @team")
    assert "merge this pull request @&#8203;team" in text
    assert "bulkops apply" not in text


def test_findings_that_are_not_shown_are_counted() -> None:
    findings = tuple(Finding(code="P012", message=f"no. {at}", severity=Severity.WARNING) for at in range(50))
    plan = replace(plan_of(small()), findings=findings, findings_total=700)
    assert "- and 680 more findings" in written(plan)
    assert "### 700 findings" in written(plan)


def test_a_plan_of_many_steps_is_as_long_as_one_of_few() -> None:
    few, many = (written(plan_of(list(large(count)))) for count in (2000, 20_000))
    assert abs(len(few) - len(many)) < 2000


def test_every_step_is_in_the_table_and_in_a_fold() -> None:
    plan = mixed()
    page = Page(written(plan))
    counts = [number(row[2]) for row in page.tables[0].rows[1:]]
    assert sum(counts[:-1]) == counts[-1] == plan.summary.steps == 5000
    folded = sum(number(summary.partition(" · ")[2]) for summary in page.summaries)
    assert folded == plan.summary.shown == 4800


def test_less_room_makes_fewer_examples_and_no_fewer_counts() -> None:
    wide, narrow = (written(mixed(), budget=budget) for budget in (60_000, 16_000))
    assert len(narrow.encode()) <= 16_000 < len(wide.encode()) <= 60_000
    assert Page(narrow).tables[0] == Page(wide).tables[0]
    assert Page(narrow).summaries == Page(wide).summaries


def test_too_little_room_is_refused() -> None:
    with pytest.raises(ValueError, match="8000"):
        written(plan_of(small()), budget=BUDGET_MIN - 1)


def test_conflicts_show_three_sides_where_they_are_known() -> None:
    plan = plan_of(small())
    rows = (
        ThreeWay(path="note", standing=Standing.CLASH, before="a", theirs="b|c", ours=None, asked=True),
        ThreeWay(path="hold", standing=Standing.THEIRS, before=False, theirs=True),
        ThreeWay(path="creditTermsId", standing=Standing.KEPT, before="14", theirs="14", ours="14", asked=True),
    )
    clash = replace(next(plan.steps.at({7})), conflict=Conflict(noun="invoice", target="100777", rows=rows))
    others = plan.steps.at({1, 2, 3, 4, 5, 6, 8, 9})
    plan = replace(plan, steps=type(plan.steps)([*others, clash]))  # type: ignore[call-arg]
    table = Page(written(plan)).tables[1]
    assert table.rows[0] == ["operation", "field", "planned from", "in the system now", "you want"]
    assert [row[1:] for row in table.rows[1:]] == [
        ["note", "a", "b|c", "(cleared)"],
        ["hold", "false", "true", "not asked for"],
    ]


def test_rows_left_out_of_many_tables_are_counted() -> None:
    tables = tuple(LeftOut(file=f"t{at}.csv", rows=2, rows_total=10, why="where") for at in range(9))
    assert "Left out of 4 more tables: 8 rows." in written(bound_to(releases(1), left_out=tables))


@pytest.mark.parametrize(
    ("name", "beside", "told"),
    [
        ("visma.invoice.release", (), "**no**, only countered by a new credit note (`visma.invoice.reverse`)"),
        ("visma.invoice.delete", (), "**no**"),
        ("visma.invoice.print", (), "changes nothing"),
        ("visma.invoice.attach", (), "by hand only"),
        ("visma.invoice.update", (), "yes, by setting the former values again (`visma.invoice.update`)"),
        (
            "visma.invoice.create",
            ("visma.invoice.reverse",),
            "yes, by `visma.invoice.delete`, while its status is Balanced or Hold",
        ),
        (
            "visma.invoice.create",
            ("visma.invoice.update", "visma.invoice.release"),
            "yes, by `visma.invoice.delete`, while its status is Balanced or Hold, and so no more after its release",
        ),
    ],
)
def test_what_undoes_an_operation(name: str, beside: tuple[str, ...], told: str) -> None:
    assert undo_text(REGISTRY.types[name], REGISTRY, [REGISTRY.types[one] for one in beside]) == told


def test_a_saved_plan_in_conflict_is_not_offered_as_it_is() -> None:
    text = written(mixed())
    assert "plan again; or do only the others: `bulkops apply month-end.plan.json --on-conflict skip`" in text


def test_an_address_that_would_take_the_room_of_others_is_left_out() -> None:
    plan = plan_of(small())
    assert Page(plan_markdown(plan, REGISTRY, link=lambda _: f"https://git.example/{'x' * 300}")).links
    assert Page(plan_markdown(plan, REGISTRY, link=lambda _: f"https://git.example/{'x' * 400}")).links == []


def test_groups_take_no_more_room_than_there_is() -> None:
    steps = [
        step(seq, "visma.invoice.update", target="1", changes=(Change(path=f"note{seq % 60}", after="x" * (seq % 7)),))
        for seq in range(1, 1201)
    ]
    plan = plan_of(steps)
    view = View(registry=REGISTRY, link=lambda _: "", verbs={"visma.invoice.update": "update"})
    shown, more = {one.seq: one for one in plan.steps}, dict.fromkeys(range(1, 61), "`show`")
    folds = list(folds_of(plan.summary.groups, shown, view, more))
    for room in range(1000, 20_000, 397):
        texts = group_texts(folds, room)
        assert sum(size(text) + 1 for text in texts) <= room
        assert (len(texts) == 60) is not texts[-1].startswith("and ")
