"""A plan for the terminal: every step of a small one, groups of a large one."""

from collections import OrderedDict
from collections.abc import Iterator

from bulkops.core.plan import QUIET
from bulkops.core.registry import Registry
from bulkops.core.shown import ShownPlan
from bulkops.core.step import Verdict
from bulkops.reporting.outside_text import outside_section
from bulkops.reporting.plan_footer import footer_lines, header_lines, largest_lines, nothing_lines
from bulkops.reporting.plan_groups import group_lines
from bulkops.reporting.plan_next import refused_lines
from bulkops.reporting.step_text import StepView, step_lines
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.words import count_text, joined, typed_text

LIMIT = 30
CONFLICTS_MAX = 4
#: Names of steps kept for "after …"; a step that needs an earlier one is called by its number.
NAMES_MAX = 10_000


def plan_text(
    plan: ShownPlan,
    registry: Registry,
    style: Style,
    *,
    limit: int = LIMIT,
    show_all: bool = False,
) -> Iterator[str]:
    """Write a plan, line by line.

    Args:
        plan: The plan; the steps of a large one are read only as far as there are conflicts to show.
        registry: Operation types.
        style: How to dress it.
        limit: Most steps, unchanged ones aside, that are shown one by one.
        show_all: Show every step whatever the number, unchanged ones, the lines of new documents, the lines of long
            texts that stay, and all that others have changed.
    """
    summary = plan.summary
    if not summary.shown and not show_all:
        yield from nothing_lines(summary, style)
        yield from outside_section(plan, registry, style)
        yield from refused_lines(plan, style)
        return
    yield from header_lines(plan, style)
    yield ""
    if show_all or summary.shown <= limit:
        yield from _steps(plan, registry, style, show_all=show_all)
    else:
        yield from group_lines(summary, registry, style)
        yield from largest_lines(summary, style)
        yield style.paint(_more_text(summary.context.saved_as, style), Colour.DIM)
        yield ""
        yield from _conflicts(plan, registry, style)
    if summary.outside:
        yield from outside_section(plan, registry, style, listed=not show_all)
        yield ""
    yield from footer_lines(plan, registry, style, all_shown=show_all)


def _more_text(saved_as: str, style: Style) -> str:
    """Say how to see the steps that are folded."""
    one = f"`bulkops show {typed_text(saved_as)} --group 1` those of one group" if saved_as else ""
    return joined(("`--full` shows every step", one), style)


def _steps(plan: ShownPlan, registry: Registry, style: Style, *, show_all: bool) -> Iterator[str]:
    ids: OrderedDict[int, str] = OrderedDict()
    view = StepView(registry=registry, style=style, ids=ids, full=show_all, titles=plan.summary.titles)
    quiet = False
    for step in plan.steps:
        ids[step.seq] = step.id
        if len(ids) > NAMES_MAX:
            ids.popitem(last=False)
        if step.verdict in QUIET:
            if show_all:
                yield from step_lines(step, view)
                quiet = True
            continue
        if quiet:
            yield ""
            quiet = False
        yield from step_lines(step, view)
        yield ""
    if quiet:
        yield ""


def _conflicts(plan: ShownPlan, registry: Registry, style: Style) -> Iterator[str]:
    """Show the first conflicts of a large plan: they need a person."""
    count = plan.summary.count(Verdict.CONFLICT)
    if not count:
        return
    left = min(count, CONFLICTS_MAX)
    view = StepView(registry=registry, style=style, ids={})
    for step in plan.steps:
        if step.verdict is Verdict.CONFLICT:
            yield from step_lines(step, view)
            left -= 1
            if not left:
                break
    if count > CONFLICTS_MAX:
        yield f"  and {count_text(count - CONFLICTS_MAX, 'more conflict', style)}"
    yield ""
