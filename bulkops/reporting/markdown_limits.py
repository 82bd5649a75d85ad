"""Limits in a plan's comment: those that it comes near to, and those that were raised for it."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bulkops.core.bound import BoundLimit
from bulkops.core.limit import Limit, Measure
from bulkops.core.plan import PlanSummary
from bulkops.core.shown import ShownPlan
from bulkops.core.step import Verdict
from bulkops.reporting.markdown_text import clipped, code
from bulkops.reporting.markdown_view import NAME_MAX, STYLE, View, currency_text
from bulkops.reporting.words import amount_text, count_text, number_text

#: From this part of a limit on, a plan is near to it.
NEAR = Decimal("0.8")
_LIMITS_MAX = 8
_ALL = "operations"
_VALUE = re.compile(
    r"(?:(?P<allowed>\d+) or )?(?P<share>\d+(?:\.\d+)?)% \((?P<least>\d+) to (?P<most>\d+)\)|(?P<plain>\d+(?:\.\d+)?)"
)


def limit_lines(plan: ShownPlan, view: View) -> Iterator[str]:
    """Write the limits that were raised for the plan, and those that it nearly reaches; beyond the bound a count."""
    lines = [line for bound in plan.bound.limits for line in _lines(bound, plan.summary, view)]
    yield from lines[:_LIMITS_MAX]
    if len(lines) > _LIMITS_MAX:
        yield f"and {count_text(len(lines) - _LIMITS_MAX, 'more limit', STYLE)}, raised or near."


def _lines(bound: BoundLimit, summary: PlanSummary, view: View) -> Iterator[str]:
    name, value = (code(clipped(text, NAME_MAX)) for text in (bound.name, bound.value))
    limit = _limit(bound)
    if limit is None:
        if bound.lifted:
            yield f"**Limit raised for this plan**: {name} to {value}."
        return
    allowed = limit.allows(summary.count(Verdict.DO))
    used = _used(summary, limit, view)
    of = f"{_written(used, limit)} of {_written(allowed, limit)}"
    if bound.lifted:
        yield f"**Limit raised for this plan**: {name}, {of} used."
    elif used and used >= NEAR * allowed:
        word = "Near a limit" if used <= allowed else "Beyond a limit"
        yield f"**{word}**: {name}, {of} used."


def _limit(bound: BoundLimit) -> Limit | None:
    """Read a limit as it was bound; None where it is of another form."""
    match = _VALUE.fullmatch(bound.value)
    if match is None:
        return None
    key, _, currency = bound.name.partition(".")
    head = key.removesuffix("_max")
    if head == Measure.DOCUMENT:
        return Limit(name=bound.name, measure=Measure.DOCUMENT, currency=currency, most=_number(match["plain"]))
    if head == Measure.SUM or head.endswith(f"_{Measure.SUM}"):
        verb = head.removesuffix(Measure.SUM).removesuffix("_")
        return Limit(name=bound.name, measure=Measure.SUM, verb=verb, currency=currency, most=_number(match["plain"]))
    limit = Limit(name=bound.name, measure=Measure.COUNT, verb="" if head == _ALL else head, most=Decimal(0))
    if match["share"] is None:
        return Limit(name=limit.name, measure=limit.measure, verb=limit.verb, most=_number(match["plain"]))
    return Limit(
        name=limit.name,
        measure=limit.measure,
        verb=limit.verb,
        most=_number(match["most"]),
        share=_number(match["share"]) / 100,
        least=_number(match["least"]),
        allowed=_number(match["allowed"]),
    )


def _used(summary: PlanSummary, limit: Limit, view: View) -> Decimal:
    """Measure what a plan takes of a limit; of sums that are not added up, the largest."""
    types = view.registry.types
    if limit.measure is Measure.DOCUMENT:
        amounts = (abs(largest.amount) for largest in summary.largest if largest.currency == limit.currency)
        return max(amounts, default=Decimal(0))
    if limit.measure is Measure.COUNT:
        do = summary.counts.get(Verdict.DO, {})
        return Decimal(sum(count for name, count in do.items() if limit.is_about(types[name].verb)))
    sums: dict[str, Decimal] = {}
    for name, volumes in summary.volumes.items():
        verb = types[name].verb
        if limit.is_about(verb):
            sums[verb] = sums.get(verb, Decimal(0)) + volumes.get(limit.currency, Decimal(0))
    return max(sums.values(), default=Decimal(0))


def _written(value: Decimal, limit: Limit) -> str:
    if limit.measure is Measure.COUNT:
        return number_text(int(value), STYLE)
    return f"{amount_text(value, STYLE)} {currency_text(limit.currency)}"


def _number(text: str | None) -> Decimal:
    return Decimal(text or 0)
