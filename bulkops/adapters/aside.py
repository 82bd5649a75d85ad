"""Calls that block, made beside the event loop."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from anyio import CapacityLimiter, to_thread

_T = TypeVar("_T")


class Aside(Protocol):
    """Makes a call that blocks without holding up the event loop, and gives what it gave."""

    async def __call__(self, call: Callable[[], _T], /, *, limiter: CapacityLimiter) -> _T:
        """Make the call; calls with one limiter of 1 follow one another. What it raises comes out as it is."""
        ...


async def in_thread(call: Callable[[], _T], /, *, limiter: CapacityLimiter) -> _T:
    """Make the call in a thread; it is waited for even when the caller is cancelled."""
    return await to_thread.run_sync(call, limiter=limiter)
