"""Holding a plan against the limits of its project: what passes one is refused, and says what would raise it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from bulkops.core.finding import Finding, Related
from bulkops.core.limit import Limit, Measure, percent
from bulkops.core.place import Place
from bulkops.core.plan import Group, Largest, PlanSummary
from bulkops.core.registry import Registry
from bulkops.core.step import Verdict
from bulkops.planning.unweighed import unheld


def breaches(summary: PlanSummary, limits: Sequence[Limit], registry: Registry) -> tuple[Finding, ...]:
    """Find the limits that a plan passes, an error each, and money that no limit could be held against, as warnings.

    Counted is what the plan would do: what is unchanged, done or in conflict sends nothing. A sum is that of one verb
    and its variants, so that a document which is made and then released counts once under each; credits add to it.

    Args:
        summary: The plan.
        limits: Limits in force.
        registry: Operation types.
    """
    found = (_BREACH[limit.measure](summary, limit, registry) for limit in limits)
    return (*(finding for finding in found if finding is not None), *unheld(summary, limits, registry))


def _count(summary: PlanSummary, limit: Limit, registry: Registry) -> Finding | None:
    steps = summary.count(Verdict.DO)
    names = _names(limit, registry)
    value = sum(count for name, count in summary.counts.get(Verdict.DO, {}).items() if name in names)
    allowed = limit.allows(steps)
    if value <= allowed:
        return None
    of = f": {percent(limit.share)} of {steps}, from {limit.least:f} to {limit.most:f}" if limit.share else ""
    what = f"`{limit.verb}` operations" if limit.verb else "operations"
    message = f"the plan has {value} {what}; `{limit.name}` allows {allowed:f}{of}"
    first = _first(summary.groups, names)
    related = (Related("the first of them", first),) if first is not None else ()
    return Finding(code="P080", message=message, hint=_flag(limit, Decimal(value)), related=related)


def _sum(summary: PlanSummary, limit: Limit, registry: Registry) -> Finding | None:
    weighed = [(_summed(summary.volumes, limit, names), verb, names) for verb, names in _families(limit, registry)]
    value, verb, names = max(weighed, default=(Decimal(0), "", frozenset()), key=lambda one: one[0])
    if value <= limit.most:
        return None
    credits_too = ", credits counted as well" if value != abs(_summed(summary.sums, limit, names)) else ""
    message = (
        f"what the plan would `{verb}` comes to {_money(value, limit)}{credits_too}; `{limit.name}` allows {limit}"
    )
    largest = _largest(summary, limit)
    related: tuple[Related, ...] = ()
    if largest is not None:
        text = f"the largest document of the plan is `{largest.id}` with {_money(abs(largest.amount), limit)}"
        related = (Related(text, largest.place),)
    return Finding(code="P081", message=message, hint=_flag(limit, value), related=related)


def _document(summary: PlanSummary, limit: Limit, _registry: Registry) -> Finding | None:
    largest = _largest(summary, limit)
    if largest is None or abs(largest.amount) <= limit.most:
        return None
    value = abs(largest.amount)
    message = f"the largest document comes to {_money(value, limit)}; `{limit.name}` allows {limit}"
    return Finding(code="P081", message=message, place=largest.place, operation=largest.id, hint=_flag(limit, value))


_BREACH = {Measure.COUNT: _count, Measure.SUM: _sum, Measure.DOCUMENT: _document}


def _names(limit: Limit, registry: Registry) -> frozenset[str]:
    return frozenset(name for name, one in registry.types.items() if limit.is_about(one.verb))


def _families(limit: Limit, registry: Registry) -> Iterator[tuple[str, frozenset[str]]]:
    """Give each verb that a limit of sums is held against, with the operation types whose sums are added for it."""
    families: dict[str, set[str]] = defaultdict(set)
    verbs = {one.verb for one in registry.types.values()}
    for name, one in registry.types.items():
        if limit.is_about(one.verb):
            root = min((verb for verb in verbs if one.verb == verb or one.verb.startswith(f"{verb}_")), key=len)
            families[limit.verb or root].add(name)
    for verb, names in sorted(families.items()):
        yield verb, frozenset(names)


def _summed(sums: Mapping[str, Mapping[str, Decimal]], limit: Limit, names: Collection[str]) -> Decimal:
    return sum((sums[name].get(limit.currency, Decimal(0)) for name in names if name in sums), Decimal(0))


def _first(groups: Sequence[Group], names: Collection[str]) -> Place | None:
    counted = [group for group in groups if group.verdict is Verdict.DO and group.type in names and group.seqs]
    return min(counted, key=lambda group: group.seqs[0]).first if counted else None


def _largest(summary: PlanSummary, limit: Limit) -> Largest | None:
    return next((one for one in summary.largest if one.currency == limit.currency), None)


def _money(amount: Decimal, limit: Limit) -> str:
    return f"{limit.text(amount)} {limit.currency}"


def _flag(limit: Limit, value: Decimal) -> str:
    return f"add `--allow {limit.flag}={limit.text(value)}` if this is meant"
