"""Cells that hold dates, in the declared format only."""

import re
from datetime import date, datetime

from bulkops.core.tree import Plain
from bulkops.planning.template_notation import Refusal

# Formats that a hint may propose; every one that fits is named, the choice is the user's.
_USUAL_DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y%m%d", "%d.%m.%y", "%Y/%m/%d", "%y%m%d")
_USUAL_TIMES = ("", " %H:%M", " %H:%M:%S", "T%H:%M:%S")
# What a part of a format can look like: most texts are ruled out by it, a hundred times as fast as by reading them.
_SHAPES = {"%Y": r"\d{4}", "%y": r"\d\d"}
_PART = re.compile("%[a-zA-Z]")
_ADJACENT = re.compile("%[a-zA-Z]%")
_SERIAL = re.compile("[1-9][0-9]{4}")
_USUAL = {
    day + time: re.compile(_PART.sub(lambda part: _SHAPES.get(part[0], r"\s*\d{1,2}"), re.escape(day + time)))
    for day in _USUAL_DATES
    for time in _USUAL_TIMES
}
_EPOCH = date(1899, 12, 30).toordinal()


def carries_a_date(written: str) -> bool:
    """Whether a date format holds day, month and year, and reads what it writes."""
    sample = date(2010, 12, 31)
    try:
        return _day(sample.strftime(written), written) == sample
    except ValueError:
        return False


def read_date(text: str, written: str) -> str | Refusal:
    """Give a day in the manifest's notation."""
    body = text.strip()
    try:
        return Plain(_day(body, written).isoformat())
    except ValueError:
        return Refusal("T033", f"is not a date as `{written}` writes it", _hint(body))


def _day(text: str, written: str) -> date:
    # A table's time has no zone, and none is needed: only the day is kept.
    found = datetime.strptime(text, written)  # noqa: DTZ007
    # `2026111` is the 11th of January or the 1st of November where nothing stands between the parts.
    if _ADJACENT.search(written) and found.strftime(written) != text:
        raise ValueError(text)
    return found.date()


def _hint(body: str) -> str:
    usual = [written for written, shape in _USUAL.items() if shape.fullmatch(body) and _reads(body, written)]
    if usual:
        fits = " or ".join(f"`dates: '{each}'`" for each in usual)
        return f"mend the cell; or, if the table writes them all so, declare {fits} under `rows`"
    if _SERIAL.fullmatch(body):
        day = date.fromordinal(_EPOCH + int(body)).isoformat()
        return f"a spreadsheet counts days so, and shows {day}: give the column a date format there, and save it again"
    return "mend the cell"


def _reads(text: str, written: str) -> bool:
    try:
        _day(text, written)
    except ValueError:
        return False
    return True
