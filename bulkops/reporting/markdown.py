"""A plan as one comment of a pull request: of bounded size whatever the plan, nothing left out without a count."""

from collections.abc import Iterable

from bulkops.core.place import Place
from bulkops.core.plan import Group
from bulkops.core.registry import Registry
from bulkops.core.shown import Shown, ShownPlan
from bulkops.core.step import Verdict
from bulkops.reporting.markdown_findings import CONFLICTS_MAX, OUTSIDE_MAX, conflict_lines, finding_lines, outside_lines
from bulkops.reporting.markdown_fold import group_texts
from bulkops.reporting.markdown_footer import cost_lines, footer_lines, more_text
from bulkops.reporting.markdown_groups import folds_of, told, wanted
from bulkops.reporting.markdown_head import alert_lines, head_lines, marker_of
from bulkops.reporting.markdown_table import note_lines, table_lines
from bulkops.reporting.markdown_text import size
from bulkops.reporting.markdown_view import Link, View
from bulkops.reporting.verbs import verbs_of

__all__ = ["BUDGET", "BUDGET_MIN", "marker_of", "plan_markdown"]

#: Bytes that GitHub and GitLab take in a comment; Bitbucket takes 32,768.
BUDGET = 60_000
BUDGET_MIN = 8_000
#: Kept free for what is said of groups that there is no room for.
_GROUPS_MIN = 400


def plan_markdown(
    plan: ShownPlan, registry: Registry, *, budget: int = BUDGET, link: Link | None = None, how: str = ""
) -> str:
    """Write a plan as Markdown for a comment; the last line has no end.

    Args:
        plan: The plan.
        registry: Operation types.
        budget: Most bytes; at least `BUDGET_MIN`.
        link: Gives the address of a place in a file; empty: it has none.
        how: What carries the plan out, in words, where that is not a command to be typed.

    Raises:
        ValueError: The budget is too small.
    """
    if budget < BUDGET_MIN:
        raise ValueError(f"{budget} bytes are too few; {BUDGET_MIN} hold any plan")
    names = (name for counts in plan.summary.counts.values() for name in counts)
    view = View(registry=registry, link=link or _nowhere, verbs=verbs_of(names, registry), titles=plan.summary.titles)
    if not plan.summary.shown:
        return _nothing(plan, view, budget)
    groups = told(plan.summary.groups)
    steps = _examples(plan, groups)
    head = [*head_lines(plan), ""]
    foot = ["---", "", *footer_lines(plan, how)]
    room = budget - _size(head) - _size(foot) - _GROUPS_MIN
    body = _body(plan, view, groups, steps, room)
    body += ["", "### Operations", ""]
    more = {group.number: more_text(plan, group.number) for group in groups}
    room = budget - _size(head) - _size(body) - _size(foot)
    return _text([*head, *body, *group_texts(list(folds_of(groups, steps, view, more)), room), *foot])


def _nothing(plan: ShownPlan, view: View, budget: int) -> str:
    """Write in few lines that there is nothing to do, and what may be the matter with that."""
    alerts, notes = alert_lines(plan, view, budget // 4), note_lines(plan.summary, view, budget // 8)
    return _text([*head_lines(plan), "", *alerts, *notes, *finding_lines(plan, view, budget // 4)]).rstrip()


def _body(plan: ShownPlan, view: View, groups: list[Group], steps: dict[int, Shown], room: int) -> list[str]:
    """Write what stands above the groups; each part may take a share of what those before it have left."""
    summary = plan.summary
    conflicts = [steps[seq] for seq in _in_conflict(groups) if seq in steps]
    outside = [steps[seq] for seq in summary.outside_seqs[:OUTSIDE_MAX] if seq in steps]
    cost = list(cost_lines(plan, view))
    room -= _size(cost)
    alerts = list(alert_lines(plan, view, room // 3))
    room -= _size(alerts)
    table = [*table_lines(summary, view, room // 2), ""]
    room -= _size(table)
    findings = list(finding_lines(plan, view, room // 3))
    room -= _size(findings)
    clashes = list(conflict_lines(summary, conflicts, view, room // 3))
    room -= _size(clashes)
    others = list(outside_lines(summary, outside, view, room // 3))
    room -= _size(others)
    notes = list(note_lines(summary, view, room // 2))
    return [*alerts, *table, *notes, *cost, *findings, *clashes, *others]


def _examples(plan: ShownPlan, groups: list[Group]) -> dict[int, Shown]:
    """Fetch, in one go, all steps that may be shown one by one."""
    seqs = {*wanted(groups), *_in_conflict(groups), *plan.summary.outside_seqs[:OUTSIDE_MAX]}
    return {step.seq: step for step in plan.steps.at(seqs)} if seqs else {}


def _in_conflict(groups: list[Group]) -> list[int]:
    seqs = sorted(seq for group in groups if group.verdict is Verdict.CONFLICT for seq in group.seqs)
    return seqs[:CONFLICTS_MAX]


def _nowhere(_place: Place) -> str:
    return ""


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _size(lines: Iterable[str]) -> int:
    return sum(size(line) + 1 for line in lines)
