"""A valve: how much a plan may do before somebody has to say that it is meant."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from bulkops.core.bound import BoundLimit


class Measure(StrEnum):
    """What a limit is held against."""

    COUNT = "count"
    SUM = "sum"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One limit of the project file.

    Attributes:
        name: Its key there: `release_max`, `sum_max.SEK`.
        measure: What is held against it.
        verb: The operations it is about, and their variants (`create` is about `create_v1`, too); empty: all.
        currency: Of a limit of money.
        most: Never more than this.
        share: Of a count: not more than this part (0 to 1) of all that the plan does; None: no share.
        least: With a share: so many are always allowed.
        allowed: With a share: so many are allowed for one plan, whatever the share comes to; 0: not lifted so.
        lifted: It was raised for one plan.
    """

    name: str
    measure: Measure
    verb: str = ""
    currency: str = ""
    most: Decimal
    share: Decimal | None = None
    least: Decimal = Decimal(0)
    allowed: Decimal = Decimal(0)
    lifted: bool = False

    @property
    def flag(self) -> str:
        """What `--allow` calls it: `release`, `sum.SEK`."""
        key, _, currency = self.name.partition(".")
        return ".".join(filter(None, (key.removesuffix("_max"), currency)))

    def is_about(self, verb: str) -> bool:
        """Say whether operations of a verb count: a variant of a verb is named after it."""
        return not self.verb or verb == self.verb or verb.startswith(f"{self.verb}_")

    def allows(self, steps: int) -> Decimal:
        """Give the largest value that passes, in a plan with so many steps to do."""
        if self.share is None:
            return self.most
        return max(self.allowed, min(self.most, max(self.least, self.share * steps // 1)))

    def text(self, value: Decimal) -> str:
        """Write a value that is held against it: of money two decimals at least."""
        if self.measure is Measure.COUNT or int(value.as_tuple().exponent) < -2:
            return f"{value:f}"
        return f"{value:.2f}"

    def raised(self, value: Decimal) -> "Limit":
        """Raise it for one plan."""
        if self.share is None:
            return replace(self, most=value, lifted=True)
        return replace(self, allowed=value, lifted=True)

    def shared(self, share: Decimal) -> "Limit":
        """Raise its share for one plan; the bounds stay."""
        return replace(self, share=share, lifted=True)

    @property
    def bound(self) -> BoundLimit:
        """What a plan that is held against it is bound to."""
        return BoundLimit(name=self.name, value=str(self), lifted=self.lifted)

    def __str__(self) -> str:
        """Write it; what was allowed for one plan is the first word."""
        if self.share is None:
            return self.text(self.most)
        share = f"{percent(self.share)} ({self.least:f} to {self.most:f})"
        return f"{self.allowed:f} or {share}" if self.allowed else share


def percent(share: Decimal) -> str:
    """Write a part of 1 in percent."""
    return f"{(100 * share).normalize():f}%"
