"""The sums of a reconciliation: what the journal says, each thing that explains a difference, and what was found."""

from collections.abc import Iterator
from decimal import Decimal

from bulkops.core.reconcile import NO_SUM, Reconciled, ReconcileSummary, SumLine
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.width import visible, width_of
from bulkops.reporting.words import OWN_CURRENCY, amount_text

_WHY = {
    Reconciled.MISSING: "missing",
    Reconciled.DOUBLED: "doubled",
    Reconciled.BACK: "there again",
    Reconciled.DIFFERING: "differing",
    Reconciled.UNKNOWN: "unknown",
    Reconciled.CHANGED: "changed since",
    Reconciled.COUNTERED: "countered by later runs",
    Reconciled.UNDONE: "undone by later runs",
    Reconciled.AS_MADE: "as made",
    NO_SUM: "no sum in the journal, or at the system",
}
_INDENT = "  "


def sum_lines(summary: ReconcileSummary, style: Style) -> Iterator[str]:
    """Write a small account for each kind of document and currency: its lines add up to the last one."""
    for line in summary.sums:
        yield ""
        currency = visible(line.currency) or OWN_CURRENCY
        yield style.paint(f"net sum of {visible(line.nouns)} in {currency}, without VAT", Colour.BOLD)
        yield from _account(line, style)


def _account(line: SumLine, style: Style) -> Iterator[str]:
    rows = [("by the journal", amount_text(line.made, style))]
    rows += [(_WHY[why], _signed(line.why[why], style)) for why in _WHY if why in line.why]
    rows.append(("found", amount_text(line.found, style)))
    if line.countered:
        rows.append(("of it countered", amount_text(line.countered, style)))
    names, amounts = (max(map(width_of, column)) for column in zip(*rows, strict=True))
    for name, amount in rows:
        gap = " " * (names - width_of(name) + 2 + amounts - width_of(amount))
        yield f"{_INDENT}{name}{gap}{amount}"


def _signed(amount: Decimal, style: Style) -> str:
    return f"+{amount_text(amount, style)}" if amount > 0 else amount_text(amount, style)
