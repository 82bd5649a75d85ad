"""The excerpt under a finding: the line, cut around the place, and a caret of the right length."""

from bulkops.core.place import Place
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.width import char_width, visible, width_of

_WORD_ENDS = frozenset(" \t]}")
_QUOTES = frozenset("\"'`")
_BEFORE_PART = 3  # a third of the room stands before the caret, where a line is cut


def excerpt_lines(place: Place, line: str, style: Style, *, colour: Colour = Colour.RED, gutter: int = 0) -> list[str]:
    """Show a line of a file with its number, and underline the place.

    Args:
        place: What to underline; without a column nothing is.
        line: The physical line, or of a table the cell.
        style: How to dress it.
        colour: Of the carets.
        gutter: Columns for the line number; 0: as many as it needs.
    """
    line = line.rstrip("\r\n")
    number = str(place.line) if place.line else ""
    gutter = gutter or len(number)
    bar = style.paint(f"{'':{gutter}} |", Colour.BLUE)
    numbered = style.paint(f"{number:>{gutter}} |", Colour.BLUE)
    room = max(style.width - gutter - 3, 20)
    start = min(place.column - 1, len(line)) if place.column else 0
    length = _length(line, start, place.length) if place.column else 0
    text, at, carets = _fit(line, start, length, room, style)
    lines = [bar, f"{numbered} {text}".rstrip()]
    if carets:
        lines.append(f"{bar} {' ' * at}{style.paint('^' * carets, colour, Colour.BOLD)}")
    return lines


def _length(line: str, start: int, given: int) -> int:
    """Give the characters to underline: as given, or the word or quoted text that begins there; at least one."""
    if given:
        return max(1, min(given, len(line) - start))
    if start < len(line) and line[start] in _QUOTES:
        end = line.find(line[start], start + 1)
        return (end if end > 0 else len(line) - 1) - start + 1
    end = start
    while end < len(line) and not _ends_word(line, end):
        end += 1
    return max(1, end - start)


def _ends_word(line: str, at: int) -> bool:
    char = line[at]
    # A comma or colon may be part of a plain word, such as `1,5` or `12:30`.
    return char in _WORD_ENDS or (char in ":," and line[at + 1 : at + 2] in {"", " ", "\t"})


def _fit(line: str, start: int, length: int, room: int, style: Style) -> tuple[str, int, int]:
    """Cut a line around the underlined part; give it with the columns where carets start and how many there are."""
    first, mark = 0, style.ellipsis
    if width_of(visible(line)) > room and width_of(visible(line[: start + length])) > room - len(mark):
        first = start
        while first > 0 and width_of(visible(line[first - 1 : start])) <= room // _BEFORE_PART - len(mark):
            first -= 1
    before = mark if first else ""
    shown, last = before, first
    spare = room - len(mark)
    while last < len(line) and width_of(shown) + _columns(line[last]) <= (room if last == len(line) - 1 else spare):
        shown += visible(line[last])
        last += 1
    at = width_of(before + visible(line[first:start]))
    carets = width_of(visible(line[start : min(start + length, last)]))
    if length and not carets:
        carets = 1
    return shown + (mark if last < len(line) else ""), at, carets


def _columns(char: str) -> int:
    return char_width(char) if char.isprintable() else width_of(visible(char))
