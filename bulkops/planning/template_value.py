"""Cells of a table to values in the manifest's notation, by the kind of the field they are for.

Nothing is guessed: how numbers and dates are written is declared, and what can be read in two ways is refused.
"""

import re
from collections.abc import Callable
from functools import lru_cache, partial

from bulkops.core.field import Kind
from bulkops.core.tree import Plain
from bulkops.planning.template_date import read_date
from bulkops.planning.template_notation import Notation, Refusal
from bulkops.planning.template_number import read_decimal, read_integer

_CACHE_MAX = 4096
_EXPONENT = re.compile(r"[0-9][.,][0-9]+E\+[0-9]{2,}")
_FAULTS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})

Convert = Callable[[str], str | Refusal]


def converter(kind: Kind, notation: Notation) -> Convert:
    """Give the function that reads cells for fields of a kind; it takes texts that are not blank."""
    if kind is Kind.DECIMAL:
        return lru_cache(_CACHE_MAX)(partial(read_decimal, notation=notation))
    if kind is Kind.INTEGER:
        return lru_cache(_CACHE_MAX)(partial(read_integer, notation=notation))
    if kind is Kind.DATE:
        return lru_cache(_CACHE_MAX)(partial(read_date, written=notation.dates))
    if kind is Kind.FLAG:
        return _flag
    # Text stays as it is, spaces and leading zeros too; of a choice or UUID spaces around it are no part.
    return _text if kind is Kind.TEXT else str.strip


def spoilt(text: str) -> Refusal | None:
    """Say whether a spreadsheet has lost what a text was: of `4711000123` it keeps `4,71E+09`."""
    body = text.strip()
    if body in _FAULTS:
        return Refusal("T042", "is what a spreadsheet writes where a formula fails", "mend it there, and save it again")
    if _EXPONENT.fullmatch(body):
        rule = "is a number that a spreadsheet has shortened: its digits are lost"
        return Refusal("T042", rule, "make the column a text in the spreadsheet, and export the table anew")
    return None


def _text(text: str) -> str | Refusal:
    # Few cells hold either sign; the others are not looked at twice.
    return (spoilt(text) if "#" in text or "E+" in text else None) or text


def _flag(text: str) -> str | Refusal:
    body = text.strip().lower()  # spreadsheets write TRUE
    if body in {"true", "false"}:
        return Plain(body)
    return Refusal(
        "T034", "is neither `true` nor `false`", "say what it means beside `column`: `values: {J: true, N: false}`"
    )
