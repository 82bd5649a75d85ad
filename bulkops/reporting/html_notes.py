"""What the page of a plan says in sentences: what it costs, which documents are largest, and what is left out."""

from collections.abc import Iterator

from bulkops.core.plan import PlanSummary
from bulkops.core.shown import ShownPlan
from bulkops.reporting.style import PLAIN
from bulkops.reporting.words import count_text, duration_text, line_place_text, money_text, number_text


def cost_lines(summary: PlanSummary) -> Iterator[str]:
    """Say what planning has cost and what carrying it out will."""
    yield f"{count_text(summary.reads, 'read', PLAIN)} made while planning"
    if not summary.writes:
        yield "nothing will be written"
        return
    forecast = summary.forecast
    more = forecast.total - summary.writes if forecast is not None else 0
    reads = f" and about {count_text(more, 'read', PLAIN)}" if more > 0 else ""
    yield f"{count_text(summary.writes, 'write', PLAIN)}{reads} to come"
    if forecast is not None:
        yield f"{'' if forecast.seconds < 1 else 'about '}{duration_text(forecast.seconds)} at this pace"
        if forecast.windows > 1:
            yield f"{number_text(forecast.windows, PLAIN)} hourly quotas needed"


def largest_lines(summary: PlanSummary) -> Iterator[str]:
    """Name the largest document of each currency."""
    for largest in summary.largest:
        amount = money_text(largest.currency, largest.amount, PLAIN)
        yield f"{amount} net, without VAT: {largest.id} ({line_place_text(largest.place, PLAIN)})"


def missing_lines(plan: ShownPlan) -> Iterator[str]:
    """Say what of the manifests is not in the plan."""
    summary, selection = plan.summary, plan.bound.selection
    if summary.excluded:
        count = count_text(summary.excluded, "operation", PLAIN)
        yield f"{count} of the manifests {'is' if summary.excluded == 1 else 'are'} left out by a selection"
    patterns = {"only": selection.only, "all but": selection.exclude}
    for word, globs in patterns.items():
        if globs:
            yield f"selected: {word} {', '.join(globs)}"
    if selection.only_failed:
        yield f"selected: what failed in run {selection.only_failed}"
    if summary.along:
        verb = "comes" if summary.along == 1 else "come"
        yield f"{count_text(summary.along, 'step', PLAIN)} {verb} along, because a selected one needs them"


def rows_lines(summary: PlanSummary) -> Iterator[str]:
    """Say which rows of tables became no step."""
    for left_out in summary.left_out:
        groups = f", {count_text(left_out.groups, 'document', PLAIN)}" if left_out.groups else ""
        why = f" by {left_out.why}" if left_out.why else ""
        rows = f"{number_text(left_out.rows, PLAIN)} of {count_text(left_out.rows_total, 'row', PLAIN)}"
        yield f"{left_out.file}: {rows} left out{why}{groups}"
