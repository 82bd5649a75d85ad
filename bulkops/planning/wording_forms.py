"""What a number or date was meant to be, where it is written in another form than bulkops reads."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

DIGITS_MAX, DECIMALS_MAX = 15, 6
_PLAIN = re.compile(r"-?(?P<whole>[0-9]+)(?:\.(?P<decimals>[0-9]+))?")
#: Blanks (the no-break ones too) and apostrophes between thousands.
_GAPS = re.compile("[ '\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{RIGHT SINGLE QUOTATION MARK}]")
_SEPARATED = re.compile(r"-?[0-9]+(?:[.,][0-9]+)+")
_WITH_UNIT = re.compile(r"(?P<number>-?[0-9.]*[0-9])\s*(?:%|[A-Za-z]{1,4}\.?|,-)")
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})[-/. ]?(?P<month>[0-9]{1,2})[-/. ]?(?P<day>[0-9]{1,2})(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})[-/. ](?P<month>[0-9]{1,2})[-/. ](?P<year>[0-9]{4})")


def number_words(value: Any) -> tuple[str, str]:
    """Say what is wrong with a text that is no number of the form that is read.

    Returns:
        What is wrong with it, empty if no more can be said than that; and how to write it, empty if that is not clear.
    """
    text = str(value)
    plain = _PLAIN.fullmatch(text)
    if plain and len(plain["decimals"] or "") > DECIMALS_MAX:
        rounded = round(Decimal(text), DECIMALS_MAX).normalize()
        rule = f"has {len(plain['decimals'])} decimals; at most {DECIMALS_MAX} are allowed"
        return rule, f"round it, such as `{rounded:f}`"
    if plain:
        return (
            f"has {len(plain['whole'])} digits before the point; at most {DIGITS_MAX} are allowed",
            "check the number",
        )
    return "", _number_hint(text)


def _number_hint(text: str) -> str:
    close = _GAPS.sub("", text)
    if _SEPARATED.fullmatch(close):
        return _separated(close)
    if _PLAIN.fullmatch(close):
        return f"write it without blanks: `{close}`"
    unit = _WITH_UNIT.fullmatch(text)
    if unit and _PLAIN.fullmatch(unit["number"]):
        return f"write the number alone: `{unit['number']}`"
    try:
        number = Decimal(text)
    except InvalidOperation:
        return ""
    return f"write it as `{number:f}`" if number.is_finite() and abs(number.adjusted()) <= DIGITS_MAX else ""


def _separated(text: str) -> str:
    """Resolve commas and points; of one comma before three digits both meanings are named."""
    if re.fullmatch(r"-?[0-9]{1,3},[0-9]{3}", text):
        return f"write `{text.replace(',', '.')}` or `{text.replace(',', '')}`: the decimal sign is a point"
    sign = max(",.", key=text.rfind)
    whole, _, decimals = text.rpartition(sign)
    if text.count(sign) > 1:
        whole, decimals = text, ""
    number = re.sub("[.,]", "", whole) + (f".{decimals}" if decimals else "")
    return f"write it with a decimal point and nothing between thousands: `{number}`"


def integer_hint(value: Any) -> str:
    """Say how a text that looks like a whole number is written."""
    text = _GAPS.sub("", str(value))
    if re.fullmatch(r"[0-9]{1,18}(?:\.0+)?", text):
        return f"write `{int(text.partition('.')[0])}`"
    return ""


def date_hint(value: Any) -> str:
    """Say how a day that was written in another form is written; empty where two days could be meant."""
    text = str(value).strip()
    found = _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    if found is None or (found.re is _DAY_FIRST and "/" in text and int(found["day"]) <= 12):
        return ""
    try:
        return f"write `{date(int(found['year']), int(found['month']), int(found['day'])).isoformat()}`"
    except ValueError:
        return ""
