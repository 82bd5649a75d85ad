"""What stands above and below the steps of a plan: what it is for, counts, sums, cost, and the next command."""

from collections.abc import Iterator

from bulkops.core.plan import PlanSummary
from bulkops.core.registry import Registry
from bulkops.core.shown import ShownPlan
from bulkops.core.step import Verdict
from bulkops.reporting.body_text import wrapped
from bulkops.reporting.plan_next import incomplete_lines, left_out_lines, next_lines
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.verbs import verbs_of
from bulkops.reporting.width import left, right, visible, width_of
from bulkops.reporting.words import (
    OWN_CURRENCY,
    amount_text,
    count_text,
    duration_text,
    joined,
    line_place_text,
    money_text,
    number_text,
    sums_text,
)

SANDBOX = "sandbox"
_NOT_CHECKED = (
    "not checked: whether documents and settings exist",
    "whether what would be created is there already",
    "what they hold now",
    "whether their status allows the step",
    "whether there is anything to change",
    "whether the currencies, terms, customers and kinds of work that they name are there",
)


def header_lines(plan: ShownPlan, style: Style) -> Iterator[str]:
    """Say what the plan is made of, where it lands, and whether it is all there is."""
    summary, context = plan.summary, plan.summary.context
    manifests = ", ".join(visible(name) for name in context.manifests)
    profile = f"profile {visible(context.profile)}" if context.profile else ""
    yield joined((f"plan of {style.paint(manifests, Colour.BOLD)}", where_text(summary, style), profile), style)
    if context.environment == SANDBOX:
        yield style.paint("this is the sandbox: nothing here reaches a real company", Colour.CYAN, Colour.BOLD)
    if context.offline:
        yield style.paint("offline: nothing was read from the system", Colour.YELLOW, Colour.BOLD)
        yield from wrapped(_NOT_CHECKED, style.width)
    yield from incomplete_lines(plan, style)


def where_text(summary: PlanSummary, style: Style) -> str:
    """Name the company and, in capitals, the environment."""
    context = summary.context
    company = f"company {style.quoted(visible(context.company))}" if context.company else ""
    colour = Colour.CYAN if context.environment == SANDBOX else Colour.RED
    return joined((company, style.paint(visible(context.environment.upper()), colour, Colour.BOLD)), style)


def footer_lines(plan: ShownPlan, registry: Registry, style: Style, *, all_shown: bool = False) -> Iterator[str]:
    """Write counts, sums, what becomes final, calls and time, what was left out, and the next command."""
    summary = plan.summary
    verbs = verbs_of((name for counts in summary.counts.values() for name in counts), registry)
    parts = _counts(summary, registry, verbs, style, all_shown=all_shown)
    yield from wrapped(parts, style.width, between=style.dot)
    yield from _sums(summary, verbs, style)
    if summary.irreversible:
        for line in _final(summary, registry, verbs, style):
            yield style.paint(line, Colour.RED, Colour.BOLD)
    yield from wrapped(_cost(summary, style), style.width, between=style.dot)
    yield from left_out_lines(summary, style)
    yield from next_lines(plan, style)


def largest_lines(summary: PlanSummary, style: Style) -> Iterator[str]:
    """Name the largest document of each currency."""
    for largest in summary.largest:
        amount = money_text(largest.currency, largest.amount, style)
        place = line_place_text(largest.place, style)
        yield f"largest document {amount} net, without VAT (`{visible(largest.id)}`, {place})"


def nothing_lines(summary: PlanSummary, style: Style) -> Iterator[str]:
    """Say in at most three lines that there is nothing to do."""
    counts = joined(_quiet(summary, style, hidden=False), style) or "no operations"
    yield joined((style.paint("nothing to do", Colour.GREEN, Colour.BOLD), counts, where_text(summary, style)), style)
    read = f"{count_text(summary.reads, 'read', style)} made, nothing will be written"
    offline = "offline: nothing was compared" if summary.context.offline else ""
    yield joined((read, offline), style)
    left_out = list(left_out_lines(summary, style))
    if len(left_out) > 1:
        rows = sum(one.rows for one in summary.left_out)
        tables = count_text(len(summary.left_out), "table", style)
        excluded = f"{count_text(summary.excluded, 'operation', style)} by your selection" if summary.excluded else ""
        left_out = ["left out: " + joined((f"{count_text(rows, 'row', style)} of {tables}", excluded), style)]
    yield from left_out


def _counts(
    summary: PlanSummary, registry: Registry, verbs: dict[str, str], style: Style, *, all_shown: bool
) -> Iterator[str]:
    do = summary.counts.get(Verdict.DO, {})
    for name in (name for name in verbs if name in do):
        final = " (cannot be undone)" if registry.types[name].irreversible else ""
        yield f"{number_text(do[name], style)} {style.times} {verbs[name]}{final}"
    conflicts = summary.count(Verdict.CONFLICT)
    if conflicts:
        yield style.paint(count_text(conflicts, "conflict", style), Colour.RED)
    yield from _quiet(summary, style, hidden=not all_shown)


def _sums(summary: PlanSummary, verbs: dict[str, str], style: Style) -> Iterator[str]:
    """Write a row for each operation type and currency, amounts under one another."""
    rows = [
        (verbs[name], amount_text(amount, style), visible(currency) or OWN_CURRENCY)
        for name, sums in summary.sums.items()
        for currency, amount in sums.items()
    ]
    if rows:
        yield "net sums, without VAT"
    unknown_verbs = (verbs[name] for name, unknown in summary.amount_unknown.items() if unknown)
    verb_width = max((width_of(verb) for verb in (*unknown_verbs, *(row[0] for row in rows))), default=0)
    amount_width = max((width_of(row[1]) for row in rows), default=0)
    for verb, amount, currency in rows:
        yield f"  {left(verb, verb_width)}  {right(amount, amount_width)} {currency}"
    for name, unknown in summary.amount_unknown.items():
        if unknown and rows:
            yield f"  {left(verbs[name], verb_width)}  {count_text(unknown, 'document', style)} without a known sum"


def _quiet(summary: PlanSummary, style: Style, *, hidden: bool) -> Iterator[str]:
    unchanged, done = summary.count(Verdict.UNCHANGED), summary.count(Verdict.DONE)
    if unchanged:
        yield f"{number_text(unchanged, style)} unchanged{' hidden' if hidden else ''}"
    if done:
        yield f"{number_text(done, style)} done by an earlier run"


def _final(summary: PlanSummary, registry: Registry, verbs: dict[str, str], style: Style) -> Iterator[str]:
    """Say what becomes final, by verb: what is released and what is reversed are no sum."""
    yield f"! {count_text(summary.irreversible, 'step', style)} cannot be undone"
    parts = []
    do = summary.counts.get(Verdict.DO, {})
    for name in (name for name in verbs if name in do):
        unknown = summary.amount_unknown.get(name, 0)
        missing = f"{count_text(unknown, 'document', style)} without a known sum" if unknown else ""
        money = " + ".join(part for part in (sums_text(summary.sums.get(name, {}), style), missing) if part)
        if registry.types[name].posts and money:
            parts.append(f"{verbs[name]} {money}")
    if parts:
        parts[0] = f"! becomes final, net without VAT: {parts[0]}"
        yield from wrapped(parts, style.width, between=style.dot)


def _cost(summary: PlanSummary, style: Style) -> Iterator[str]:
    reads = f"{count_text(summary.reads, 'read', style)} made"
    if not summary.writes:
        yield f"{reads}, nothing to be written"
        return
    yield reads
    writes = f"to come: {count_text(summary.writes, 'write', style)}"
    forecast = summary.forecast
    if forecast is None:
        yield writes
        return
    more = forecast.total - summary.writes
    yield writes + (f" and about {count_text(more, 'read', style)}" if more > 0 else "")
    yield f"{'' if forecast.seconds < 1 else 'about '}{duration_text(forecast.seconds)} at this pace"
    if forecast.windows > 1:
        yield f"{number_text(forecast.windows, style)} hourly quotas needed"
