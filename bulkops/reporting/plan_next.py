"""The end of a plan: what it leaves out, where it is kept, why it is refused, and the one next command."""

from collections.abc import Iterator

from bulkops.core.bound import Selection
from bulkops.core.finding import Severity
from bulkops.core.plan import PlanSummary
from bulkops.core.shown import ShownPlan
from bulkops.core.step import Verdict
from bulkops.reporting.body_text import wrapped
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.times import time_text
from bulkops.reporting.width import visible
from bulkops.reporting.words import count_text, joined, number_text, typed_text

_DIGEST_SHOWN = 12


def incomplete_lines(plan: ShownPlan, style: Style) -> Iterator[str]:
    """Say loudly that a plan is not all of its manifests; nothing where it is."""
    summary = plan.summary
    if not summary.excluded:
        return
    total = count_text(summary.steps + summary.excluded, "operation", style)
    text = f"INCOMPLETE: {number_text(summary.excluded, style)} of {total} are left out"
    by = [f"`{option}`" for option in selection_options(plan.bound.selection)]
    for line in wrapped([f"{text} by {by[0]}", *by[1:]] if by else [text], style.width):
        yield style.paint(line, Colour.YELLOW, Colour.BOLD)


def selection_options(selection: Selection) -> list[str]:
    """Write a selection as it has to be typed."""
    failed = [f"--only-failed {typed_text(selection.only_failed)}"] if selection.only_failed else []
    return [
        *(f"--only {typed_text(pattern)}" for pattern in selection.only),
        *(f"--exclude {typed_text(pattern)}" for pattern in selection.exclude),
        *failed,
    ]


def left_out_lines(summary: PlanSummary, style: Style) -> Iterator[str]:
    """Say what became no step."""
    for left_out in summary.left_out:
        groups = f", {count_text(left_out.groups, 'document', style)}" if left_out.groups else ""
        why = f" by `{visible(left_out.why)}`" if left_out.why else ""
        rows = f"{number_text(left_out.rows, style)} of {count_text(left_out.rows_total, 'row', style)}"
        yield f"left out of {visible(left_out.file)}{why}: {rows}{groups}"
    if summary.excluded:
        excluded = f"left out by your selection: {count_text(summary.excluded, 'operation', style)}"
        yield style.paint(f"{excluded}; this is not all of it", Colour.YELLOW, Colour.BOLD)
    if summary.along:
        noun = count_text(summary.along, "operation", style)
        yield f"not selected, and in the plan because others need {'it' if summary.along == 1 else 'them'}: {noun}"


def next_lines(plan: ShownPlan, style: Style) -> Iterator[str]:
    """Say where the plan is kept, and what to type to carry it out; of one that is refused, that it is not."""
    summary, context, bound = plan.summary, plan.summary.context, plan.bound
    if context.saved_as:
        digest = f"digest {context.digest[:_DIGEST_SHOWN]}" if context.digest else ""
        until = f"good until {time_text(bound.expires_at)}" if bound.expires_at else ""
        yield joined((f"plan saved: {visible(context.saved_as)}", digest, until), style)
    refused = list(refused_lines(plan, style))
    yield from refused
    if refused:
        yield "next: do what the errors say, and plan again"
    elif context.next_command and summary.count(Verdict.CONFLICT):
        yield "next: mend or remove the entries in conflict; nothing is sent while there are any"
    elif context.next_command and summary.count(Verdict.DO):
        yield f"next: {style.paint(f'`{visible(context.next_command)}`', Colour.BOLD)}"


def refused_lines(plan: ShownPlan, style: Style) -> Iterator[str]:
    """Say that a plan is refused, and by which findings; nothing where it is not."""
    errors = [finding for finding in plan.findings if finding.severity is Severity.ERROR]
    if errors:
        codes = ", ".join(dict.fromkeys(finding.code for finding in errors))
        text = f"refused: {count_text(len(errors), 'error', style)} ({codes}); nothing is sent while there are any"
        yield style.paint(text, Colour.RED, Colour.BOLD)
