"""The end of a plan's comment: what it costs, what it is bound to, and the one command that carries it out."""

from collections.abc import Iterator

from bulkops.core.shown import ShownPlan
from bulkops.core.step import Verdict
from bulkops.reporting.markdown_head import is_refused
from bulkops.reporting.markdown_text import clipped, code, escaped, fitted
from bulkops.reporting.markdown_view import NAME_MAX, STYLE, View
from bulkops.reporting.plan_next import selection_options
from bulkops.reporting.times import time_text
from bulkops.reporting.words import count_text, duration_text, number_text, typed_text

_COMMAND_MAX = 200
_HOW_BYTES = 400
_DIGEST_LENGTH = 12


def cost_lines(plan: ShownPlan, view: View) -> Iterator[str]:
    """Write what carrying it out costs: calls, time and quotas."""
    summary, forecast = plan.summary, plan.summary.forecast
    reads = f"Making this plan took {count_text(summary.reads, 'read', STYLE)}."
    if not summary.writes:
        yield f"**Cost**: nothing will be written. {reads}"
        return
    parts = [count_text(summary.writes, "write", STYLE)]
    if forecast is None:
        yield f"**Cost**: {parts[0]}. {reads}"
        return
    if forecast.total > summary.writes:
        parts.append(f"about {count_text(forecast.total - summary.writes, 'read', STYLE)}")
    apis = list(dict.fromkeys(calls.api for calls in forecast.calls))
    titles = [view.registry.providers[api].title for api in apis if api in view.registry.providers]
    at = f" at {' and '.join(titles)}" if titles else ""
    time = f"{'' if forecast.seconds < 1 else 'about '}{duration_text(forecast.seconds)} at this pace"
    quotas = f", through {number_text(forecast.windows, STYLE)} hourly quotas" if forecast.windows > 1 else ""
    yield f"**Cost**: {' and '.join(parts)}{at}; {time}{quotas}. {reads}"


def footer_lines(plan: ShownPlan, how: str) -> Iterator[str]:
    """Write what the plan is bound to, until when it holds, and what carries it out."""
    context, bound = plan.summary.context, plan.bound
    parts = [f"plan {code(clipped(context.saved_as, NAME_MAX))}"] if context.saved_as else []
    if context.digest:
        parts.append(f"digest {code(clipped(context.digest[:_DIGEST_LENGTH], _DIGEST_LENGTH))}")
    if bound.created_at and context.saved_as:
        parts.append(f"made {time_text(bound.created_at)}")
    if bound.expires_at and context.saved_as:
        parts.append(f"good until {time_text(bound.expires_at)}")
    if parts:
        yield " · ".join(parts)
        yield ""
    yield from _next(plan, how)


def more_text(plan: ShownPlan, number: int = 0) -> str:
    """Say what shows all operations of a plan, or of a group."""
    context = plan.summary.context
    if context.saved_as:
        group = f" --group {number}" if number else ""
        return _command(f"bulkops show {typed_text(context.saved_as)}{group}")
    tables = (f"--{name} {typed_text(value)}" for name, value in plan.bound.tables.words())
    words = [*selection_options(plan.bound.selection), *tables, *map(typed_text, context.manifests)]
    return _command(f"bulkops plan --full {' '.join(words)}")


def _next(plan: ShownPlan, how: str) -> Iterator[str]:
    context = plan.summary.context
    if is_refused(plan):
        yield "**Next**: this plan cannot be applied; do what the errors above ask for, and plan again."
        return
    apply = f"bulkops apply {typed_text(context.saved_as)}" if context.saved_as else context.next_command
    if plan.summary.count(Verdict.CONFLICT):
        others = (
            f"; or do only the others: {_command(f'{apply} --on-conflict skip')}"
            if apply and plan.summary.count(Verdict.DO)
            else ""
        )
        yield f"**Next**: mend or remove the entries in conflict, and plan again{others}."
    elif how:
        yield f"**Next**: {fitted(clipped(how, _COMMAND_MAX), _HOW_BYTES, escaped)}"
    elif apply:
        exactly = "; it does exactly this, once, or refuses if anything has changed" if context.saved_as else ""
        yield f"**Next**: {_command(apply)}{exactly}."
    yield f"Every operation, one by one: {more_text(plan)}"


def _command(command: str) -> str:
    return code(clipped(command, _COMMAND_MAX))
