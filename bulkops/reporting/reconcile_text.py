"""Reconciling in text: what is not as the run made it, the counts, and the sums that explain one another."""

from collections.abc import Iterator

from bulkops.core.outcome import DONE, UNSETTLED, State
from bulkops.core.reconcile import CODES, Comparisons, Reconciled, ReconcileSummary
from bulkops.core.registry import Registry
from bulkops.reporting.body_text import wrapped
from bulkops.reporting.reconcile_conclusion import conclusion
from bulkops.reporting.reconcile_document import document_lines
from bulkops.reporting.reconcile_sums import sum_lines
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.times import time_text
from bulkops.reporting.width import visible
from bulkops.reporting.words import count_text, joined, number_text

SHOWN_MAX = 10
_SANDBOX = "sandbox"
WORDS = {
    Reconciled.MISSING: "missing",
    Reconciled.DOUBLED: "doubled",
    Reconciled.BACK: "there again",
    Reconciled.DIFFERING: "differing",
    Reconciled.UNKNOWN: "unknown",
    Reconciled.CHANGED: "changed since",
    Reconciled.COUNTERED: "countered",
    Reconciled.UNDONE: "undone",
    Reconciled.AS_MADE: "as made",
}
_MEANINGS = {
    Reconciled.MISSING: "the run made or wrote it, and it is not there",
    Reconciled.DOUBLED: "another document bears the same mark, and no operation of ours made that one",
    Reconciled.BACK: "the run deleted it, and it is there",
    Reconciled.DIFFERING: "its status, its sum or a field that our runs set is another one",
    Reconciled.UNKNOWN: "whether the run has done it is not known, or what it set was purged",
    Reconciled.CHANGED: "somebody has changed something that our runs never set",
    Reconciled.COUNTERED: "it is there, and a later run of ours has reversed or corrected it",
    Reconciled.UNDONE: "a later run of ours has deleted it",
}
#: How they are gone through: what is to be looked at first.
ORDER = tuple(_MEANINGS)


def reconcile_text(
    summary: ReconcileSummary, found: Comparisons, registry: Registry, style: Style, *, full: bool = False
) -> Iterator[str]:
    """Write what reconciling has come to.

    Args:
        summary: Counts and sums.
        found: The documents; read only as far as they are shown.
        registry: Resources.
        style: How to dress it.
        full: Show every document, and every line of long texts.
    """
    yield from _header(summary, style)
    for standing in ORDER:
        if count := summary.counts.get(standing, 0):
            yield ""
            code = f" ({CODES[standing]})" if standing in CODES else ""
            yield f"{style.paint(WORDS[standing], Colour.BOLD)}{code}: {_MEANINGS[standing]}"
            for one in found.of(standing, 0 if full else SHOWN_MAX):
                yield from document_lines(one, registry, style, full=full)
            if not full and count > SHOWN_MAX:
                yield f"  and {count_text(count - SHOWN_MAX, 'more document', style)}; `--full` shows all"
    yield from sum_lines(summary, style)
    yield ""
    yield from _footer(summary, style)


def _header(summary: ReconcileSummary, style: Style) -> Iterator[str]:
    company = f"company {style.quoted(visible(summary.company))}" if summary.company else ""
    colour = Colour.CYAN if summary.environment == _SANDBOX else Colour.RED
    environment = style.paint(visible(summary.environment.upper()), colour, Colour.BOLD)
    profile = f"profile {visible(summary.profile)}" if summary.profile else ""
    of = f" of {', '.join(map(visible, summary.manifests))}" if summary.manifests else ""
    yield joined((f"reconcile run {visible(summary.run)}{of}", company, environment, profile), style)


def _footer(summary: ReconcileSummary, style: Style) -> Iterator[str]:
    total = count_text(summary.documents, "document", style)
    if not summary.documents:
        yield "nothing to compare: this run has made or changed no document"
    else:
        shown = [one for one in (Reconciled.AS_MADE, *ORDER) if summary.counts.get(one)]
        counts = [f"{number_text(summary.counts[one], style)} {WORDS[one]}" for one in shown]
        yield from wrapped([*counts[:-1], f"{counts[-1]} = {total}"], style.width, between=style.dot)
    yield _operations(summary, style)
    calls = count_text(summary.calls, "call", style)
    singly = f"{count_text(summary.singly, 'document', style)} not looked for by pages" if summary.singly else ""
    yield joined((calls, singly, f"read {time_text(summary.at)}"), style)
    yield from _notes(summary, style)


def _operations(summary: ReconcileSummary, style: Style) -> str:
    """Say where the run's operations stand: those that are not done have nothing to be looked for."""
    groups = (
        ("done", DONE),
        ("not settled", UNSETTLED),
        ("not sent yet", frozenset({State.PLANNED, State.READY})),
        ("not done", frozenset({State.REFUSED, State.CONFLICT, State.SKIPPED, State.CANCELLED})),
    )
    counts = ((word, sum(summary.operations.get(state, 0) for state in states)) for word, states in groups)
    parts = [f"{number_text(count, style)} {word}" for word, count in counts if count]
    earlier = f"{number_text(summary.done_before, style)} done by earlier runs" if summary.done_before else ""
    total = count_text(sum(summary.operations.values()) + summary.done_before, "operation", style)
    return f"{joined((*parts, earlier), style)} = {total}" if parts or earlier else total


def _notes(summary: ReconcileSummary, style: Style) -> Iterator[str]:
    """Say what the comparison does not cover, and what to do next."""
    if count := summary.unversioned:
        yield f"{count_text(count, 'document', style)}: no version is known; only what our runs set is compared"
    if summary.done_before:
        yield "what earlier runs did is reconciled by their own names: `bulkops runs` lists them"
    if count := summary.unsettled:
        command = f"`bulkops resume {visible(summary.run)}{summary.option}`"
        not_settled = f"{count_text(count, 'operation', style)} not settled, the rest is reconciled"
        yield f"{not_settled}: {command}, then reconcile again"
    elif summary.differences:
        first, *others = sorted({CODES[one] for one in CODES if summary.counts.get(one)})
        likewise = f", and so for {' and '.join(others)}" if others else ""
        look = f"look at {count_text(summary.differences, 'document', style)}"
        yield f"next: {look}; `bulkops explain {first}` says what may lie behind it and what to do{likewise}"
    elif summary.documents:
        yield from conclusion(summary, style)
