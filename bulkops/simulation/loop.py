"""An event loop whose time jumps to whatever is waited for: days pass in milliseconds, the same way each time."""

import asyncio
import selectors
from collections.abc import Mapping
from typing import Any

#: What a turn of the loop takes. Not nothing: a loop that is kept busy, such as by a cancellation that waits for a
#: shielded call, must come to the time when that call ends.
_TURN_S = 0.000_02
#: A simulated process that is still at it after so long waits for what never comes.
LONGEST_S = 2 * 24 * 3600.0


class StuckError(Exception):
    """Everything waits, and nothing is left that could happen; or time runs away."""


class _NoWaiting(selectors.DefaultSelector):
    """Instead of waiting for files, lets time pass; nothing in a simulation comes by a file."""

    def __init__(self) -> None:
        super().__init__()
        self.passed_s = 0.0
        self._stuck = False

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.passed_s += max(timeout or 0.0, _TURN_S)
        if timeout is None:
            self._raise_once("everything waits, and nothing is left that could happen")
        if self.passed_s > LONGEST_S:
            self._raise_once("time runs away: something waits for what never comes")
        return []

    def _raise_once(self, what: str) -> None:
        """Break the loop off; what its tasks do then to clean up is not disturbed."""
        if not self._stuck:
            self._stuck = True
            raise StuckError(what)


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop in simulated time, which begins at 0."""

    def __init__(self) -> None:
        self._waits = _NoWaiting()
        super().__init__(self._waits)

    def time(self) -> float:
        """Give the seconds since the loop was made."""
        return self._waits.passed_s

    def pass_time(self, delay_s: float) -> None:
        """Let time pass while nothing in the loop can go on."""
        self._waits.passed_s += delay_s


def options(loop: SimulatedLoop) -> Mapping[str, Any]:
    """Give the backend options by which `anyio.run` uses a loop."""
    return {"loop_factory": lambda: loop}


class SimulatedClock:
    """The `Clock` port on a simulated loop.

    Args:
        loop: The loop of the process.
        start: When the loop was made, seconds since 1970.
    """

    def __init__(self, loop: SimulatedLoop, start: float) -> None:
        self._loop = loop
        self._start = start

    def now(self) -> float:
        """Give seconds since 1970-01-01 UTC."""
        return self._start + self._loop.time()

    def monotonic(self) -> float:
        """Give seconds that never go back."""
        return self._loop.time()

    async def sleep(self, delay_s: float) -> None:
        """Wait; a delay of zero or less lets others run once."""
        await asyncio.sleep(max(0.0, delay_s))
