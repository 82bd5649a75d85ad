"""What others have changed since a run of ours, told apart from what the plan does."""

from collections.abc import Iterator

from bulkops.core.operation import OperationType
from bulkops.core.outside import Outside
from bulkops.core.registry import Registry
from bulkops.core.shown import Shown, ShownPlan
from bulkops.core.step import Verdict
from bulkops.reporting.body_text import row_lines
from bulkops.reporting.change_text import ChangeView, Titles, rows_of
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.times import time_text
from bulkops.reporting.width import visible
from bulkops.reporting.words import count_text

STEPS_MAX = 8
#: Fields of one document that are shown where not everything is.
CHANGES_MAX = 6
_ELSEWHERE = "something else than what our runs have set"


def outside_note(outside: Outside, style: Style) -> str:
    """Say in one part of a line that others have changed the document, and how much of it."""
    fields = f": {count_text(len(outside.changes), 'field', style)}" if outside.changes else ""
    return f"changed outside since {_since(outside)}{': it is gone' if outside.gone else fields}"


def outside_lines(
    step: Shown, operation_type: OperationType, style: Style, titles: Titles, *, full: bool = False, margin: int = 6
) -> Iterator[str]:
    """Write what others have changed on a step's target, and what becomes of it; nothing where they have not."""
    outside = step.outside
    if outside is None:
        return
    yield f"{'':{margin}}{style.paint(f'changed outside since {_since(outside)}', Colour.CYAN, Colour.BOLD)}"
    yield from _changes(step, outside, operation_type, style, titles, full=full, margin=margin + 2)


def outside_section(plan: ShownPlan, registry: Registry, style: Style, *, listed: bool = True) -> Iterator[str]:
    """Write what others have changed on the targets of a plan: the first documents, the others as a count.

    Args:
        plan: The plan.
        registry: Operation types.
        style: How to dress it.
        listed: Name documents too; they are not named where each stands with its step.
    """
    total = plan.summary.outside
    if not total:
        return
    head = f"changed outside since our last runs: {count_text(total, 'target', style)}"
    yield style.paint(f"{head}, apart from what this plan does", Colour.CYAN, Colour.BOLD)
    if not listed:
        return
    told = 0
    for step in plan.steps.at(plan.summary.outside_seqs[:STEPS_MAX]):
        if step.outside is None:
            continue
        operation_type = registry.types[step.type]
        document = f"{operation_type.resource.noun} {visible(step.target)}".rstrip()
        yield f"  {document} (`{visible(step.id)}`), since {_since(step.outside)}"
        yield from _changes(step, step.outside, operation_type, style, plan.summary.titles, full=False, margin=4)
        told += 1
    if total > told:
        yield f"  and {count_text(total - told, 'more target', style)}; `--full` shows each with its step"


def _since(outside: Outside) -> str:
    at = f", {time_text(outside.at)}" if outside.at else ""
    return f"run `{visible(outside.run)}`{at}"


def _changes(
    step: Shown,
    outside: Outside,
    operation_type: OperationType,
    style: Style,
    titles: Titles,
    *,
    full: bool,
    margin: int,
) -> Iterator[str]:
    if outside.gone:
        yield f"{'':{margin}}{operation_type.resource.noun} {visible(step.target)} is gone: somebody has deleted it"
        return
    if not outside.changes:
        yield f"{'':{margin}}{_ELSEWHERE}"
        return
    shown = outside.changes if full else outside.changes[:CHANGES_MAX]
    view = ChangeView(fields=operation_type.fields, style=style, titles=titles, full=full)
    yield from row_lines(rows_of(shown, view), style, margin=margin)
    if len(outside.changes) > len(shown):
        yield f"{'':{margin}}and {count_text(len(outside.changes) - len(shown), 'more field', style)}"
    if again := _overwritten(step, outside):
        yield f"{'':{margin}}overwritten by this step: {', '.join(visible(path) for path in again)}"


def _overwritten(step: Shown, outside: Outside) -> list[str]:
    """Find the fields that others have changed and that the step changes too."""
    ours = {change.path for change in step.changes} if step.verdict is Verdict.DO else set()
    return [change.path for change in outside.changes if change.path in ours]
