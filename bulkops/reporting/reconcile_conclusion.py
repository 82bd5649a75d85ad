"""What a reconciliation without differences comes to, in a sentence."""

from collections.abc import Iterator

from bulkops.core.reconcile import Reconciled, ReconcileSummary
from bulkops.reporting.body_text import wrapped
from bulkops.reporting.style import Style
from bulkops.reporting.words import number_text


def conclusion(summary: ReconcileSummary, style: Style) -> Iterator[str]:
    """Say what there is of what the run made: what was deleted is not, and what is unknown is not vouched for."""
    counts = summary.counts
    there = counts.get(Reconciled.AS_MADE, 0) + counts.get(Reconciled.CHANGED, 0) - summary.deleted
    countered, undone = counts.get(Reconciled.COUNTERED, 0), counts.get(Reconciled.UNDONE, 0)
    unknown = counts.get(Reconciled.UNKNOWN, 0)
    if there == summary.documents:
        yield "everything that the run made is there, once, as our runs left it"
        return
    parts = (
        (there, "there once"),
        (countered, "there and countered by later runs"),
        (undone, "deleted by later runs"),
        (summary.deleted, "deleted by this run"),
        (unknown, "unknown"),
    )
    head = "nothing is known to be different" if unknown else "everything is as our runs left it"
    first, *others = (f"{number_text(count, style)} {word}" for count, word in parts if count)
    yield from wrapped([f"{head}: {first}", *others], style.width, between=style.dot)
