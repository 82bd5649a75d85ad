"""The steps of one group of a plan for the terminal, all of them."""

from collections.abc import Iterable, Iterator

from bulkops.core.plan import QUIET, Group
from bulkops.core.registry import Registry
from bulkops.core.shown import Shown, ShownPlan
from bulkops.reporting.plan_footer import header_lines
from bulkops.reporting.step_text import StepView, names_of, step_lines
from bulkops.reporting.style import Style
from bulkops.reporting.words import count_text, number_text


def group_text(
    plan: ShownPlan, group: Group, steps: Iterable[Shown], registry: Registry, style: Style, *, full: bool = False
) -> Iterator[str]:
    """Write the steps of a group, line by line.

    Args:
        plan: The plan.
        group: Which of its groups.
        steps: The group's steps, in order.
        registry: Operation types.
        style: How to dress them.
        full: Show every line of new documents too.
    """
    yield from header_lines(plan, style)
    groups, total = number_text(len(plan.summary.groups), style), count_text(plan.summary.steps, "step", style)
    yield f"group {number_text(group.number, style)} of {groups}: {number_text(group.count, style)} of {total}"
    yield ""
    for step in steps:
        view = StepView(
            registry=registry, style=style, ids=names_of(step, plan.steps), full=full, titles=plan.summary.titles
        )
        yield from step_lines(step, view)
        if step.verdict not in QUIET:
            yield ""
