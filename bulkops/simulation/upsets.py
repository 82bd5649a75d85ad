"""What befalls a simulated process: it is killed, interrupted or frozen when it comes to a point."""

from dataclasses import dataclass
from enum import StrEnum


class Point(StrEnum):
    """Where in a process something can befall it."""

    WRITE = "write"  # a transaction of the journal is about to begin
    WRITTEN = "written"  # it is durable, and nobody has been told
    SEND = "send"  # a request is about to leave
    ANSWER = "answer"  # the server has answered, and nobody has read it


class Fate(StrEnum):
    """What befalls it."""

    KILL = "kill"  # SIGKILL: it ends at once
    INTERRUPT = "interrupt"  # SIGINT
    INTERRUPT_TWICE = "interrupt_twice"  # SIGINT, and a second one right after it
    FREEZE = "freeze"  # it stands still, longer than its lease holds, and meanwhile another process resumes the run


@dataclass(frozen=True, slots=True, kw_only=True)
class Upset:
    """Something that befalls a process.

    Attributes:
        point: Where.
        turn: At the how manyth time that it comes there, from 1.
        fate: What.
    """

    point: Point
    turn: int
    fate: Fate

    def __str__(self) -> str:
        return f"{self.fate} at {self.point} {self.turn}"
