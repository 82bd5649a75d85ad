"""What is seen of an export while documents are read."""

from contextlib import AbstractAsyncContextManager

from bulkops.app.export import Counts
from bulkops.cli.beat import Beat
from bulkops.cli.console import Console
from bulkops.core.resource import Resource
from bulkops.engine.channel import Channel
from bulkops.engine.ports import Clock
from bulkops.reporting.words import count_text, joined, number_text


class ExportProgress(Beat):
    """Follows one export.

    Args:
        console: Where it is shown.
        resource: What is exported.

    Attributes:
        counts: Counts the documents.
    """

    def __init__(self, console: Console, resource: Resource) -> None:
        super().__init__(console)
        self.counts = Counts()
        self._resource = resource

    def text(self) -> str:
        """Say how far it has come."""
        style, count, rows = self._console.err, self.counts.written, self.counts.rows
        written = f"{number_text(count, style)} {self._resource.noun if count == 1 else self._resource.nouns}"
        return f"{written} from {count_text(rows.pages, 'page', style)}" if rows.pages else written

    def shown(self, channel: Channel, clock: Clock) -> AbstractAsyncContextManager[None]:
        """Show progress while the block lasts; what it raises comes out as it is."""
        return self.following(lambda: channel.pace.waiting_for, clock)

    def line(self, waiting: str) -> str:
        """Say how far it has come, and what it waits for (empty: nothing)."""
        style, total, read = self._console.err, self.counts.rows.total, self.counts.read
        of = f"of {number_text(total, style)} rows" if total else ""
        if read:
            of = f"{count_text(read, self._resource.key, style)} read {of}".rstrip()
        return joined((self.text(), of, f"waiting for {waiting}" if waiting else ""), style)
