"""What is sent, member by member: groups indented, elements of lists numbered; nothing secret is in it any more."""

from collections.abc import Iterator, Mapping
from typing import Any

from bulkops.reporting.body_text import words_wrapped, wrapped
from bulkops.reporting.style import Style
from bulkops.reporting.values import value_text
from bulkops.reporting.width import left, visible, width_of
from bulkops.reporting.words import count_text

#: Elements of a list that are shown.
ELEMENTS_MAX = 200
_LABEL_MAX = 40
_ROOM_MIN = 16


def member_lines(members: Mapping[str, Any], style: Style, *, margin: int = 2) -> Iterator[str]:
    """Write members below one another, their values in one column."""
    plain = [name for name, value in members.items() if not _is_inner(value)]
    column = min(max((width_of(visible(name)) for name in plain), default=0), _LABEL_MAX)
    for name, value in members.items():
        label = visible(name)
        if not _is_inner(value):
            room = max(style.width - margin - column - 2, _ROOM_MIN)
            first, *rest = words_wrapped(value_text(value, style), room)
            yield f"{'':{margin}}{left(label, column)}  {first}".rstrip()
            yield from (f"{'':{margin + column + 2}}{line}" for line in rest)
            continue
        yield f"{'':{margin}}{label}"
        if isinstance(value, Mapping):
            yield from member_lines(value, style, margin=margin + 2)
        else:
            yield from _element_lines(value, style, margin + 2)


def _element_lines(elements: list[Any], style: Style, margin: int) -> Iterator[str]:
    wide = len(str(min(len(elements), ELEMENTS_MAX)))
    for number, element in enumerate(elements[:ELEMENTS_MAX], 1):
        texts = (
            [f"{visible(name)} {_one_line(value, style)}" for name, value in element.items()]
            if isinstance(element, Mapping)
            else [_one_line(element, style)]
        )
        room = max(style.width - margin - wide - 2, _ROOM_MIN)
        for at, line in enumerate(wrapped(texts, room)):
            yield f"{'':{margin}}{str(number) if at == 0 else '':>{wide}}  {line}"
    if len(elements) > ELEMENTS_MAX:
        yield f"{'':{margin}}and {count_text(len(elements) - ELEMENTS_MAX, 'more element', style)}"


def _is_inner(value: Any) -> bool:
    return isinstance(value, (Mapping, list)) and bool(value)


def _one_line(value: Any, style: Style) -> str:
    """Write a value with all that is in it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{visible(name)} {_one_line(inner, style)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_one_line(element, style) for element in value) + "]"
    return value_text(value, style)
