"""How wide text is on a terminal, and making it fit."""

import re
import unicodedata

from bulkops.reporting.style import Style

_WIDE = frozenset("WF")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_TAB = " " * 4
# Marks that turn the direction of text or hide in it: in an invoice's text they could make a plan read as another one.
_DECEPTIVE = frozenset(
    "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u2028\u2029"
)


def char_width(char: str) -> int:
    """Columns that one character takes: 0, 1 or 2."""
    if char.isascii():
        return 1
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1


def width_of(text: str) -> int:
    """Columns that a text takes; codes of colour take none."""
    if "\x1b" in text:
        text = _COLOUR.sub("", text)
    return len(text) if text.isascii() else sum(map(char_width, text))


def visible(text: str) -> str:
    """Make a user's or the system's text harmless on a terminal: control characters written out, tabs as spaces."""
    if text.isprintable():
        return text
    return "".join(_visible(char) for char in text)


def _visible(char: str) -> str:
    if char == "\t":
        return _TAB
    if char.isprintable() or (unicodedata.category(char) in {"Zs", "Cf"} and char not in _DECEPTIVE):
        return char
    escapes = {"\n": "\\n", "\r": "\\r"}
    return escapes.get(char) or (f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\u{ord(char):04x}")


def cut(text: str, width: int, style: Style) -> str:
    """Cut a text without colour to a number of columns; what was cut is marked."""
    if width_of(text) <= width:
        return text
    room = max(width - len(style.ellipsis), 1)
    taken = 0
    for index, char in enumerate(text):
        taken += char_width(char)
        if taken > room:
            return text[:index].rstrip() + style.ellipsis
    return text


def left(text: str, width: int) -> str:
    """Fill up with spaces on the right."""
    return text + " " * (width - width_of(text))


def right(text: str, width: int) -> str:
    """Fill up with spaces on the left."""
    return " " * (width - width_of(text)) + text
