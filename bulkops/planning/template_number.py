"""Cells that hold numbers, by the declared signs only: nothing is rounded, dropped or guessed."""

import re
from functools import lru_cache

from bulkops.core.tree import Plain
from bulkops.planning.template_notation import PARENTHESES, SEPARATORS, Notation, Refusal

_SPACE = "[ \u00a0\u202f\u2009]"
_BRACKETED = re.compile(r"\(([^()+-]*)\)")
_EITHER = re.compile("[1-9][0-9]{0,2}[.][0-9]{3}")  # about one, or more than a thousand
_GROUPED = re.compile("[+-]?[1-9][0-9]{0,2}([.,])[0-9]{3}(?:\\1[0-9]{3})*-?")
_POINTED = re.compile("[+-]?[0-9.,]+-?")
_SPACED = re.compile(rf"[+-]?[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}})+(?:[.,][0-9]+)?-?")
_EXPONENT = re.compile("[+-]?[0-9.,]+[eE][+-]?[0-9]+")
_MEND = "mend the cell"


def read_decimal(text: str, notation: Notation) -> str | Refusal:
    """Give a number in the manifest's notation, with as many decimals as are written."""
    body = text.strip().replace("\u2212", "-")
    bracketed = _BRACKETED.fullmatch(body) if notation.negative == PARENTHESES else None
    found = _pattern(notation.point, notation.thousands).fullmatch(bracketed[1].strip() if bracketed else body)
    if found is None or not (found["whole"] or found["part"]) or (found["lead"] and found["tail"]):
        return _refused(body, notation)
    if not notation.decimal and not notation.thousands and _EITHER.fullmatch(body.strip("+- \u00a0")):
        return _ambiguous(".")
    whole = re.sub("[^0-9]", "", found["whole"] or "").lstrip("0") or "0"
    digits = f"{whole}.{found['part']}" if found["part"] else whole
    negative = (bracketed or "-" in (found["lead"], found["tail"])) and digits.strip("0.") != ""
    return Plain(f"-{digits}" if negative else digits)


def read_integer(text: str, notation: Notation) -> str | Refusal:
    """Give a whole number; decimals that are all zero are dropped."""
    number = read_decimal(text, notation)
    if isinstance(number, Refusal):
        return number
    whole, _, part = number.partition(".")
    if part.strip("0"):
        return Refusal("T032", "is not a whole number", "round it in the table, or map the column to another field")
    return Plain(whole)


@lru_cache(64)
def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    separator = SEPARATORS[thousands]
    grouped = f"[0-9]{{1,3}}(?:{separator}[0-9]{{3}})+|" if separator else ""
    return re.compile(
        rf"(?P<lead>[+-]?)[ \u00a0]?(?P<whole>{grouped}[0-9]+)?(?:{re.escape(decimal)}(?P<part>[0-9]+))?"
        rf"[ \u00a0]?(?P<tail>-?)"
    )


def _ambiguous(sign: str) -> Refusal:
    other = "," if sign == "." else "."
    return Refusal(
        "T031",
        f"is ambiguous: `{sign}` may be a decimal sign or a separator of thousands",
        f'declare `decimal: "{sign}"`, or `decimal: "{other}"` and `thousands: "{sign}"` under `rows`',
    )


def _refused(body: str, notation: Notation) -> Refusal:
    other = "," if notation.point == "." else "."
    if _POINTED.fullmatch(body) and other in body and other != notation.thousands:
        return _other_sign(body, other, notation)
    if _SPACED.fullmatch(body) and notation.thousands != " ":
        return Refusal("T030", "has spaces in the number", 'declare `thousands: " "` under `rows`')
    if _EXPONENT.fullmatch(body):
        return Refusal("T030", "has an exponent: digits may be lost", "write all the digits in the table")
    if _BRACKETED.fullmatch(body) and notation.negative != PARENTHESES:
        hint = "declare `negative: parentheses` under `rows` if it is less than zero"
        return Refusal("T030", "stands in parentheses", hint)
    sign = f"`{notation.point}`"
    if notation.thousands:
        sign += f" and thousands in groups of three by `{notation.thousands}`"
    return Refusal("T030", f"is not a number with decimal sign {sign}", _MEND)


def _other_sign(body: str, other: str, notation: Notation) -> Refusal:
    """Refuse a number with the sign that is not its decimal sign."""
    if not notation.decimal and _GROUPED.fullmatch(body):
        return _ambiguous(other)
    if not notation.decimal:
        hint = 'declare `decimal: ","` under `rows`; and `thousands` if it has them'
        return Refusal("T031", f"is ambiguous: it has `{other}`, and no `decimal` is declared", hint)
    return Refusal(
        "T031",
        f"is ambiguous: it has `{other}` where the decimal sign is `{notation.decimal}`",
        f'declare `thousands: "{other}"` under `rows`, or another `decimal`',
    )
