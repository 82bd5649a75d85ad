"""What a plan is written to Markdown with, and the words that all its parts share."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bulkops.core.operation import OperationType
from bulkops.core.place import Place
from bulkops.core.registry import Registry
from bulkops.reporting.markdown_text import ELLIPSIS, clipped, code, html_code, link_to, size
from bulkops.reporting.style import Style
from bulkops.reporting.words import OWN_CURRENCY, amount_text, count_text, noun, number_text

#: Lines are never wrapped here: the reader's window does that.
STYLE = Style(width=1_000_000)
NAME_MAX = 60
PLACE_MAX = 80
_URL_MAX = 400
_CURRENCY_MAX = 24
_CURRENCIES_MAX = 4
_CODE = re.compile(r"[A-Z]{2,5}", re.ASCII)

#: Gives the address of a place; empty: it has none.
Link = Callable[[Place], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the parts of a comment are written with.

    Attributes:
        registry: Operation types.
        link: Gives the address of a place.
        verbs: What each operation type of the plan is called.
        titles: Names of values that were looked up, by the field's path and the value as text.
    """

    registry: Registry
    link: Link
    verbs: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def place(self, place: Place) -> str:
        """Write a place, as a link where there is one."""
        short = _short(place.file, PLACE_MAX)
        text = f"{short}:{place.line}" if place.line else short
        return link_to(code(text), self._url(place))

    def places(self, places: Iterable[Place]) -> str:
        """Write several places, those of one file together."""
        files: dict[str, list[Place]] = {}
        for place in dict.fromkeys(places):
            files.setdefault(place.file, []).append(place)
        return "; ".join(self._lines(file, found) for file, found in files.items())

    def _lines(self, file: str, places: Sequence[Place]) -> str:
        if len(places) == 1 or not all(place.line for place in places):
            return self.place(places[0])
        numbers = dict.fromkeys(link_to(str(place.line), self._url(place)) for place in places)
        return f"{code(_short(file, PLACE_MAX))}, {noun(len(numbers), 'line')} {', '.join(numbers)}"

    def _url(self, place: Place) -> str:
        url = self.link(place)
        return url if size(url) <= _URL_MAX else ""


def _short(file: str, length_max: int) -> str:
    """Cut a path; of a long one the end stays, as it differs most."""
    return clipped(file if len(file) <= length_max else ELLIPSIS + file[1 - length_max :], length_max)


def operations(count: int) -> str:
    """Write a count of operations."""
    return count_text(count, "operation", STYLE)


def noun_of(count: int, operation_type: OperationType) -> str:
    """Name what operations are about, in singular or plural."""
    resource = operation_type.resource
    return ("" if operation_type.targeted else "new ") + (resource.noun if count == 1 else resource.nouns)


def sums_parts(sums: Mapping[str, Decimal], unknown: int, currencies_max: int = _CURRENCIES_MAX) -> list[str]:
    """Write the sums of some documents, and how many of them have none that is known; with HTML's escapes only."""
    shown = list(sums.items())[:currencies_max]
    parts = [f"{amount_text(amount, STYLE)} {currency_text(currency)}" for currency, amount in shown]
    if len(sums) > len(shown):
        parts.append(f"sums in {number_text(len(sums) - len(shown), STYLE)} more currencies")
    if unknown:
        parts.append(f"{count_text(unknown, 'document', STYLE)} without a known sum")
    return parts


def currency_text(currency: str) -> str:
    """Write a currency."""
    if not currency:
        return OWN_CURRENCY
    return currency if _CODE.fullmatch(currency) else html_code(clipped(currency, _CURRENCY_MAX))


def names_text(names: Sequence[str], total: int, shown_max: int) -> str:
    """Write ids or files, and how many more there are."""
    shown = [code(clipped(name, NAME_MAX)) for name in names[:shown_max]]
    more = max(total, len(names)) - len(shown)
    return ", ".join(shown) + (f" and {number_text(more, STYLE)} more" if more > 0 else "")


def within(lines: Iterable[str], room: int, more: Callable[[int], str]) -> list[str]:
    """Give the first lines that fit into so many bytes; what does not fit is counted in a last line."""
    lines = list(lines)
    left = room - sum(size(line) + 1 for line in lines)
    kept = list(lines)
    while kept and left < 0:
        left += size(kept.pop()) + 1
        rest = more(len(lines) - len(kept))
        if left >= size(rest) + 1:
            return [*kept, rest]
    return kept if len(kept) == len(lines) else [more(len(lines))]
