"""Long work of one process in the event loop, cut so that others have their turn: who shows progress, and Ctrl-C."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from anyio.lowlevel import checkpoint

_T = TypeVar("_T")
#: Work without a pause: some hundredths of a second.
_PAUSE_EACH = 1_000


async def in_turns(values: Iterable[_T], each: Callable[[_T], object]) -> None:
    """Do something with each value; between every thousand, others have their turn.

    Args:
        values: May be many; only one at a time is held.
        each: What to do with one.
    """
    for number, value in enumerate(values, 1):
        each(value)
        if not number % _PAUSE_EACH:
            await checkpoint()
