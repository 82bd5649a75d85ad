"""A document that is to be made, in a few lines: for whom, when, what, how much, and how it is found again."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bulkops.core.field import Field, Kind
from bulkops.core.operation import OperationType
from bulkops.core.shown import Shown
from bulkops.core.step import Verdict
from bulkops.reporting.body_text import wrapped
from bulkops.reporting.net_text import net_text
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.values import SENSITIVE, members_texts, value_text
from bulkops.reporting.width import cut, visible
from bulkops.reporting.words import count_text, element_noun, noun

_NAME_END = re.compile(r"[.\[]")
_TEXT_MAX = 60
_TEXT_WORDS = ("text", "description")


def create_lines(
    step: Shown, operation_type: OperationType, style: Style, *, full: bool = False, margin: int = 6
) -> Iterator[str]:
    """Write what a create makes.

    Args:
        step: The create.
        operation_type: Its type.
        style: How to dress it.
        full: Show the members of each line too.
        margin: Columns at the left.
    """
    payload = step.payload
    fields = {field.name: field for field in operation_type.fields}
    indent = " " * margin
    party = _first(
        payload, fields, lambda field: bool(field.observed) and field.observed == operation_type.resource.party
    )
    date = _first(payload, fields, lambda field: field.kind is Kind.DATE)
    text = _first(payload, fields, lambda field: field.kind is Kind.TEXT and _named_text(field.name))
    lists = [name for name, value in payload.items() if isinstance(value, list)]
    amount = net_text(step, operation_type, style)
    customer = f"customer {_shown(payload, fields, party, style)}" if party else ""
    counts = (_count(name, payload[name], style) for name in lists)
    quoted = style.quoted(cut(_shown(payload, fields, text, style), _TEXT_MAX, style)) if text else ""
    when = _shown(payload, fields, date, style) if date else ""
    yield from (
        indent + line
        for line in wrapped(
            (part for part in (customer, when, quoted, *counts, amount) if part),
            style.width - margin,
            between=style.dot,
        )
    )
    name, value = _identity(step.natural_key)
    if name:
        yield f"{indent}found again by {name} `{visible(value)}`"
    rest = {key: value for key, value in payload.items() if key not in {party, date, text, name, *lists}}
    if rest:
        yield from _also(rest, operation_type, style, margin)
    if full:
        for key in lists:
            yield from _elements(key, payload[key], fields.get(key), style, margin)


def with_lines(
    step: Shown, operation_type: OperationType, style: Style, *, full: bool = False, margin: int = 6
) -> Iterator[str]:
    """Write what is sent with an operation of which no change is known: a file, a choice, fields of a new document."""
    if not step.payload:
        return
    fields = {field.name: field for field in operation_type.fields}
    lists = {name: value for name, value in step.payload.items() if full and isinstance(value, list)}
    if rest := {name: value for name, value in step.payload.items() if name not in lists}:
        yield from _also(rest, operation_type, style, margin, word="with")
    for name, value in lists.items():
        yield from _elements(name, value, fields.get(name), style, margin)


def kept_lines(
    step: Shown, operation_type: OperationType, style: Style, *, full: bool = False, margin: int = 6
) -> Iterator[str]:
    """Write which of the fields that the user set are as wanted already: how many, and in full their values."""
    if not step.existing or step.verdict is not Verdict.DO:
        return
    moved = {_NAME_END.split(change.path, maxsplit=1)[0] for change in step.changes}
    kept = {name: value for name, value in step.payload.items() if name not in moved}
    if not kept:
        return
    verb = "is" if len(kept) == 1 else "are"
    told = f"{count_text(len(kept), 'more field', style)} {verb} as wanted already"
    if not full:
        yield f"{'':{margin}}{style.paint(told, Colour.DIM)}"
        return
    yield from _also(kept, operation_type, style, margin, word="as wanted already:")


def _also(
    members: Mapping[str, Any], operation_type: OperationType, style: Style, margin: int, *, word: str = "also"
) -> Iterator[str]:
    texts = members_texts(members, operation_type.fields, style)
    for number, line in enumerate(wrapped(texts, style.width - margin - len(word) - 1)):
        yield f"{'':{margin}}{word if number == 0 else '':{len(word)}} {line}"


def _elements(name: str, elements: list[Any], field: Field | None, style: Style, margin: int) -> Iterator[str]:
    members = field.fields if field is not None else ()
    for number, element in enumerate(elements, 1):
        texts = members_texts(element, members, style) if isinstance(element, Mapping) else [value_text(element, style)]
        label = f"+ {element_noun(name)} {number}"
        for at, line in enumerate(wrapped(texts, style.width - margin - len(label) - 4)):
            yield f"{'':{margin + 2}}{label if at == 0 else '':{len(label)}}  {line}"


def _first(payload: Mapping[str, Any], fields: Mapping[str, Field], fits: Any) -> str:
    return next((name for name, field in fields.items() if payload.get(name) is not None and fits(field)), "")


def _shown(payload: Mapping[str, Any], fields: Mapping[str, Field], name: str, style: Style) -> str:
    return SENSITIVE if fields[name].sensitive else value_text(payload[name], style)


def _named_text(name: str) -> bool:
    return any(word in name.lower() for word in _TEXT_WORDS)


def _count(name: str, elements: list[Any], style: Style) -> str:
    if element_noun(name) == "line":
        return count_text(len(elements), "line", style)
    return f"{visible(name)}: {len(elements)} {noun(len(elements), 'element')}"


def _identity(natural_key: str) -> tuple[str, str]:
    """Take a natural key apart: `visma.invoice/externalReference=acme` into the field and its value."""
    name, _, value = natural_key.partition("/")[2].partition("=")
    return name, value
