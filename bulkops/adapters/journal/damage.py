"""What does not fit in a journal, and where."""

from collections.abc import Iterator
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


def or_unreadable(where: str, damages: Iterator[Damage]) -> Iterator[Damage]:
    """Give damages; what breaks the looking itself, such as a number where a text belongs, is one too."""
    try:
        yield from damages
    except (TypeError, ValueError, KeyError, AttributeError, IndexError):
        yield Damage(where, "what stands there is not of the kind that belongs there")


def event_place(seq: int, at: object, name: str | None) -> str:
    """Say which event."""
    about = f"operation `{name}`, " if name is not None else ""
    return f"event {seq} ({about}{_time(at)})"


def _time(at: object) -> str:
    try:
        return datetime.fromtimestamp(float(str(at)), UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return "a time that is none"
