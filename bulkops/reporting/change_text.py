"""The changes of one step: a row a field, elements of lists by their number or key, long text by line."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bulkops.core.change import Change, ChangeKind
from bulkops.core.field import Field, Kind, field_at
from bulkops.core.operation import OperationType, Sign
from bulkops.core.shown import Shown
from bulkops.core.step import Verdict
from bulkops.planning.three_way import LAID_OVER
from bulkops.reporting.body_text import Row
from bulkops.reporting.long_text import is_long, text_lines
from bulkops.reporting.style import Style
from bulkops.reporting.unseen_changes import unseen_changes
from bulkops.reporting.values import CLEARED, member_text, members_texts, pair_texts
from bulkops.reporting.width import left, visible, width_of
from bulkops.reporting.words import element_noun

#: Names of values, by the field's path without keys of lists and the value as text.
Titles = Mapping[str, Mapping[str, str]]
_ELEMENT = re.compile(r"([^\[\]]+)\[([^\]]*)\](?:\.(.*))?")
_KEY = re.compile(r"\[[^\]]*\]")
_SIGNS = {ChangeKind.ADD: Sign.CREATE, ChangeKind.REMOVE: Sign.REMOVE}
_WORDS = {ChangeKind.ADD: "added", ChangeKind.REMOVE: "removed"}
_UNREAD = "sent; not compared: the API does not show it"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """What changes are rendered with.

    Attributes:
        fields: What the changes may be of.
        style: How to dress them.
        titles: Names of values that were looked up, by the field's path and the value as text.
        known: What was there before was read, so that "none" means none.
        full: Lines of long texts that stay, too.
    """

    fields: tuple[Field, ...]
    style: Style
    titles: Titles = field(default_factory=dict)
    known: bool = True
    full: bool = False


def change_rows(
    step: Shown, operation_type: OperationType, style: Style, titles: Titles, *, full: bool = False
) -> Iterator[Row]:
    """Give the rows of what a step changes; of a document that nobody has read, of what it sets."""
    view = ChangeView(fields=operation_type.fields, style=style, titles=titles, known=step.existing, full=full)
    changes = step.changes
    if step.verdict is Verdict.DO and not changes and not step.existing and operation_type.effect in LAID_OVER:
        changes = tuple(unseen_changes(operation_type.fields, step.payload))
    return rows_of(changes, view, kept=step.kept)


def rows_of(
    changes: tuple[Change, ...], view: ChangeView, *, kept: Mapping[str, tuple[int, int]] | None = None
) -> Iterator[Row]:
    """Give the rows of changes, those of one list together under a heading.

    Args:
        changes: The changes.
        view: What they are rendered with.
        kept: By list, how many of its elements stay as they are, and how many there are.
    """
    elements: dict[str, list[tuple[str, str, Change]]] = {}
    for change in changes:
        match = _ELEMENT.fullmatch(change.path)
        if match is None:
            yield _row(change, visible(change.path), view, sign=_SIGNS.get(change.kind))
        else:
            elements.setdefault(match[1], []).append((match[2], match[3] or "", change))
    for name, found in elements.items():
        same = (kept or {}).get(name)
        yield Row(
            label=visible(name), texts=(f"{same[0]} of {same[1]} unchanged",) if same is not None else (), heading=True
        )
        yield from _element_rows(name, found, view)


def _element_rows(name: str, changes: list[tuple[str, str, Change]], view: ChangeView) -> Iterator[Row]:
    longest = max((width_of(_element(name, key, view)) for key, member, _ in changes if member), default=0)
    above = ""
    for key, member, change in changes:
        element = _element(name, key, view)
        if not member:
            yield _row(change, element, view, sign=_SIGNS.get(change.kind, Sign.CHANGE), indent=2)
            above = ""
            continue
        again = element == above
        what = f"{_SIGNS[change.kind].value} {visible(member)}" if change.kind in _SIGNS else visible(member)
        label = f"{left('' if again else element, longest)}  {what}"
        place = {"sign": None, "indent": 4} if again else {"sign": Sign.CHANGE, "indent": 2}
        yield _row(change, label, view, **place)
        above = element


def _element(name: str, key: str, view: ChangeView) -> str:
    """Name an element: `line 3` where it has a number, `line taxId 25` where something else tells it apart."""
    noun = element_noun(name)
    if key in {"", "+"}:
        return f"new {noun}"
    found = field_at(view.fields, name)
    by = found.member(found.key) if found is not None else None
    return f"{noun} {visible(key)}" if by is None or by.kind is Kind.INTEGER else f"{noun} {by.name} {visible(key)}"


def _row(change: Change, label: str, view: ChangeView, **where: Any) -> Row:
    """Write one change: what it was and what it becomes, as far as both are known and may be shown."""
    if change.sensitive:
        return Row(label=label, texts=(f"({_WORDS.get(change.kind, 'changed')}, sensitive)",), **where)
    if change.kind is ChangeKind.UNREAD:
        texts = _members(change.after, change.path, view)
        return Row(label=label, texts=texts, note=_UNREAD, **where)
    if change.kind is not ChangeKind.SET:
        texts = _members(change.after if change.kind is ChangeKind.ADD else change.before, change.path, view)
        return Row(label=label, texts=texts, **where)
    if is_long(change.before, change.after):
        lines = text_lines(str(change.before or ""), str(change.after or ""), view.style, full=view.full)
        return Row(label=label, texts=tuple(lines), kind="lines", **where)
    before, after = pair_texts(change.before, change.after, view.style)
    if view.known or change.before is not None:
        texts = (_titled(before, change, change.before, view), _titled(after, change, change.after, view))
        return Row(label=label, texts=texts, kind="pair", **where)
    text = CLEARED if change.after is None else ", ".join(_members(change.after, change.path, view))
    return Row(label=label, texts=(f"{view.style.arrow} {_titled(text, change, change.after, view)}",), **where)


def _titled(text: str, change: Change, value: Any, view: ChangeView) -> str:
    """Put the name of an id behind it: `3 (20 days net)`."""
    title = view.titles.get(_KEY.sub("[]", change.path), {}).get(str(value), "")
    return f"{text} ({visible(title)})" if title else text


def _members(value: Any, path: str, view: ChangeView) -> tuple[str, ...]:
    """Write what comes, goes or is sent, a group member by member."""
    found = field_at(view.fields, path)
    if value is None:
        return ("",)
    if isinstance(value, Mapping):
        return tuple(members_texts(value, found.fields if found is not None else (), view.style))
    return (member_text(value, found, view.style),)
