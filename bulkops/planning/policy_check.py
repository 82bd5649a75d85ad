"""Holding a plan against policies: every operation that breaks one is counted, the first of them are told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bulkops.core.finding import Finding, Related, Severity
from bulkops.core.place import Place
from bulkops.core.plan import PlanSummary
from bulkops.core.registry import Registry
from bulkops.planning.policy import Policy
from bulkops.planning.policy_values import MISSING, PRESENCE, holds, values_at
from bulkops.planning.policy_whole import whole
from bulkops.planning.policy_wording import broken, more, undecided, unknown

#: Findings of one policy that are told one by one.
TOLD_MAX = 20


@dataclass(slots=True)
class _Seen:
    """What was found of one policy.

    Attributes:
        told: The first findings.
        errors: Operations that it could not be held against, or that break it, where it is an error.
        warnings: Operations that break it, where it is a warning.
        unknown: Operations whose sum is not known before.
    """

    told: list[Finding] = field(default_factory=list)
    errors: int = 0
    warnings: int = 0
    unknown: int = 0

    def tell(self, finding: Finding) -> None:
        """Count a finding; of each severity the first ones are kept."""
        if finding.severity is Severity.ERROR:
            self.errors += 1
            count = self.errors
        else:
            self.warnings += 1
            count = self.warnings
        if count <= TOLD_MAX:
            self.told.append(finding)


class PolicyCheck:
    """Holds operations against policies, one by one; memory does not grow with their number.

    Args:
        policies: What must be true.
        registry: Operation types.

    Attributes:
        types: Operation types that any policy is about: others need not be given.
    """

    def __init__(self, policies: Sequence[Policy], registry: Registry) -> None:
        self._seen = [(policy, _Seen()) for policy in policies]
        self._registry = registry
        self.types = frozenset(name for policy in policies for name in policy.kinds)

    def add(self, step: Mapping[str, Any]) -> None:
        """Look at a step, as a plan file has it."""
        for policy, seen in self._seen:
            if (finding := self._broken(policy, seen, step)) is not None:
                place = Place(step["file"], step["line"] or 0, step["column"] or 0, step["label"] or "")
                related = (Related(f"the policy `{policy.name}`", policy.place),)
                seen.tell(replace(finding, place=place, operation=step["id"], related=related))

    def findings(self, summary: PlanSummary) -> tuple[Finding, ...]:
        """Give what was found, policy by policy; those about the plan as a whole are held against its summary."""
        return tuple(finding for policy, seen in self._seen for finding in self._of(policy, seen, summary))

    def _broken(self, policy: Policy, seen: _Seen, step: Mapping[str, Any]) -> Finding | None:
        value: Any = MISSING
        try:
            if not policy.is_about(step):
                return None
            kind = policy.kinds[step["type"]]
            for number, value in enumerate(values_at(step, policy.parts), 1):
                if policy.operator not in PRESENCE and (value is MISSING or value is None):
                    seen.unknown += self._is_open(policy, step)
                elif not holds(policy.operator, kind, value, policy.wanted.get(kind)):
                    return broken(policy, value, number)
        except ValueError:
            return undecided(policy, value)
        return None

    def _is_open(self, policy: Policy, step: Mapping[str, Any]) -> bool:
        """Whether what is not there is a sum that only the system knows."""
        one = self._registry.types[step["type"]]
        return policy.parts == ("amount",) and (one.moves_money or one.net_after is not None)

    def _of(self, policy: Policy, seen: _Seen, summary: PlanSummary) -> Iterator[Finding]:
        if policy.summary:
            yield from whole(policy, summary)
        yield from seen.told
        if (hidden := seen.errors + seen.warnings - len(seen.told)) > 0:
            yield more(policy, hidden, Severity.ERROR if seen.errors > TOLD_MAX else Severity.WARNING)
        if seen.unknown:
            yield unknown(policy, seen.unknown)
