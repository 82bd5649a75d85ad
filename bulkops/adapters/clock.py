"""The time of this machine."""

import time

import anyio


class SystemClock:
    """The `Clock` port on the system's clocks; nothing else asks them."""

    def now(self) -> float:
        """Give seconds since 1970-01-01 UTC."""
        return time.time()

    def monotonic(self) -> float:
        """Give seconds that never go back."""
        return time.monotonic()

    async def sleep(self, delay_s: float) -> None:
        """Wait; a delay of zero or less lets others run once."""
        await anyio.sleep(max(0.0, delay_s))
