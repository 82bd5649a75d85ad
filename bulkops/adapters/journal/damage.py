"""What does not fit in a journal, and where."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is not as it was written.

    Attributes:
        where: Such as ``event 1042 (operation `acme-march`, 2026-03-31 14:02:11)``.
        what: What does not fit.
    """

    where: str
    what: str

    def __str__(self) -> str:
        """Write `where: what`."""
        return f"{self.where}: {self.what}"


def event_place(seq: int, at: object, name: str | None) -> str:
    """Say which event."""
    about = f"operation `{name}`, " if name is not None else ""
    return f"event {seq} ({about}{_time(at)})"


def _time(at: object) -> str:
    try:
        return datetime.fromtimestamp(float(str(at)), UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return "a time that is none"
