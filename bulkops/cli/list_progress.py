"""What is seen of a list while it is read."""

from contextlib import AbstractAsyncContextManager

from bulkops.app.read_documents import Tally
from bulkops.cli.beat import Beat
from bulkops.cli.console import Console
from bulkops.core.resource import Resource
from bulkops.engine.channel import Channel
from bulkops.engine.ports import Clock
from bulkops.reporting.words import count_text, joined, number_text


class ListProgress(Beat):
    """Follows one list.

    Args:
        console: Where it is shown.
        resource: What is listed.

    Attributes:
        tally: Counts the rows.
    """

    def __init__(self, console: Console, resource: Resource) -> None:
        super().__init__(console)
        self.tally = Tally()
        self._resource = resource

    def text(self) -> str:
        """Say how far it has come."""
        style, tally = self._console.err, self.tally
        rows = f"{number_text(tally.given, style)} {self._resource.noun if tally.given == 1 else self._resource.nouns}"
        return f"{rows} from {count_text(tally.pages, 'page', style)}"

    def shown(self, channel: Channel, clock: Clock) -> AbstractAsyncContextManager[None]:
        """Show progress while the block lasts; what it raises comes out as it is."""
        return self.following(lambda: channel.pace.waiting_for, clock)

    def line(self, waiting: str) -> str:
        """Say how far it has come, and what it waits for (empty: nothing)."""
        style, total = self._console.err, self.tally.total
        of = f"of {number_text(total, style)} rows" if total else ""
        return joined((self.text(), of, f"waiting for {waiting}" if waiting else ""), style)
