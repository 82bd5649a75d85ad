"""When what was sent cannot come any more, and how far a run goes to wait for that."""

from dataclasses import dataclass
from enum import StrEnum


class Settle(StrEnum):
    """What a run does about what is in doubt."""

    LATER = "later"  # nothing: a resumed run does
    RIPE = "ripe"  # look at what can be settled by now, and wait for nothing
    ALL = "all"  # wait for what is in doubt when there is nothing else to do


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """How long an API may work on what it was sent.

    Attributes:
        settle_s: On a request, in seconds.
        background_s: On a background call, in its queue and at work.
    """

    settle_s: float
    background_s: float

    def over_at(self, sent_at: float, *, background: bool) -> float:
        """Say from when what was sent at a time cannot come any more, in seconds since 1970."""
        return sent_at + (max(self.settle_s, self.background_s) if background else self.settle_s)
