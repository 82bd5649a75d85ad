"""The body of a step: rows of labels and values under one another, and texts wrapped to a width."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bulkops.core.operation import Sign
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.width import width_of

_COLOURS = {Sign.CREATE: Colour.GREEN, Sign.REMOVE: Colour.RED, Sign.CHANGE: Colour.YELLOW}
_LABEL_MAX = 44
#: Columns that values keep, even where labels leave fewer.
_ROOM_MIN = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a step's body.

    Attributes:
        label: What it is about; empty: it goes on with the row above.
        texts: Its value: one text, or the sides before and after, or members to be wrapped at the margin.
        kind: How `texts` are joined: `pair`, `members` or `lines`.
        note: Said about the value, in brackets.
        sign: Sign before the label.
        indent: Columns further in.
        heading: Its value is a note.
    """

    label: str
    texts: tuple[str, ...]
    kind: str = "members"
    note: str = ""
    sign: Sign | None = None
    indent: int = 0
    heading: bool = False


def row_lines(rows: Iterable[Row], style: Style, *, margin: int = 6) -> Iterator[str]:
    """Write rows under one another, their values in one column; what does not fit goes on below."""
    rows = list(rows)
    labels = [width_of(row.label) + row.indent + (2 if row.sign else 0) for row in rows if not row.heading]
    column = min(max(labels, default=0), _LABEL_MAX) + 2
    for row in rows:
        sign = style.paint(row.sign.value, _COLOURS.get(row.sign, Colour.RED)) + " " if row.sign else ""
        plain = width_of(row.label) + row.indent + (2 if row.sign else 0)
        label = " " * (margin + row.indent) + sign + row.label
        if row.heading:
            note = style.paint(f"  ({row.texts[0]})", Colour.DIM) if row.texts else ""
            yield label + note
            continue
        first, *further = _value_lines(row, style, max(style.width - margin - column, _ROOM_MIN))
        yield (label + " " * max(column - plain, 2) + first).rstrip()
        for line in further:
            yield f"{' ' * (margin + column)}{line}".rstrip()


def wrapped(texts: Iterable[str], room: int, *, between: str = ", ") -> Iterator[str]:
    """Join texts to lines of at most so many columns, where each of them fits."""
    line = ""
    for text in texts:
        longer = f"{line}{between}{text}" if line else text
        if line and width_of(longer) > room:
            yield line + between.rstrip()
            longer = text
        line = longer
    yield line


def words_wrapped(text: str, room: int) -> list[str]:
    """Break a text between words to lines of at most so many columns, where each word fits."""
    return [text] if width_of(text) <= room else list(wrapped(text.split(" "), room, between=" "))


def _value_lines(row: Row, style: Style, room: int) -> list[str]:
    note = f"  ({row.note})" if row.note else ""
    if row.kind == "lines":
        lines = [part for text in row.texts for part in _continued(text, room)]
        return [*lines, *([note.strip()] if note else [])]
    if row.kind == "members":
        *above, last = wrapped(row.texts, room)
        return [*above, *_with_note(last, note, room)]
    before, after = row.texts
    one = f"{before} {style.arrow} {after}"
    if width_of(one) <= room:
        return _with_note(one, note, room)
    first, *rest = words_wrapped(after, room - len(style.arrow) - 1)
    lines = [*words_wrapped(before, room), f"{style.arrow} {first}"]
    lines += [" " * (len(style.arrow) + 1) + line for line in rest]
    return [*lines[:-1], *_with_note(lines[-1], note, room)]


def _continued(text: str, room: int) -> list[str]:
    """Break a line of a comparison; what goes on below has no sign."""
    first, *rest = words_wrapped(text, room)
    return [first, *(f"    {line}" for part in rest for line in words_wrapped(part, max(room - 4, 1)))]


def _with_note(line: str, note: str, room: int) -> list[str]:
    """Put a note behind a line, or below where there is no room for it."""
    if not note or width_of(line + note) <= room:
        return [line + note]
    return [line, *words_wrapped(note.strip(), room)]
