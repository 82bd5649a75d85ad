"""Several calls at once, whose first error comes out as it is, not wrapped in a group; and waiting for one of two."""

from collections.abc import Awaitable, Callable, Iterable, Sequence

import anyio
from anyio.abc import TaskGroup

from bulkops.core.errors import BulkopsError
from bulkops.engine.ports import Clock


async def together(calls: Iterable[Callable[[], Awaitable[None]]]) -> None:
    """Make calls side by side; the first that fails ends the others.

    Raises:
        BulkopsError: The first one that a call raised.
    """
    failed: list[BulkopsError] = []

    async def make(call: Callable[[], Awaitable[None]]) -> None:
        try:
            await call()
        except BulkopsError as error:
            failed.append(error)
            group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        for call in calls:
            group.start_soon(make, call)
    if failed:
        raise failed[0]


async def in_turns(count_max: int, calls: Sequence[Callable[[], Awaitable[None]]]) -> None:
    """Make calls side by side, no more than so many at a time; the first that fails ends the others.

    Raises:
        BulkopsError: The first one that a call raised.
    """
    left = iter(calls)

    async def turns() -> None:
        for call in left:
            await call()

    await together([turns] * min(count_max, len(calls)))


async def until(clock: Clock, at: float | None, event: anyio.Event) -> None:
    """Wait for an event, and no longer than to a time in seconds since 1970; None: however long it takes."""
    if at is None:
        await event.wait()
        return

    async def wake(group: TaskGroup) -> None:
        await clock.sleep(max(0.0, at - clock.now()))
        group.cancel_scope.cancel()

    async with anyio.create_task_group() as waiting:
        waiting.start_soon(wake, waiting)
        await event.wait()
        waiting.cancel_scope.cancel()
