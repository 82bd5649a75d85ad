"""What is seen of a read that takes long: a live line beside the data, or a line now and then."""

import sys
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import anyio

from bulkops.cli.console import Console
from bulkops.engine.ports import Clock

_BEAT_S = 0.5
#: Seconds between lines where none can be rewritten.
_LINE_S = 10.0
_CLEAR = "\r\x1b[2K"


class Beat(ABC):
    """Follows one read.

    Args:
        console: Where it is shown.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        # Data that runs over the same terminal is progress enough, and a live line would stand among it.
        self._beside = not sys.stdout.isatty()
        self._live = console.live and self._beside

    @abstractmethod
    def line(self, waiting: str) -> str:
        """Say how far it has come, and what it waits for (empty: nothing)."""

    @asynccontextmanager
    async def following(self, waiting: Callable[[], str], clock: Clock) -> AsyncIterator[None]:
        """Show progress while the block lasts; what it raises comes out as it is.

        Args:
            waiting: Says what calls wait for.
            clock: Time.
        """
        failed: Exception | None = None
        async with anyio.create_task_group() as group:
            if self._console.progress:
                group.start_soon(self._beat, waiting, clock)
            try:
                yield
            except Exception as error:  # noqa: BLE001 - raised again below, outside the group, which would wrap it
                failed = error
            group.cancel_scope.cancel()
        if self._live:
            sys.stderr.write(_CLEAR)
        if failed is not None:
            raise failed

    async def _beat(self, waiting: Callable[[], str], clock: Clock) -> None:
        line_at = clock.monotonic()
        while True:
            await clock.sleep(_BEAT_S)
            now, why = clock.monotonic(), waiting()
            text = self.line(why)
            if self._live:
                sys.stderr.write(_CLEAR + text)
                sys.stderr.flush()
            elif now - line_at >= _LINE_S and (self._beside or why):
                line_at = now
                self._console.say(text)
