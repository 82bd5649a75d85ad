"""Times as the system writes them: without a zone, in the server's own clock."""

import re
from datetime import UTC, date, datetime, timedelta

_FILTER = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,7}))?)?")


def stamp(at: float, utc_offset_minutes: int) -> str:
    """Write a moment (seconds since 1970 UTC) with milliseconds: `2026-08-14T09:12:33.417`."""
    moment = datetime.fromtimestamp(at, UTC) + timedelta(minutes=utc_offset_minutes)
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds")


def today(at: float, utc_offset_minutes: int) -> str:
    """Write the server's date as the system writes dates: `2026-08-14T00:00:00`."""
    return stamp(at, utc_offset_minutes)[:10] + "T00:00:00"


def day(value: str) -> str:
    """Read a date or a date-time and write it as a date of the system; the time of day is dropped.

    Raises:
        ValueError: It is neither.
    """
    return date.fromisoformat(value[:10]).isoformat() + "T00:00:00"


def later(day_text: str, days: int) -> str:
    """Add days to a date of the system."""
    return (date.fromisoformat(day_text[:10]) + timedelta(days=days)).isoformat() + "T00:00:00"


def filter_value(value: str) -> str:
    """Read a date-time of a list filter: `yyyy-MM-dd`, with ` HH:mm:ss` or `T…`, with `.FFF`; no zone.

    Raises:
        ValueError: It is written in another way.
    """
    match = _FILTER.fullmatch(value)
    if match is None:
        raise ValueError(value)
    year, month, day_of_month, hour, minute, second, fraction = match.groups()
    date(int(year), int(month), int(day_of_month))
    clock = f"{hour or '00'}:{minute or '00'}:{second or '00'}"
    return f"{year}-{month}-{day_of_month}T{clock}" + (f".{fraction:0<3.3}" if fraction else "")
