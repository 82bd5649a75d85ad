"""Findings about a plan: what it is warned about or refused for, and each operation of it that is in conflict."""

from collections.abc import Iterator
from itertools import islice

from bulkops.core.conflict import Conflict, Standing
from bulkops.core.finding import Finding
from bulkops.core.registry import Registry
from bulkops.core.shown import Shown, ShownPlan
from bulkops.core.step import Verdict
from bulkops.reporting.style import PLAIN
from bulkops.reporting.values import SENSITIVE, alike_texts
from bulkops.reporting.width import cut
from bulkops.reporting.words import count_text

#: Conflicts that become findings; the others are counted.
CONFLICTS_MAX = 1000

_FIELDS_MAX = 3
_VALUE_MAX = 40
_HINT = "make the entry as the system has it, or remove it; `bulkops explain P030` says more"


def plan_findings(plan: ShownPlan, registry: Registry) -> tuple[tuple[Finding, ...], int]:
    """Give what a reviewer has to look at, and how much of it there is.

    Returns:
        Findings, at most a thousand of them conflicts; and how many there are altogether.
    """
    conflicts = plan.summary.count(Verdict.CONFLICT)
    found = tuple(islice(_conflicts(plan, registry), min(conflicts, CONFLICTS_MAX)))
    total = max(plan.findings_total, len(plan.findings)) + conflicts
    return (*plan.findings, *found), total


def conflict_finding(step: Shown, registry: Registry) -> Finding:
    """Say what an operation is in conflict with, and where it was written."""
    operation_type = registry.types[step.type]
    target = f" of {operation_type.resource.noun} {step.target}" if step.target else ""
    verb = operation_type.verb.replace("_", " ")
    message = f"the {verb}{target} is in conflict: {step.reason}"
    if step.conflict is not None and (differing := _differing(step.conflict)):
        message += f"; {differing}"
    return Finding(code="P030", message=message, place=step.place, operation=step.id, hint=_HINT)


def _conflicts(plan: ShownPlan, registry: Registry) -> Iterator[Finding]:
    return (conflict_finding(step, registry) for step in plan.steps if step.verdict is Verdict.CONFLICT)


def _differing(conflict: Conflict) -> str:
    """Write what the system has where the manifest wants something else, the first fields of it."""
    if conflict.gone:
        return "it is gone: somebody has deleted it"
    rows = [row for row in conflict.of(Standing.CLASH, Standing.OURS) if row.asked]
    parts = []
    for row in rows[:_FIELDS_MAX]:
        theirs, ours = alike_texts((row.theirs, row.ours), PLAIN)
        values = f"is {cut(theirs, _VALUE_MAX, PLAIN)}, yours {cut(ours, _VALUE_MAX, PLAIN)}"
        parts.append(f"`{row.path}` {f'differs {SENSITIVE}' if row.sensitive else values}")
    more = len(rows) - len(parts)
    return ", ".join(parts) + (f" and {count_text(more, 'more field', PLAIN)}" if more else "")
