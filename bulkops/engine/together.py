"""Several calls at once, whose first error comes out as it is, not wrapped in a group."""

from collections.abc import Awaitable, Callable, Iterable

import anyio

from bulkops.core.errors import BulkopsError


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
