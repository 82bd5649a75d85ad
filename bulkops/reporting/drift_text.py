"""Drift in text: what others have changed, by what they have done, the first documents of each."""

from collections.abc import Iterator

from bulkops.core.drift import Drift, DriftKind, Drifts, DriftSummary
from bulkops.core.registry import Registry
from bulkops.reporting.body_text import row_lines, wrapped
from bulkops.reporting.change_text import ChangeView, rows_of
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.times import time_text
from bulkops.reporting.width import right, visible, width_of
from bulkops.reporting.words import (
    count_text,
    joined,
    line_place_text,
    money_text,
    number_text,
    sums_text,
)

SHOWN_MAX = 10
_SANDBOX = "sandbox"
_SIGNS = {DriftKind.GONE: "-", DriftKind.MOVED: "!", DriftKind.CHANGED: "~", DriftKind.TOUCHED: "?"}
_COLOURS = {DriftKind.GONE: Colour.RED, DriftKind.MOVED: Colour.RED, DriftKind.CHANGED: Colour.YELLOW}
_WORDS = {
    DriftKind.GONE: "gone",
    DriftKind.MOVED: "moved on",
    DriftKind.CHANGED: "changed",
    DriftKind.TOUCHED: "touched",
}
_MEANINGS = {
    DriftKind.GONE: "somebody has deleted it",
    DriftKind.MOVED: "it has a status that our runs did not bring it into",
    DriftKind.CHANGED: "it holds other values than our runs set",
    DriftKind.TOUCHED: "somebody has changed something that our runs never set",
}


def drift_text(
    summary: DriftSummary, drifts: Drifts, registry: Registry, style: Style, *, full: bool = False
) -> Iterator[str]:
    """Write what others have changed.

    Args:
        summary: Counts and sums.
        drifts: The documents; read only as far as they are shown.
        registry: Resources.
        style: How to dress it.
        full: Show every document, and every line of long texts.
    """
    yield from _header(summary, style)
    for kind in DriftKind:
        if count := summary.counts.get(kind, 0):
            yield ""
            yield f"{style.paint(_WORDS[kind], Colour.BOLD)}: {_MEANINGS[kind]}"
            for drift in drifts.of(kind, 0 if full else SHOWN_MAX):
                yield from _document(drift, registry, style, full=full)
            if not full and count > SHOWN_MAX:
                yield f"  and {count_text(count - SHOWN_MAX, 'more document', style)}; `--full` shows all"
    yield ""
    yield from _footer(summary, style)


def _header(summary: DriftSummary, style: Style) -> Iterator[str]:
    company = f"company {style.quoted(visible(summary.company))}" if summary.company else ""
    colour = Colour.CYAN if summary.environment == _SANDBOX else Colour.RED
    environment = style.paint(visible(summary.environment.upper()), colour, Colour.BOLD)
    profile = f"profile {visible(summary.profile)}" if summary.profile else ""
    files = ", ".join(visible(file) for file in summary.files)
    about = [f"run {visible(summary.run)}" if summary.run else "our runs", *([f"of {files}"] if files else [])]
    yield joined((f"drift since {' '.join(about)}", company, environment, profile), style)


def _document(drift: Drift, registry: Registry, style: Style, *, full: bool) -> Iterator[str]:
    sign = style.paint(_SIGNS[drift.kind], _COLOURS.get(drift.kind, Colour.DIM))
    name = f"{visible(drift.noun)} {visible(drift.key)}"
    head = f"  {sign} {joined((style.paint(name, Colour.BOLD), _standing(drift, style)), style)}"
    place = line_place_text(drift.place, style)
    room = style.width - width_of(head) - 2
    beside = width_of(place) <= room
    yield head + (style.paint("  " + right(place, room), Colour.DIM) if beside else "")
    view = ChangeView(fields=registry.resources[drift.resource].fields, style=style, full=full)
    yield from row_lines(rows_of(drift.changes, view), style)
    wrote = f"`{visible(drift.id)}` of {visible(drift.manifest)}, {drift.type}"
    last = (f"last written by run {visible(drift.run)}", wrote, time_text(drift.at))
    purged = ("what our runs set was purged, and is not compared",) if drift.purged else ()
    below = () if beside else (place,)
    for line in wrapped((*last, *below, *purged), style.width - 6, between=style.dot):
        yield style.paint(f"      {line}", Colour.DIM)


def _standing(drift: Drift, style: Style) -> str:
    """Say where a document stands; its status where that is not among the changes already."""
    left, now = (
        None if one is None else money_text(drift.currency, one, style) for one in (drift.amount, drift.amount_now)
    )
    if drift.kind is DriftKind.GONE:
        return f"it came to {left}" if left else ""
    amount = f"{left} {style.arrow} {now}" if left and now and left != now else left or now or ""
    return joined(("" if drift.kind is DriftKind.MOVED else visible(drift.status), amount), style)


def _footer(summary: DriftSummary, style: Style) -> Iterator[str]:
    calls = f"{count_text(summary.calls, 'call', style)}, read {time_text(summary.at)}"
    if not summary.documents:
        yield "nothing to compare: these runs have made or changed no document that is to be there"
    elif not summary.total:
        be, it = ("is", "it") if summary.documents == 1 else ("are", "them")
        same = f"no drift: {count_text(summary.documents, 'document', style)} {be} as our runs left {it}"
        yield joined((same, calls), style)
    else:
        of = f"{number_text(summary.total, style)} of {count_text(summary.documents, 'document', style)}"
        counts = (_count(summary, kind, style) for kind in DriftKind if summary.counts.get(kind))
        yield from wrapped((f"{of} changed by others", *counts), style.width, between=style.dot)
        yield calls
    yield from _notes(summary, style)


def _count(summary: DriftSummary, kind: DriftKind, style: Style) -> str:
    sums = summary.sums.get(kind)
    amount = f" ({sums_text(sums, style)})" if sums else ""
    return f"{number_text(summary.counts[kind], style)} {_WORDS[kind]}{amount}"


def _notes(summary: DriftSummary, style: Style) -> Iterator[str]:
    """Say what was not compared, or not in full."""
    if count := summary.purged:
        yield f"{count_text(count, 'document', style)}: what our runs set was purged; version and status are compared"
    if count := summary.unversioned:
        yield f"{count_text(count, 'document', style)}: no version is known; only what our runs set is compared"
    if count := summary.removed:
        yield f"{count_text(count, 'document', style)} deleted by our own runs: not compared"
    if count := summary.unsettled:
        command = f"`bulkops resume{summary.option}`"
        yield f"{count_text(count, 'document', style)} with operations that are not settled: not compared; {command}"
