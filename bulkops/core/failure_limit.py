"""The error budget: how many steps may fail before a run stops by itself."""

from dataclasses import dataclass
from decimal import Decimal

#: A share says nothing before so many steps have ended.
ENDED_MIN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureLimit:
    """How many steps may be refused or in conflict.

    Attributes:
        count: So many; None where a share is given.
        share: This share of the run's steps, 0 to 1.
    """

    count: int | None = None
    share: Decimal = Decimal(0)

    def passed(self, failed: int, ended: int, steps: int) -> bool:
        """Say whether more have failed than may.

        Args:
            failed: Steps that were refused or in conflict.
            ended: Steps that have ended, these among them.
            steps: Steps of the run.
        """
        if self.count is not None:
            return failed > self.count
        return ended >= ENDED_MIN and failed > self.share * steps

    def __str__(self) -> str:
        return str(self.count) if self.count is not None else f"{(100 * self.share).normalize():f}%"


def read_failure_limit(text: str) -> FailureLimit:
    """Read `20` or `2%`.

    Raises:
        ValueError: It is neither.
    """
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return FailureLimit(count=int(text))
    number = text.removesuffix("%")
    whole, _, part = number.partition(".")
    if number == text or not (whole + part).isdigit() or not number.isascii() or Decimal(number) > 100:
        raise ValueError(f"`{text}` is no limit: write a number of steps such as `20`, or a share of them such as `2%`")
    return FailureLimit(share=Decimal(number) / 100)
