"""Numbers, amounts, times and lists in words for people; machine forms are not written here."""

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from bulkops.core.place import Place
from bulkops.reporting.style import Style
from bulkops.reporting.width import visible, width_of

OWN_CURRENCY = "(customer's currency)"

#: Columns of a place beside other text.
PLACE_MAX = 48
_PLAIN = re.compile(r"[\w@%+=:,./-]+")
_PLURALS = {"entry": "entries", "copy": "copies"}


def grouped(text: str, style: Style) -> str:
    """Group the digits before the point by three; the text is a plain decimal number."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, fraction = digits.partition(".")
    first = len(whole) % 3
    parts = [whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))]
    return sign + style.gap.join(part for part in parts if part) + point + fraction


def number_text(count: int, style: Style) -> str:
    """Write a count: `10 000`."""
    return grouped(str(count), style)


def noun(count: int, singular: str) -> str:
    """Choose between singular and plural."""
    return singular if count == 1 else _PLURALS.get(singular, singular + "s")


def count_text(count: int, singular: str, style: Style) -> str:
    """Write a count with its noun: `1 step`, `10 000 steps`."""
    return f"{number_text(count, style)} {noun(count, singular)}"


def amount_text(amount: Decimal, style: Style) -> str:
    """Write an amount: all its digits, two decimals at least."""
    normal = Decimal(amount).normalize()  # an amount out of a JSON document may be a whole number
    decimals = max(2, -int(normal.as_tuple().exponent))
    return grouped(f"{normal:.{decimals}f}", style)


def money_text(currency: str, amount: Decimal, style: Style) -> str:
    """Write an amount with its currency: `5 000.00 NOK`."""
    return f"{amount_text(amount, style)} {visible(currency) or OWN_CURRENCY}"


def sums_text(sums: Mapping[str, Decimal], style: Style) -> str:
    """Write sums of several currencies: `5 000.00 NOK + 120.00 EUR`."""
    return " + ".join(money_text(currency, amount, style) for currency, amount in sums.items())


def duration_text(seconds: float) -> str:
    """Write a span of time in its two largest units: `2 s`, `3 min 10 s`, `2 h 5 min`, `3 days 4 h`."""
    whole = max(0, round(seconds))
    if seconds > 0 and whole == 0:
        return "less than 1 s"
    for size, unit, size_below, unit_below in (
        (86400, "day", 3600, "h"),
        (3600, "h", 60, "min"),
        (60, "min", 1, "s"),
    ):
        if whole >= size:
            count, rest = divmod(whole, size)
            word = noun(count, unit) if unit == "day" else unit
            below = rest // size_below
            return f"{count} {word} {below} {unit_below}" if below else f"{count} {word}"
    return f"{whole} s"


def clock_text(seconds: float) -> str:
    """Write a short wait as a clock does: `00:14`, `1:02:03`."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def ids_text(ids: Sequence[str], style: Style, *, total: int = 0, shown_max: int = 3) -> str:
    """Write ids as they would be typed: "`a`, `b` and 4 more"."""
    shown = ", ".join(f"`{visible(one)}`" for one in ids[:shown_max])
    more = max(total, len(ids)) - min(len(ids), shown_max)
    return f"{shown} and {number_text(more, style)} more" if more else shown


def typed_text(file: str) -> str:
    """Write a file's name as it has to be typed in a shell."""
    return visible(file if _PLAIN.fullmatch(file) else shlex.quote(file))


def joined(parts: Iterable[str], style: Style) -> str:
    """Join the parts of a line that are there."""
    return style.dot.join(part for part in parts if part)


def place_text(place: Place | None) -> str:
    """Write a place as it can be clicked in a terminal; empty for none."""
    return visible(str(place)) if place is not None else ""


def line_place_text(place: Place, style: Style, width: int = PLACE_MAX) -> str:
    """Write a place without its column, where the line says enough; of a long one the end, as it differs most."""
    text = visible(f"{place.file}:{place.line}" if place.line else place.file)
    if width_of(text) <= width:
        return text
    folders = re.split(r"(?<=[/\\])", text)
    for at in range(1, len(folders)):
        short = f"{style.ellipsis}/{''.join(folders[at:])}"
        if width_of(short) <= width:
            return short
    return f"{style.ellipsis}{text[len(style.ellipsis) - width :]}"


def element_noun(name: str) -> str:
    """Name one element of a list: `line` of `invoiceLines`, `attachment` of `attachments`."""
    if name.lower().endswith("lines"):
        return "line"
    return name.removesuffix("s") if name.endswith("s") else "element"
