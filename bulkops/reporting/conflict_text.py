"""A conflict in text: what was planned from, what others have made of it, and what is wanted, side by side."""

from collections.abc import Iterator, Sequence

from bulkops.core.conflict import Conflict, Standing, ThreeWay
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.values import CLEARED, NONE, SENSITIVE, alike_texts
from bulkops.reporting.width import cut, left, visible, width_of
from bulkops.reporting.words import count_text

ROWS_SHOWN_MAX = 40

BEFORE, THEIRS, NOW, OURS = "planned from", "theirs", "now", "ours"
_HEADINGS = {
    Standing.CLASH: "changed by others, and by you to something else",
    Standing.THEIRS: "changed by others",
    Standing.SAME: "changed by others as you want it",
    Standing.OURS: "changed by you",
    Standing.UNREAD: "sent by you; the API does not show it",
}
_ABSENT = "(not there)"
#: Where no version is known that others' changes could be told from.
_NOT_KNOWN = "(before: not known)"
_NOT_SHOWN = "(not shown)"
_LABEL_MAX = 44
#: Columns that a value takes in one line with others.
_VALUE_MAX = 40


def conflict_lines(conflict: Conflict, style: Style, *, margin: int = 2) -> Iterator[str]:
    """Write a conflict as a table; what does not fit into its columns stands one value a line."""
    indent = " " * margin
    document = f"{visible(conflict.noun)} {visible(conflict.target)}"
    if conflict.gone:
        yield f"{indent}{document} is gone: somebody has deleted it"
        return
    rows = [row for standing in _HEADINGS for row in conflict.of(standing)]
    shown = rows[:ROWS_SHOWN_MAX]
    yield from _table(shown, style, indent, planned=conflict.planned)
    if len(rows) > len(shown):
        yield f"{indent}and {count_text(len(rows) - len(shown), 'more field', style)}; `--format json` lists all"
    yield from (indent + note for note in _notes(conflict, document, style))


def conflict_parts(conflict: Conflict, style: Style) -> list[str]:
    """Write the field that says most, in parts of one line; none where no field says anything."""
    document = f"{visible(conflict.noun)} {visible(conflict.target)}"
    if conflict.gone:
        return [f"{document} is gone"]
    row = conflict.first
    if row is None:
        return []
    names = (BEFORE, THEIRS, OURS)[: 3 if row.asked else 2]
    texts = zip(names, _texts(row, names, style), strict=True)
    values = [SENSITIVE] if row.sensitive else [f"{name} {cut(text, _VALUE_MAX, style)}" for name, text in texts]
    more = len(conflict.of(Standing.CLASH, Standing.THEIRS, Standing.SAME)) - 1
    rest = [f"others changed {count_text(more, 'more field', style)}"] if more else []
    return [f"{document}: {visible(row.path)} {values[0]}", *values[1:], *rest]


def _notes(conflict: Conflict, document: str, style: Style) -> Iterator[str]:
    if conflict.planned and conflict.first is None:
        yield f"others have changed {document}, in nothing that can be compared"
    if conflict.foreseen:
        yield f"`{BEFORE}` is how an earlier step of the plan was to leave it"
    if kept := len(conflict.of(Standing.KEPT)):
        verb = "is" if kept == 1 else "are"
        yield f"{count_text(kept, 'more field', style)} {verb} as you want {'it' if kept == 1 else 'them'}"


def _table(rows: Sequence[ThreeWay], style: Style, indent: str, *, planned: bool) -> Iterator[str]:
    if not rows:
        return
    columns, corner = ((BEFORE, THEIRS, OURS), "") if planned else ((NOW, OURS), _NOT_KNOWN)
    texts = [_texts(row, columns, style) for row in rows]
    label = min(max(width_of(corner), *(width_of(visible(row.path)) for row in rows)), _LABEL_MAX) + 2
    fits = [text for text in texts if all(width_of(cell) <= _VALUE_MAX for cell in text)]
    widths = [max((width_of(text[at]) for text in fits), default=0) for at in range(len(columns))]
    widths = [max(width, width_of(name)) for width, name in zip(widths, columns, strict=True)]
    flat = bool(fits) and len(indent) + 2 + label + sum(widths) + 2 * len(columns) <= style.width
    if flat:
        head = "  ".join(left(name, width) for name, width in zip(columns, widths, strict=True))
        yield f"{indent}  {style.paint(f'{left(corner, label)}{head}'.rstrip(), Colour.DIM)}"
    above: Standing | None = None
    for row, text in zip(rows, texts, strict=True):
        if planned and row.standing is not above:
            above = row.standing
            yield indent + style.paint(_HEADINGS[above], Colour.RED if above is Standing.CLASH else Colour.BOLD)
        if flat and text in fits:
            cells = "  ".join(left(cell, width) for cell, width in zip(text, widths, strict=True))
            yield f"{indent}  {left(visible(row.path), label)}{cells}".rstrip()
        else:
            yield from _stacked(row, text, columns, indent)


def _stacked(row: ThreeWay, text: Sequence[str], columns: tuple[str, ...], indent: str) -> Iterator[str]:
    yield f"{indent}  {visible(row.path)}"
    wide = max(map(width_of, columns))
    for name, cell in zip(columns, text, strict=True):
        if cell:
            yield f"{indent}    {left(name, wide)}  {cell}"


def _texts(row: ThreeWay, columns: tuple[str, ...], style: Style) -> list[str]:
    """Write the values of a row, numbers with equally many decimals; what nobody asked for stays empty."""
    values = {BEFORE: row.before, THEIRS: row.theirs, NOW: row.theirs, OURS: row.ours}
    written = dict(zip(columns, alike_texts([values[name] for name in columns], style), strict=True))
    if row.path.endswith("]"):
        written = {name: _ABSENT if text == NONE else text for name, text in written.items()}
    elif row.ours is None and row.theirs is not None:
        written[OURS] = CLEARED
    if row.sensitive:
        written = dict.fromkeys(columns, SENSITIVE)
    if row.standing is Standing.UNREAD:
        written = {name: text if name == OURS else _NOT_SHOWN for name, text in written.items()}
    if not row.asked:
        written[OURS] = ""
    return [written[name] for name in columns]
