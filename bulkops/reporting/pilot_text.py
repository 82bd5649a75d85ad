"""A pilot in text: each document as it was read back, what is different, and the totals."""

from collections.abc import Iterator, Mapping

from bulkops.core.pilot import Pilot, PilotDocument, PilotVerdict
from bulkops.core.registry import Registry
from bulkops.reporting.body_text import row_lines, wrapped
from bulkops.reporting.change_text import ChangeView, rows_of
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.verbs import verbs_of
from bulkops.reporting.width import left, right, visible, width_of
from bulkops.reporting.words import count_text, joined, line_place_text, money_text, number_text

#: Documents that are as they were sent; of the others all are shown.
EQUAL_MAX = 20
_WORDS = {
    PilotVerdict.GONE: "is not there",
    PilotVerdict.THERE: "was deleted, and is there",
    PilotVerdict.DIFFERS: "is not as sent",
    PilotVerdict.EQUAL: "as sent",
}


def pilot_text(pilot: Pilot, registry: Registry, style: Style) -> Iterator[str]:
    """Write what a pilot has come to.

    Args:
        pilot: The pilot.
        registry: Operation types and resources.
        style: How to dress it.
    """
    yield from _title(pilot, registry, style)
    shown = 0
    for found in pilot.documents:
        equal = found.verdict is PilotVerdict.EQUAL
        shown += equal
        if not equal or shown <= EQUAL_MAX:
            yield from _document(found, registry, style)
    if pilot.equal > EQUAL_MAX:
        yield f"  and {count_text(pilot.equal - EQUAL_MAX, 'more document', style)} as sent"
    yield from _totals(pilot, style)
    unseen = sorted({path for found in pilot.documents for path in found.unseen})
    if unseen:
        head = "sent, and not compared, for the system does not show it: "
        yield from wrapped((head + visible(unseen[0]), *map(visible, unseen[1:])), style.width)
    yield _result(pilot, style)


def _title(pilot: Pilot, registry: Registry, style: Style) -> Iterator[str]:
    verbs = verbs_of(pilot.steps, registry)
    steps = [f"{number_text(pilot.steps[name], style)} {style.times} {verb}" for name, verb in verbs.items()]
    head = style.paint(f"pilot of run {visible(pilot.run)}", Colour.BOLD)
    documents = f"{count_text(len(pilot.documents), 'document', style)} read back and held against what was sent"
    yield from wrapped((head, ", ".join(steps), documents), style.width, between=style.dot)


def _document(found: PilotDocument, registry: Registry, style: Style) -> Iterator[str]:
    equal = found.verdict is PilotVerdict.EQUAL
    sign = style.paint("=", Colour.GREEN) if equal else style.paint("!", Colour.RED)
    name = style.paint(f"{visible(found.noun)} {visible(found.key)}", Colour.BOLD)
    fields = count_text(found.compared, "field", style) if found.compared else ""
    parts = (f"  {sign} {name} {_WORDS[found.verdict]}", fields, *_money(found, style))
    *above, head = wrapped(filter(None, parts), style.width - 4, between=style.dot)
    yield from (f"{'' if number == 0 else '    '}{line}" for number, line in enumerate(above))
    head = f"    {head}" if above else head
    place = line_place_text(found.place, style)
    room = style.width - width_of(head) - 2
    beside = width_of(place) <= room
    yield head + (style.paint("  " + right(place, room), Colour.DIM) if beside else "")
    view = ChangeView(fields=registry.resources[found.resource].fields, style=style)
    yield from row_lines(rows_of(found.changes, view), style)
    below = (f"`{visible(found.id)}`", *(() if beside else (place,)))
    for line in wrapped(below, style.width - 6, between=style.dot) if not equal else ():
        yield style.paint(f"      {line}", Colour.DIM)


def _money(found: PilotDocument, style: Style) -> tuple[str, ...]:
    if found.net_found is None:
        return ()
    net = f"net {money_text(found.currency, found.net_found, style)}"
    if found.net_sent is not None and found.net_sent != found.net_found:
        net += f" where {money_text(found.currency, found.net_sent, style)} was sent"
    vat = "" if found.vat_found is None else f"VAT {money_text(found.currency, found.vat_found, style)}"
    return net, vat


def _totals(pilot: Pilot, style: Style) -> Iterator[str]:
    rows = [[money_text(currency, amount, style) for amount in amounts] for currency, amounts in pilot.totals.items()]
    if not rows:
        return
    heads = ("net sent", "net found", "VAT found")
    widths = [max(width_of(head), *(width_of(row[at]) for row in rows)) for at, head in enumerate(heads)]
    yield "  totals  " + "  ".join(right(head, width) for head, width in zip(heads, widths, strict=True))
    for row in rows:
        yield left("", 10) + "  ".join(right(cell, width) for cell, width in zip(row, widths, strict=True))


def _result(pilot: Pilot, style: Style) -> str:
    count, equal = len(pilot.documents), pilot.equal
    failed = f"{count_text(pilot.failed, 'step', style)} did not go through" if pilot.failed else ""
    be, they = ("is", "it was") if count == 1 else ("are", "they were")
    of = f"{number_text(equal, style)} of {count_text(count, 'document', style)} {be} as {they} sent" if count else ""
    colour = Colour.GREEN if pilot.passed else Colour.RED
    return style.paint(joined((failed, of), style) or "nothing that can be read back", colour, Colour.BOLD)


def pilot_begins(steps: Mapping[str, int], registry: Registry, style: Style) -> str:
    """Say what a pilot is going to send, and what of that is for good."""
    verbs = verbs_of(steps, registry)
    final = [verb for name, verb in verbs.items() if registry.types[name].irreversible]
    counts = ", ".join(f"{number_text(steps[name], style)} {style.times} {verb}" for name, verb in verbs.items())
    return f"pilot: {counts}" + (f"; {', '.join(final)} cannot be undone" if final else "")
