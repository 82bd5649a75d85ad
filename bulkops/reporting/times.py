"""Points in time: UTC, as ISO 8601."""

from datetime import UTC, datetime


def time_text(at: float) -> str:
    """Write seconds since 1970 for people: `2026-03-31 08:15:02 UTC`; empty for 0."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if at else ""


def time_json(at: float | None) -> str | None:
    """Write seconds since 1970 for programs: `2026-03-31T08:15:02.125Z`; None for 0 and None."""
    if not at:
        return None
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
