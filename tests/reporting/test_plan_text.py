import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from bulkops.core.change import Change, ChangeKind
from bulkops.core.plan import Forecast, PlanSummary
from bulkops.core.step import Step, Verdict
from bulkops.planning.fold import fold
from bulkops.providers import REGISTRY
from bulkops.reporting.plan_text import plan_text
from bulkops.reporting.style import Style
from tests.reporting.plans import CONTEXT, FORECAST, LEFT_OUT, large, small, step

Golden = Callable[[str, str], None]
STYLE = Style(width=100)


def summary_of(steps: list[Step]) -> PlanSummary:
    return replace(fold(steps, REGISTRY, CONTEXT), reads=6, forecast=FORECAST, left_out=LEFT_OUT)


def text_of(summary: PlanSummary, steps: list[Step], style: Style = STYLE, *, show_all: bool = False) -> str:
    return "\n".join(plan_text(summary, steps, REGISTRY, style, show_all=show_all)) + "\n"


def test_a_small_plan_shows_every_step(golden: Golden) -> None:
    golden("plan-small.txt", text_of(summary_of(small()), small()))


def test_a_small_plan_in_full_shows_quiet_steps_and_lines_of_creates(golden: Golden) -> None:
    golden("plan-small-all.txt", text_of(summary_of(small()), small(), show_all=True))


def test_a_small_plan_in_colour(golden: Golden) -> None:
    golden("plan-small-colour.txt", text_of(summary_of(small()), small(), Style(colour=True, width=100)))


def test_colour_adds_nothing_but_codes() -> None:
    coloured = text_of(summary_of(small()), small(), Style(colour=True, width=100))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text_of(summary_of(small()), small())


def test_a_narrow_ascii_plan(golden: Golden) -> None:
    ours = replace(CONTEXT, manifests=("march.yaml",), next_command="bulkops apply march.yaml", environment="sandbox")
    summary = replace(summary_of(small()), context=ours, excluded=2)
    steps = [replace(one, place=replace(one.place, file="march.yaml")) for one in small()]
    text = text_of(summary, steps, Style(unicode=False, width=60))
    assert text.isascii()
    golden("plan-small-ascii.txt", text)


def test_a_large_plan_shows_groups(golden: Golden) -> None:
    steps = list(large(10_000))
    summary = replace(summary_of(steps), forecast=Forecast(seconds=7300, windows=3))
    text = text_of(summary, steps)
    assert len(text.splitlines()) < 60
    golden("plan-large.txt", text)


def test_nothing_to_do_takes_three_lines(golden: Golden) -> None:
    steps = [step(seq, "visma.invoice.update", target="1", verdict=Verdict.UNCHANGED) for seq in range(1, 10_001)]
    text = text_of(summary_of(steps), steps)
    assert len(text.splitlines()) <= 3
    golden("plan-nothing.txt", text)


def test_nothing_to_do_with_much_left_out_takes_three_lines() -> None:
    summary = replace(fold([], REGISTRY, CONTEXT), left_out=LEFT_OUT * 3, excluded=7)
    lines = text_of(summary, []).splitlines()
    assert len(lines) == 3
    assert lines[2] == "left out: 36 rows of 3 tables · 7 operations by your selection"


def test_a_large_plan_reads_no_more_steps_than_it_shows() -> None:
    taken = 0
    steps = list(large(1000))

    def counted() -> Iterator[Step]:
        nonlocal taken
        for one in steps:
            taken += 1
            yield one

    list(plan_text(summary_of(steps), counted(), REGISTRY, STYLE))
    assert taken == 499  # the fifth conflict


def test_a_plan_of_very_many_groups_counts_those_it_does_not_show() -> None:
    steps = [
        step(seq, "visma.invoice.release", target="1", currency=f"C{seq}", amount=Decimal(1)) for seq in range(1, 101)
    ]
    lines = text_of(summary_of(steps), steps).splitlines()
    assert sum(line.endswith("cannot be undone") and "release" in line for line in lines) == 40
    assert "and 60 more groups with 60 steps, of which 60 cannot be undone" in lines


def test_sums_that_are_not_known_are_said_to_be_missing() -> None:
    one = step(1, "visma.invoice.release", target="1", currency="NOK", amount=Decimal(5000))
    other = step(2, "visma.invoice.release", target="2", currency="NOK")
    assert "! 5\u2009000.00 NOK net, without VAT, and 1 document without a known sum will become final" in text_of(
        summary_of([one, other]), [one, other]
    )
    assert "! 1 step cannot be undone · 1 document without a known sum\n" in text_of(summary_of([other]), [other])


def test_members_of_a_group_and_long_values_stand_below_one_another() -> None:
    change = Change(path="note", before="a" * 70, after="b" * 70)
    (one,) = steps = [step(1, "visma.invoice.update", target="1", before=b"{}", changes=(change,))]
    text = text_of(summary_of(steps), [one])
    assert f"      note  {'a' * 70}\n            → {'b' * 70}\n" in text


def test_an_operation_that_changes_no_field_says_what_it_sends() -> None:
    steps = [step(1, "visma.invoice.update", target="1", payload=b'{"note":"x"}')]
    assert "\n      with note x\n" in text_of(summary_of(steps), steps)


def test_before_is_not_told_where_it_was_not_read() -> None:
    steps = [step(1, "visma.invoice.update", target="1", changes=(Change(path="note", after="x"),))]
    summary = replace(summary_of(steps), context=replace(CONTEXT, offline=True))
    text = text_of(summary, steps)
    assert "\n      note  → x\n" in text
    assert "\noffline: nothing was read from the system" in text


def test_a_new_line_shows_what_it_is_posted_on() -> None:
    segments = [{"segmentId": 1, "segmentValue": "B"}]
    added = Change(path="invoiceLines[+]", kind=ChangeKind.ADD, after={"quantity": 1, "subaccount": segments})
    steps = [step(1, "visma.invoice.update", target="1", changes=(added,))]
    line = "+ new line quantity 1, subaccount [{segmentId 1, segmentValue B}]"
    assert line in re.sub(" +", " ", text_of(summary_of(steps), steps))
