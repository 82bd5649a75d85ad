"""What is seen of a look for drift while documents are read."""

from contextlib import AbstractAsyncContextManager

from bulkops.app.compose import System
from bulkops.app.drift import Drifting
from bulkops.cli.beat import Beat
from bulkops.cli.console import Console
from bulkops.reporting.words import count_text, joined, number_text


class DriftProgress(Beat):
    """Follows one look for drift.

    Args:
        console: Where it is shown.
        drifting: The look.
    """

    def __init__(self, console: Console, drifting: Drifting) -> None:
        super().__init__(console)
        self._drifting = drifting

    def shown(self, system: System) -> AbstractAsyncContextManager[None]:
        """Show progress while the block lasts; what it raises comes out as it is."""
        channels = system.channels.values()
        return self.following(
            lambda: next((it.pace.waiting_for for it in channels if it.pace.waiting_for), ""), system.clock
        )

    def line(self, waiting: str) -> str:
        """Say how far it has come, and what it waits for (empty: nothing)."""
        style, drifting = self._console.err, self._drifting
        compared = (
            f"{number_text(drifting.compared, style)} of {count_text(drifting.documents, 'document', style)} compared"
        )
        return joined((compared, f"waiting for {waiting}" if waiting else ""), style)
