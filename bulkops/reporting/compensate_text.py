"""A compensation in words: above the entries of its manifest, and for whoever has asked for it."""

from collections.abc import Iterator

from bulkops.core.compensation import COUNTERED, CompensationSummary, Fate, Standing
from bulkops.reporting.style import Style
from bulkops.reporting.times import time_text
from bulkops.reporting.width import visible
from bulkops.reporting.words import count_text, ids_text, line_place_text, number_text

_PLAIN = Style(colour=False, unicode=True, width=100)
_STANDINGS = {
    Standing.UNDONE_BY: "undone by the manifest",
    Standing.PARTLY: "undone in part",
    Standing.NOTHING_LEFT: "with nothing left",
    Standing.NOTHING_DONE: "without effect",
    Standing.TOUCHED: "left out",
    Standing.STAYS: "not to be undone",
}


def head_comments(summary: CompensationSummary) -> Iterator[str]:
    """Give the comments above a manifest: what it undoes, and what it leaves out."""
    manifests = ", ".join(summary.manifests)
    yield f"Undoes run {summary.run} of {manifests}: {summary.company} ({summary.environment})."
    yield f"Made from what the system held at {time_text(summary.at)}; whatever was changed since is a conflict."
    yield from count_lines(summary, _PLAIN)
    if summary.valued:
        yield "It holds values as they were before, personal ones too."


def count_lines(summary: CompensationSummary, style: Style) -> Iterator[str]:
    """Count the run's operations by what becomes of them, and why."""
    total = sum(summary.counts.values())
    entries = count_text(summary.entries, "entry", style)
    yield f"{count_text(total, 'operation', style)} of the run, {entries} to undo what can be undone:"
    order = list(Standing)
    for (standing, reason), count in sorted(summary.counts.items(), key=lambda pair: order.index(pair[0][0])):
        why = f": {reason}" if reason else ""
        yield f"  {number_text(count, style)} {_STANDINGS[standing]}{why}"
    if summary.unsettled:
        yield f"  and {number_text(summary.unsettled, style)} not settled: whether they were done is not known"


def undoes_comment(fates: list[Fate]) -> str:
    """Say above an entry which operations it undoes."""
    undone = [fate for fate in fates if fate.standing in COUNTERED]
    return f"undoes {ids_text([fate.id for fate in undone], _PLAIN)}: {visible(undone[0].target)}, {_place(undone[0])}"


def left_out_comment(fate: Fate) -> str:
    """Say in a manifest what it does not undo."""
    detail = f" ({fate.detail})" if fate.detail else ""
    what = f"`{visible(fate.id)}`, {fate.type} of {visible(fate.target)}, {_place(fate)}"
    return f"{_STANDINGS[fate.standing]}: {what}: {fate.reason}{visible(detail)}"


def told_lines(summary: CompensationSummary, file: str, style: Style, *, option: str) -> Iterator[str]:
    """Say what was written, and what comes next.

    Args:
        summary: What the compensation comes to.
        file: The manifest, as it has to be typed; empty: it went to stdout.
        style: How to dress it.
        option: What a command of the current folder needs to find the project.
    """
    yield from count_lines(summary, style)
    if not summary.entries:
        yield f"nothing is left to undo of run {summary.run}" if summary.complete else "nothing can be undone"
    if not file:
        return
    what = ": only its owner may read it, for it holds values as they were before" if summary.valued else ""
    yield f"wrote `{file}`{what}"
    if summary.count(Standing.TOUCHED, Standing.STAYS):
        yield "what is left out stands in it as comments, each with its reason: for a person to look at"
    if summary.unsettled:
        yield f"next: `bulkops resume {summary.run}{option}` settles what is not; then compensate again"
    elif summary.entries:
        yield f"next: `bulkops plan {file}{option}`"


def _place(fate: Fate) -> str:
    return line_place_text(fate.place, _PLAIN)
