"""Calls at even intervals."""


class Even:
    """Spreads calls evenly: none comes sooner than an interval after the one before, whatever pause there was.

    Args:
        per_second: Calls a second.
    """

    __slots__ = ("_interval_s", "_next")

    def __init__(self, per_second: float) -> None:
        self._interval_s = 1.0 / per_second
        self._next = 0.0

    def wait_s(self, now: float) -> float:
        """Give the seconds until the next call may go."""
        return max(0.0, self._next - now)

    def take(self, now: float) -> None:
        """Note a call."""
        self._next = max(self._next, now) + self._interval_s
