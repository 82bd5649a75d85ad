"""Policies: what must be true of every operation of a plan, or of the plan as a whole."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bulkops.core.field import Kind
from bulkops.core.finding import Severity
from bulkops.core.place import Place
from bulkops.core.step import Verdict
from bulkops.planning.policy_values import MISSING, Operator, values_at

_VERDICT = ("verdict",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Which operations a policy is about: those with a value at the path, or in the list there, that passes.

    Attributes:
        parts: The path, taken apart.
        passes: By operation type, whether a value passes; types that cannot have the path are not in it.
    """

    parts: tuple[str, ...]
    passes: Mapping[str, Callable[[Any], bool]]

    def met(self, step: Mapping[str, Any]) -> bool:
        """Say whether a step is meant.

        Raises:
            ValueError: A value is of another kind than the condition's.
        """
        passes = self.passes.get(step["type"])
        there = (value for value in values_at(step, self.parts) if value is not MISSING and value is not None)
        return passes is not None and any(map(passes, there))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One policy.

    Attributes:
        name: Unique among all policy files.
        message: What is wrong where it is broken, in the words of who wrote it.
        place: Where it stands.
        severity: Whether a plan that breaks it is refused.
        path: What it is about, as written.
        parts: The same, taken apart; of the summary without its first part.
        operator: How it compares.
        wanted: By what stands there, what it is compared with.
        written: The operator and what it compares with, for messages.
        kinds: What stands at the path, by operation type; types that cannot have it are not in it.
        where: Conditions, all of them; without one about the verdict, only operations to do are meant.
        summary: It is about the plan as a whole.
    """

    name: str
    message: str
    place: Place
    severity: Severity = Severity.ERROR
    path: str
    parts: tuple[str, ...]
    operator: Operator
    wanted: Mapping[Kind | None, Any] = field(default_factory=dict)
    written: str
    kinds: Mapping[str, Kind | None] = field(default_factory=dict)
    where: tuple[Condition, ...] = ()
    summary: bool = False

    @property
    def conditions(self) -> tuple[tuple[str, ...], ...]:
        """Paths that its conditions look at, taken apart."""
        return tuple(one.parts for one in self.where)

    def is_about(self, step: Mapping[str, Any]) -> bool:
        """Say whether a step is meant.

        Raises:
            ValueError: A value is of another kind than a condition's.
        """
        if step["type"] not in self.kinds:
            return False
        quiet = step["verdict"] != Verdict.DO and not any(one.parts == _VERDICT for one in self.where)
        return not quiet and all(one.met(step) for one in self.where)
