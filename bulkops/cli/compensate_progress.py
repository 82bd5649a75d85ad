"""What is seen of compensating: the journal is gone through, documents are read, and entries written."""

from contextlib import AbstractAsyncContextManager

from bulkops.app.compensate import Compensating
from bulkops.app.compensate_entries import Entries
from bulkops.app.compose import System
from bulkops.cli.beat import Beat
from bulkops.cli.console import Console
from bulkops.reporting.words import count_text, joined, number_text


class CompensateProgress(Beat):
    """Follows one compensation.

    Args:
        console: Where it is shown.
        compensating: The compensation.

    Attributes:
        entries: What is being written; None: it is not so far yet.
    """

    def __init__(self, console: Console, compensating: Compensating) -> None:
        super().__init__(console)
        self._compensating = compensating
        self.entries: Entries | None = None

    def shown(self, system: System) -> AbstractAsyncContextManager[None]:
        """Show progress while the block lasts; what it raises comes out as it is."""
        channels = system.channels.values()
        return self.following(
            lambda: next((it.pace.waiting_for for it in channels if it.pace.waiting_for), ""), system.clock
        )

    def line(self, waiting: str) -> str:
        """Say how far it has come, and what it waits for (empty: nothing)."""
        style, found = self._console.err, self._compensating
        if self.entries is not None:
            return f"{count_text(self.entries.written, 'entry', style)} written"
        if not found.documents:
            return f"{count_text(found.passed, 'operation', style)} of the journal gone through"
        read = f"{number_text(found.compared, style)} of {count_text(found.documents, 'document', style)} read"
        return joined((read, f"waiting for {waiting}" if waiting else ""), style)
