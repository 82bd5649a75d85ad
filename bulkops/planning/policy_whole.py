"""Policies about a plan as a whole: its counts and sums."""

from collections.abc import Iterator
from decimal import Decimal

from bulkops.core.field import Kind
from bulkops.core.finding import Finding
from bulkops.core.plan import PlanSummary
from bulkops.core.step import Verdict
from bulkops.planning.policy import Policy
from bulkops.planning.policy_values import holds
from bulkops.planning.policy_wording import broken, unknown


def whole(policy: Policy, summary: PlanSummary) -> Iterator[Finding]:
    """Hold a plan against a policy about its summary."""
    number = _number(policy.parts, summary)
    if not holds(policy.operator, Kind.DECIMAL, number, policy.wanted.get(Kind.DECIMAL)):
        yield broken(policy, number, 0)
    name = policy.parts[1] if policy.parts[0] == "sums" else ""
    if open_sums := summary.amount_unknown.get(name, 0):
        yield unknown(policy, open_sums)


def _number(parts: tuple[str, ...], summary: PlanSummary) -> Decimal:
    """Find a number of the summary; what the plan does not have counts as 0."""
    match parts:
        case ("counts", verdict):
            return Decimal(summary.count(Verdict(verdict)))
        case ("counts", verdict, name):
            return Decimal(summary.counts.get(Verdict(verdict), {}).get(name, 0))
        case ("sums", name, currency):
            return summary.sums.get(name, {}).get(currency, Decimal(0))
        case ("amount_unknown", name):
            return Decimal(summary.amount_unknown.get(name, 0))
        case (member,):
            return Decimal(getattr(summary, member))
        case _:
            raise AssertionError(parts)
