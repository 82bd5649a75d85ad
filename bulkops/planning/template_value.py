"""Cells of a table to values in the manifest's notation, by the kind of the field they are for.

Nothing is guessed: how numbers and dates are written is declared, and what can be read in two ways is refused.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial

from bulkops.core.field import Kind
from bulkops.core.tree import Plain

# Marks that Excel and its kin write for one and the same separator: a no-break space, a typographic apostrophe.
_SEPARATORS = {"": "", " ": "[ \u00a0\u202f]", "'": "['\u2019]", ".": r"\.", ",": ","}
#: What `thousands` may be.
THOUSANDS = tuple(_SEPARATORS)
# Formats that a hint may propose; every one that fits is named, the choice is the user's.
_USUAL_DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y%m%d", "%d.%m.%y", "%Y/%m/%d")
_USUAL_TIMES = ("", " %H:%M", " %H:%M:%S", "T%H:%M:%S")
_CACHE_MAX = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """How a table writes numbers and dates.

    Attributes:
        decimal: Decimal sign, `.` or `,`.
        thousands: Separator of thousands, one of `THOUSANDS`; empty: none is taken.
        dates: Format of dates, as `strptime` has it; a time in it is read and dropped.
    """

    decimal: str = "."
    thousands: str = ""
    dates: str = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a cell cannot be read; a value, so that every bad cell is found.

    Attributes:
        code: Code of the finding.
        rule: What is wrong, to stand after the cell's text.
        hint: What to do.
    """

    code: str
    rule: str
    hint: str = ""


Convert = Callable[[str], str | Refusal]


def converter(kind: Kind, notation: Notation) -> Convert:
    """Give the function that reads cells for fields of a kind; it takes texts that are not blank."""
    if kind is Kind.DECIMAL:
        return lru_cache(_CACHE_MAX)(partial(_decimal, notation=notation))
    if kind is Kind.INTEGER:
        return lru_cache(_CACHE_MAX)(partial(_integer, notation=notation))
    if kind is Kind.DATE:
        return lru_cache(_CACHE_MAX)(partial(_date, written=notation.dates))
    if kind is Kind.FLAG:
        return _flag
    # Text stays as it is, spaces and leading zeros too; of a choice or UUID spaces around it are no part.
    return str if kind is Kind.TEXT else str.strip


def carries_a_date(written: str) -> bool:
    """Whether a date format holds day, month and year, and reads what it writes."""
    sample = date(2010, 12, 31)
    try:
        return _day(sample.strftime(written), written) == sample
    except ValueError:
        return False


def _decimal(text: str, notation: Notation) -> str | Refusal:
    body = text.strip().replace("\u2212", "-")
    found = _pattern(notation.decimal, notation.thousands).fullmatch(body)
    if found is None or not (found["whole"] or found["part"]) or (found["lead"] and found["tail"]):
        return _refused_number(body, notation)
    whole = re.sub("[^0-9]", "", found["whole"] or "").lstrip("0") or "0"
    digits = f"{whole}.{found['part']}" if found["part"] else whole
    negative = "-" in (found["lead"], found["tail"]) and digits.strip("0.") != ""
    return Plain(f"-{digits}" if negative else digits)


def _integer(text: str, notation: Notation) -> str | Refusal:
    number = _decimal(text, notation)
    if isinstance(number, Refusal):
        return number
    whole, _, part = number.partition(".")
    if part.strip("0"):
        return Refusal("T032", "is not a whole number", "round it in the table, or map the column to another field")
    return Plain(whole)


@lru_cache(64)
def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    separator = _SEPARATORS[thousands]
    grouped = f"[0-9]{{1,3}}(?:{separator}[0-9]{{3}})+|" if separator else ""
    return re.compile(
        rf"(?P<lead>[+-]?)[ \u00a0]?(?P<whole>{grouped}[0-9]+)?(?:{re.escape(decimal)}(?P<part>[0-9]+))?"
        rf"[ \u00a0]?(?P<tail>-?)"
    )


def _refused_number(body: str, notation: Notation) -> Refusal:
    other = "," if notation.decimal == "." else "."
    if re.fullmatch(r"[+-]?[0-9.,]+-?", body) and other in body and other != notation.thousands:
        if notation.decimal == ".":
            return Refusal(
                "T031",
                "is ambiguous: `,` may be a decimal sign or a separator of thousands",
                'declare `decimal: ","` or `thousands: ","` under `rows`',
            )
        return Refusal(
            "T031",
            "is ambiguous: it has a point where the decimal sign is `,`",
            'declare `thousands: "."` or `decimal: "."` under `rows`',
        )
    if re.fullmatch(r"[+-]?[0-9]{1,3}([ \u00a0\u202f][0-9]{3})+([.,][0-9]+)?-?", body) and notation.thousands != " ":
        return Refusal("T030", "has spaces in the number", 'declare `thousands: " "` under `rows`')
    if re.fullmatch(r"[+-]?[0-9.,]+[eE][+-]?[0-9]+", body):
        return Refusal("T030", "has an exponent: digits may be lost", "write all the digits in the table")
    sign = f"`{notation.decimal}`"
    if notation.thousands:
        sign += f" and thousands in groups of three by `{notation.thousands}`"
    return Refusal("T030", f"is not a number with decimal sign {sign}", "mend the cell")


def _date(text: str, written: str) -> str | Refusal:
    body = text.strip()
    try:
        return Plain(_day(body, written).isoformat())
    except ValueError:
        usual = [day + time for day in _USUAL_DATES for time in _USUAL_TIMES if _reads(body, day + time)]
        fits = " or ".join(f"`dates: '{each}'`" for each in usual)
        hint = f"mend the cell; or, if the table writes them all so, declare {fits} under `rows`" if fits else ""
        return Refusal("T033", f"is not a date as `{written}` writes it", hint or "mend the cell")


def _day(text: str, written: str) -> date:
    # A table's time has no zone, and none is needed: only the day is kept.
    return datetime.strptime(text, written).date()  # noqa: DTZ007


def _reads(text: str, written: str) -> bool:
    try:
        _day(text, written)
    except ValueError:
        return False
    return True


def _flag(text: str) -> str | Refusal:
    body = text.strip().lower()  # spreadsheets write TRUE
    if body in {"true", "false"}:
        return Plain(body)
    return Refusal(
        "T034", "is neither `true` nor `false`", "say what it means beside `column`: `values: {J: true, N: false}`"
    )
