import re
from collections.abc import Callable, Iterator
from dataclasses import replace

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
