"""One document of a run in text, as it was found."""

from collections.abc import Iterator

from bulkops.core.reconcile import Compared, Money, Other, Reconciled
from bulkops.core.registry import Registry
from bulkops.core.resource import Resource
from bulkops.reporting.body_text import row_lines, wrapped
from bulkops.reporting.change_text import ChangeView, rows_of
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.times import time_text
from bulkops.reporting.width import right, visible, width_of
from bulkops.reporting.words import count_text, joined, line_place_text, money_text

OTHERS_SHOWN_MAX = 5
_SIGNS = {
    Reconciled.MISSING: "-",
    Reconciled.DOUBLED: "+",
    Reconciled.BACK: "+",
    Reconciled.DIFFERING: "~",
    Reconciled.UNKNOWN: "?",
    Reconciled.CHANGED: "~",
    Reconciled.COUNTERED: "-",
    Reconciled.UNDONE: "-",
}
_DIM = frozenset({Reconciled.CHANGED, Reconciled.COUNTERED, Reconciled.UNDONE})


def document_lines(one: Compared, registry: Registry, style: Style, *, full: bool) -> Iterator[str]:
    """Write a document: what it is, where its entry stands, what is different, and what else bears its mark."""
    resource = registry.resources[one.resource]
    sign = style.paint(_SIGNS[one.standing], Colour.DIM if one.standing in _DIM else Colour.RED)
    name = f"{visible(one.noun)} {visible(one.key)}" if one.key else f"{visible(one.noun)} without a number yet"
    head = f"  {sign} {joined((style.paint(name, Colour.BOLD), _mark(one), _sums(one, resource, style)), style)}"
    place = line_place_text(one.place, style)
    room = style.width - width_of(head) - 2
    beside = width_of(place) <= room
    yield head + (style.paint("  " + right(place, room), Colour.DIM) if beside else "")
    yield from row_lines(rows_of(one.changes, ChangeView(fields=resource.fields, style=style, full=full)), style)
    for other in one.others[: None if full else OTHERS_SHOWN_MAX]:
        yield f"      {_other(other, one, style)}"
    if not full and len(one.others) > OTHERS_SHOWN_MAX:
        yield f"      and {count_text(len(one.others) - OTHERS_SHOWN_MAX, 'more document', style)}; `--full` shows all"
    by = (f"`{visible(one.id)}` of {visible(one.manifest)}, {one.type}", time_text(one.at))
    purged = "what our runs set was purged, and is not compared" if one.purged else ""
    later = f"then {one.later_type} by run {visible(one.later_run)}" if one.later_run else ""
    parts = [part for part in (*by, "" if beside else place, later, purged) if part]
    for line in wrapped(parts, style.width - 6, between=style.dot):
        yield style.paint(f"      {line}", Colour.DIM)


def _mark(one: Compared) -> str:
    field, _, value = one.mark.partition("=")
    return f"{visible(field)} `{visible(value)}`" if field else ""


def _sums(one: Compared, resource: Resource, style: Style) -> str:
    """Say what it comes to; not again where the sum is among the changes."""
    if any(change.path == resource.net for change in one.changes if resource.net):
        return ""
    money = one.now or one.left
    return joined((visible(one.status), _money(money, style)), style)


def _other(other: Other, one: Compared, style: Style) -> str:
    word = "may be it: " if one.standing is Reconciled.UNKNOWN else "also "
    name = f"{word}{visible(one.noun)} {visible(other.number)}"
    return joined((name, visible(other.status), _money(other.net, style)), style)


def _money(money: Money | None, style: Style) -> str:
    return "" if money is None else money_text(money.currency, money.amount, style)
