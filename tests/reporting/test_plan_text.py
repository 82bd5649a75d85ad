import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bulkops.core.change import Change, ChangeKind
from bulkops.core.place import Place
from bulkops.core.plan import Forecast, PlanSummary
from bulkops.core.shown import Shown
from bulkops.core.step import Step, Verdict
from bulkops.planning.fold import fold
from bulkops.providers import REGISTRY
from bulkops.reporting.plan_text import plan_text
from bulkops.reporting.style import Style
from tests.reporting.plans import CONTEXT, LEFT_OUT, Listed, large, plan_of, small, step, summary_of

Golden = Callable[[str, str], None]
STYLE = Style(width=100)


def text_of(summary: PlanSummary, steps: list[Step], style: Style = STYLE, *, show_all: bool = False) -> str:
    return "\n".join(plan_text(plan_of(steps, summary), REGISTRY, style, show_all=show_all)) + "\n"


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

    class Counted(Listed):
        def __iter__(self) -> Iterator[Shown]:
            nonlocal taken
            for one in self.steps:
                taken += 1
                yield one

    plan = plan_of(steps)
    list(plan_text(replace(plan, steps=Counted(list(plan.steps))), REGISTRY, STYLE))
    assert taken == 399  # the fourth conflict


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
    final = "cannot be undone\n! becomes final, net without VAT: release"
    both = text_of(summary_of([one, other]), [one, other])
    assert f"! 2 steps {final} 5\u2009000.00 NOK + 1 document without a known sum\n" in both
    assert f"! 1 step {final} 1 document without a known sum\n" in text_of(summary_of([other]), [other])


def test_only_what_is_posted_becomes_final() -> None:
    money: dict[str, Any] = {"currency": "NOK", "amount": Decimal(100)}
    steps = [
        step(1, "visma.invoice.release", target="1", **money),
        step(2, "visma.invoice.reverse", target="2", **money),
        step(3, "visma.invoice.update", target="3", **money),
        step(4, "visma.invoice.delete", target="4", **money),
    ]
    lines = text_of(summary_of(steps), steps).splitlines()
    assert "! becomes final, net without VAT: release 100.00 NOK" in lines, (
        "a credit note is posted by a step of its own"
    )
    start = lines.index("net sums, without VAT") + 1
    sums = [line.split()[0] for line in lines[start : start + 4]]
    assert sums == ["delete", "release", "reverse", "!"], "an update moves no money"


def test_a_long_origin_is_cut_from_the_left() -> None:
    folder = "/srv/data/accounting/2026/march/invoices/"
    for width, verb in ((100, "release"), (60, "delete")):
        steps = [step(1, f"visma.invoice.{verb}", target="1", place=Place(f"{folder}corrections.yaml", 7, 5))]
        head = text_of(summary_of(steps), steps, Style(width=width)).splitlines()[2]
        assert len(head) == width, head
        assert head.endswith("/corrections.yaml:7")
        assert "  …/" in head
    steps = [step(1, "visma.invoice.delete", target="1", place=Place("x" * 200, 7, 5))]
    head = text_of(summary_of(steps), steps).splitlines()[2]
    assert len(head) == 100
    assert head.endswith("…" + "x" * 45 + ":7")


def test_members_of_a_group_and_long_values_stand_below_one_another() -> None:
    change = Change(path="note", before="a" * 70, after="b" * 70)
    (one,) = steps = [step(1, "visma.invoice.update", target="1", before=b"{}", changes=(change,))]
    text = text_of(summary_of(steps), [one])
    assert f"      note  {'a' * 70}\n            → {'b' * 70}\n" in text


def test_an_operation_that_changes_no_field_says_what_it_sends() -> None:
    steps = [step(1, "visma.invoice.reverse", target="1", payload=b'{"returnCreditNote":true}')]
    assert "\n      with returnCreditNote true\n" in text_of(summary_of(steps), steps)


def test_before_is_not_told_where_it_was_not_read() -> None:
    steps = [step(1, "visma.invoice.update", target="1", changes=(Change(path="note", after="x"),))]
    summary = replace(summary_of(steps), context=replace(CONTEXT, offline=True))
    text = text_of(summary, steps)
    assert "\n      note  → x\n" in text
    assert text.endswith("\nnext: `bulkops apply march.yaml rättelser.yaml`\n")
    assert "\noffline: nothing was read from the system\nnot checked: whether documents and settings exist, " in text


def test_a_new_line_shows_what_it_is_posted_on() -> None:
    segments = [{"segmentId": 1, "segmentValue": "B"}]
    added = Change(path="invoiceLines[+]", kind=ChangeKind.ADD, after={"quantity": 1, "subaccount": segments})
    steps = [step(1, "visma.invoice.update", target="1", changes=(added,))]
    line = "+ new line quantity 1, subaccount [{segmentId 1, segmentValue B}]"
    assert line in re.sub(" +", " ", text_of(summary_of(steps), steps))


def test_what_cannot_be_applied_does_not_lead_to_apply() -> None:
    conflict = step(1, "visma.invoice.update", target="1", verdict=Verdict.CONFLICT, reason="the tag is another one")
    update = step(2, "visma.invoice.update", target="2", payload=b'{"note":"x"}')
    for steps in ([conflict], [conflict, update]):
        lines = text_of(summary_of(steps), steps).splitlines()
        assert lines[-1] == "next: mend or remove the entries in conflict; nothing is sent while there are any"
    quiet = [step(1, "visma.invoice.update", target="1", verdict=Verdict.DONE, reason="an earlier run did it")]
    text = text_of(summary_of(quiet), quiet, show_all=True)
    assert "next:" not in text
    assert "6 reads made, nothing to be written\n" in text
    assert "  done by an earlier run  " in text
    assert "an earlier run did it" not in text
