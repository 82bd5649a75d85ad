"""Money of a plan that no limit of money could be held against: said, so that it does not pass without a word."""

from collections.abc import Iterable, Iterator, Sequence

from bulkops.core.finding import Finding, Severity
from bulkops.core.limit import Limit, Measure
from bulkops.core.plan import PlanSummary
from bulkops.core.registry import Registry

_OWN = "their customers' own currencies"


def unheld(summary: PlanSummary, limits: Sequence[Limit], registry: Registry) -> Iterator[Finding]:
    """Find documents whose sum is not known, and sums in currencies without a limit, where there are such limits.

    Args:
        summary: The plan.
        limits: Limits in force.
        registry: Operation types.
    """
    sums = [limit for limit in limits if limit.measure is Measure.SUM]
    documents = [limit for limit in limits if limit.measure is Measure.DOCUMENT]
    unknown = sum(
        count
        for name, count in summary.amount_unknown.items()
        if documents or any(limit.is_about(registry.types[name].verb) for limit in sums)
    )
    if documents:
        unknown += sum(summary.unweighed.values())
    if unknown:
        what = "1 document of the plan has no sum" if unknown == 1 else f"{unknown} documents of the plan have no sum"
        yield _finding(
            f"{what} that is known before; limits of money say nothing about {'it' if unknown == 1 else 'them'}",
            "look at what they may come to; a policy with `path: amount` and `operator: exists` refuses them",
        )
    found = {
        currency
        for name, volumes in summary.volumes.items()
        for currency in volumes
        if (about := [limit for limit in sums if limit.is_about(registry.types[name].verb)])
        and not _set(currency, about)
    }
    yield from _without_limit("sums", found)
    if documents:
        held = {one.currency for one in summary.largest if not _set(one.currency, documents)}
        yield from _without_limit("single documents", held)


def _set(currency: str, limits: Iterable[Limit]) -> bool:
    return any(limit.currency == currency for limit in limits)


def _without_limit(what: str, currencies: Iterable[str]) -> Iterator[Finding]:
    names = [currency or _OWN for currency in sorted(currencies)]
    if names:
        yield _finding(
            f"the plan has money in {' and '.join(names)}, where no limit of {what} is set",
            "set one under `safety` in the project file; a policy with `path: currency` refuses other currencies",
        )


def _finding(message: str, hint: str) -> Finding:
    return Finding(code="P082", message=message, hint=hint, severity=Severity.WARNING)
