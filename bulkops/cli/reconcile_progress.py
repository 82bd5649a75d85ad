"""What is seen of reconciling while the journal is gone through and documents are read."""

from contextlib import AbstractAsyncContextManager

from bulkops.app.compose import System
from bulkops.app.reconcile import Reconciling
from bulkops.cli.beat import Beat
from bulkops.cli.console import Console
from bulkops.reporting.words import count_text, joined, number_text


class ReconcileProgress(Beat):
    """Follows one look at a run's documents.

    Args:
        console: Where it is shown.
        reconciling: The look.
    """

    def __init__(self, console: Console, reconciling: Reconciling) -> None:
        super().__init__(console)
        self._reconciling = reconciling

    def shown(self, system: System) -> AbstractAsyncContextManager[None]:
        """Show progress while the block lasts; what it raises comes out as it is."""
        channels = system.channels.values()
        return self.following(
            lambda: next((it.pace.waiting_for for it in channels if it.pace.waiting_for), ""), system.clock
        )

    def line(self, waiting: str) -> str:
        """Say how far it has come, and what it waits for (empty: nothing)."""
        style, reconciling = self._console.err, self._reconciling
        if not reconciling.documents:
            return f"{count_text(reconciling.passed, 'operation', style)} of the journal gone through"
        total = count_text(reconciling.documents, "document", style)
        met = f"{number_text(reconciling.met, style)} of {total} met"
        return joined((met, f"waiting for {waiting}" if waiting else ""), style)
