"""Values of documents in the cells of a table, for people and for programs."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from bulkops.core.field import Kind
from bulkops.core.json import dumps
from bulkops.core.observed import held
from bulkops.core.shape import Member, leaves
from bulkops.reporting.style import Style
from bulkops.reporting.values import SENSITIVE, value_text
from bulkops.reporting.width import visible
from bulkops.reporting.words import noun

_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?")
_MIDNIGHT = "00:00:00"
#: A spreadsheet takes text that begins with one of these for a formula, and may carry it out.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-]?[0-9][0-9 .,]*")
_QUOTED = re.compile(r'[",\r\n]|^\s|\s$')


def masked(member: Member, value: Any, *, personal: bool) -> bool:
    """Say whether a value is not to be shown: it is personal, and nobody asked for it."""
    return member.sensitive and not personal and value is not None


def cell_text(member: Member, value: Any, style: Style, *, personal: bool, decimals: int = 0) -> str:
    """Write a value for people; nothing for one that is not there."""
    if value is None:
        return ""
    if masked(member, value, personal=personal):
        return SENSITIVE
    if member.kind is Kind.LIST and isinstance(value, list):
        return f"{len(value)} {noun(len(value), 'element')}" if value else ""
    if member.kind is Kind.DECIMAL and isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value_text(Decimal(value), style, decimals=decimals)
    return _text(member, value) if isinstance(value, str) else value_text(value, style)


def _text(member: Member, text: str) -> str:
    match = _MOMENT.fullmatch(text) if member.kind is Kind.DATE else None
    if match is None:
        return visible(text)
    day, time, _ = match.groups()
    return day if time == _MIDNIGHT and not member.timed else f"{day} {time}"


def csv_row(cells: list[str]) -> str:
    """Write a row of CSV: commas, quotes where they are needed."""
    return ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' if _QUOTED.search(cell) else cell for cell in cells)


def csv_cell(member: Member, value: Any, *, personal: bool) -> str:
    """Write a value as a program reads it: numbers with all their digits, lists and groups as JSON.

    Text that a spreadsheet would take for a formula gets an apostrophe in front, as spreadsheets write it themselves:
    what customers write into references is not ours to carry out.
    """
    if value is None:
        return ""
    if masked(member, value, personal=personal):
        return SENSITIVE
    if isinstance(value, str):
        return no_formula(value)
    return dumps(_unmasked(member, value, personal=personal)).decode()


def no_formula(text: str) -> str:
    """Write text so that a spreadsheet does not take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def _unmasked(member: Member, value: Any, *, personal: bool) -> Any:
    """Give the elements of a list without what is personal in them."""
    if personal or not isinstance(value, list):
        return value
    hidden = [path for path, inner in leaves(member.members) if inner.sensitive]
    return [_without(element, hidden) for element in value] if hidden else value


def _without(element: Any, hidden: list[str]) -> Any:
    if not isinstance(element, Mapping):
        return element
    return {name: SENSITIVE if name in hidden and value is not None else value for name, value in element.items()}


def decimals_of(path: str, rows: Sequence[Mapping[str, Any]]) -> int:
    """Say how many decimals a column of numbers is written with: as many as its rows need, and of one two."""
    needed = 0
    for row in rows:
        value = held(row, path)
        if isinstance(value, Decimal):
            needed = max(needed, -int(value.normalize().as_tuple().exponent))
    return 2 if needed == 1 else needed
