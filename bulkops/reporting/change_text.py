"""The changes of one step: a row a field, lines of an invoice by their number."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from bulkops.core.change import Change, ChangeKind
from bulkops.core.operation import OperationType, Sign
from bulkops.core.shown import Shown
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.values import field_at, members_texts, pair_texts, value_text
from bulkops.reporting.width import left, visible, width_of
from bulkops.reporting.words import element_noun

#: Names of values, by the field's path and the value as text.
Titles = Mapping[str, Mapping[str, str]]
_ELEMENT = re.compile(r"([^\[\]]+)\[([^\]]*)\](?:\.(.*))?")
_SIGNS = {ChangeKind.ADD: Sign.CREATE, ChangeKind.REMOVE: Sign.REMOVE}
_COLOURS = {Sign.CREATE: Colour.GREEN, Sign.REMOVE: Colour.RED, Sign.CHANGE: Colour.YELLOW}
_LABEL_MAX = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a step's body.

    Attributes:
        label: What it is about; empty: it goes on with the row above.
        texts: Its value: one text, or the sides before and after, or members to be wrapped at the margin.
        kind: How `texts` are joined: `pair`, `members` or `lines`.
        sign: Sign before the label.
        indent: Columns further in.
        heading: Its value is a note.
    """

    label: str
    texts: tuple[str, ...]
    kind: str = "members"
    sign: Sign | None = None
    indent: int = 0
    heading: bool = False


def change_rows(step: Shown, operation_type: OperationType, style: Style, titles: Titles) -> Iterator[Row]:
    """Give the rows of a step's changes, those of one list together under a heading.

    Args:
        step: The step.
        operation_type: Its type.
        style: How to dress it.
        titles: Names of values that were looked up, by the field's path and the value as text.
    """
    elements: dict[str, list[tuple[str, str, Change]]] = {}
    for change in step.changes:
        match = _ELEMENT.fullmatch(change.path)
        if match is None:
            row = _row(change, visible(change.path), operation_type, style, known=step.existing)
            yield _titled(row, change, titles.get(change.path, {}))
        else:
            elements.setdefault(match[1], []).append((match[2], match[3] or "", change))
    for name, changes in elements.items():
        unchanged = [f"{same} of {total} unchanged" for same, total in (step.kept[name],)] if name in step.kept else []
        yield Row(label=visible(name), texts=tuple(unchanged), heading=True)
        yield from _element_rows(name, changes, operation_type, style)


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
        first, *further = _value_lines(row, style, style.width - margin - column)
        yield (label + " " * max(column - plain, 2) + first).rstrip()
        for line in further:
            yield " " * (margin + column) + line


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


def _row(change: Change, label: str, operation_type: OperationType, style: Style, *, known: bool, **where: Any) -> Row:
    field = field_at(operation_type.fields, change.path)
    if change.sensitive:
        word = {ChangeKind.ADD: "added", ChangeKind.REMOVE: "removed"}.get(change.kind, "changed")
        return Row(label=label, texts=(f"({word}, sensitive)",), **where)
    if change.kind is ChangeKind.UNREAD:
        shown = value_text(change.after, style)
        return Row(label=label, texts=(f"{shown}  (sent; not compared: the API does not show it)",), **where)
    if change.kind is not ChangeKind.SET:
        value = change.after if change.kind is ChangeKind.ADD else change.before
        members = field.fields if field is not None else ()
        texts = members_texts(value, members, style) if isinstance(value, Mapping) else [value_text(value, style)]
        return Row(label=label, texts=tuple(texts), **where)
    if any(isinstance(side, str) and "\n" in side for side in (change.before, change.after)):
        return Row(
            label=label, texts=tuple(_text_lines(change.before or "", change.after or "")), kind="lines", **where
        )
    before, after = pair_texts(change.before, change.after, style)
    if not known and change.before is None:
        return Row(label=label, texts=(f"{style.arrow} {after}",), **where)
    return Row(label=label, texts=(before, after), kind="pair", **where)


def _titled(row: Row, change: Change, titles: Mapping[str, str]) -> Row:
    """Put names beside ids: `3 (20 days net)`."""
    if not titles or change.sensitive or change.kind is not ChangeKind.SET:
        return row
    names = [titles.get(str(side), "") for side in (change.before, change.after)[-len(row.texts) :]]
    texts = (f"{text} ({visible(name)})" if name else text for text, name in zip(row.texts, names, strict=True))
    return replace(row, texts=tuple(texts))


def _element_rows(
    name: str, changes: list[tuple[str, str, Change]], operation_type: OperationType, style: Style
) -> Iterator[Row]:
    noun = element_noun(name)
    above = ""
    longest = max((width_of(f"{noun} {key}") for key, member, _ in changes if member), default=0)
    for key, member, change in changes:
        element = f"new {noun}" if key in {"", "+"} else f"{noun} {visible(key)}"
        if not member:
            sign = _SIGNS.get(change.kind, Sign.CHANGE)
            yield _row(change, element, operation_type, style, known=True, sign=sign, indent=2)
            above = ""
            continue
        again = element == above
        label = f"{left('' if again else element, longest)}  {visible(member)}"
        place = {"sign": None, "indent": 4} if again else {"sign": Sign.CHANGE, "indent": 2}
        yield _row(change, label, operation_type, style, known=True, **place)
        above = element


def _text_lines(before: str, after: str) -> Iterator[str]:
    """Compare a text of several lines by line."""
    old, new = before.splitlines(), after.splitlines()
    for kind, first, last, new_first, new_last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            count = last - first
            yield f"  ({count} {'line' if count == 1 else 'lines'} unchanged)"
            continue
        yield from (f"- {visible(line)}" for line in old[first:last])
        yield from (f"+ {visible(line)}" for line in new[new_first:new_last])


def _value_lines(row: Row, style: Style, room: int) -> list[str]:
    if row.kind == "lines":
        return list(row.texts)
    if row.kind == "members":
        return list(wrapped(row.texts, room))
    before, after = row.texts
    one = f"{before} {style.arrow} {after}"
    return [one] if width_of(one) <= room else [before, f"{style.arrow} {after}"]
