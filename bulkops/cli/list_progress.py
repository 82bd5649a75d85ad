"""What is seen of a list while it is read: a live line beside the data, or a line now and then."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from bulkops.app.read_documents import Tally
from bulkops.cli.console import Console
from bulkops.core.resource import Resource
from bulkops.engine.channel import Channel
from bulkops.engine.ports import Clock
from bulkops.reporting.words import count_text, joined, number_text

_BEAT_S = 0.5
#: Seconds between lines where none can be rewritten.
_LINE_S = 10.0
_CLEAR = "\r\x1b[2K"


class ListProgress:
    """Follows one list.

    Args:
        console: Where it is shown.
        resource: What is listed.

    Attributes:
        tally: Counts the rows.
    """

    def __init__(self, console: Console, resource: Resource) -> None:
        self.tally = Tally()
        self._console = console
        self._resource = resource
        # Rows that run over the same terminal are progress enough, and a live line would stand among them.
        self._beside = not sys.stdout.isatty()
        self._live = console.live and self._beside

    def text(self) -> str:
        """Say how far it has come."""
        style, tally = self._console.err, self.tally
        rows = f"{number_text(tally.given, style)} {self._resource.noun if tally.given == 1 else self._resource.nouns}"
        return f"{rows} from {count_text(tally.pages, 'page', style)}"

    @asynccontextmanager
    async def shown(self, channel: Channel, clock: Clock) -> AsyncIterator[None]:
        """Show progress while the block lasts; what it raises comes out as it is."""
        failed: Exception | None = None
        async with anyio.create_task_group() as group:
            if self._console.progress:
                group.start_soon(self._beat, channel, clock)
            try:
                yield
            except Exception as error:  # noqa: BLE001 - raised again below, outside the group, which would wrap it
                failed = error
            group.cancel_scope.cancel()
        if self._live:
            sys.stderr.write(_CLEAR)
        if failed is not None:
            raise failed

    async def _beat(self, channel: Channel, clock: Clock) -> None:
        line_at = clock.monotonic()
        while True:
            await clock.sleep(_BEAT_S)
            now, waiting = clock.monotonic(), channel.pace.waiting_for
            text = self._line(waiting)
            if self._live:
                sys.stderr.write(_CLEAR + text)
                sys.stderr.flush()
            elif now - line_at >= _LINE_S and (self._beside or waiting):
                line_at = now
                self._console.say(text)

    def _line(self, waiting: str) -> str:
        style, total = self._console.err, self.tally.total
        of = f"of {number_text(total, style)} rows" if total else ""
        return joined((self.text(), of, f"waiting for {waiting}" if waiting else ""), style)
