"""A code: the stable name of one kind of finding or error, and its explanation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What `bulkops explain CODE` says.

    Attributes:
        code: Letter of the area and three digits: M manifest, T table, P plan, R remote, J journal, I import, U usage,
            X a bug.
        title: What is wrong, one lower-case sentence without a full stop.
        cause: Why bulkops minds; plain sentences.
        example: Input or situation that gives it; may be several lines.
        remedy: What to do.
    """

    code: str
    title: str
    cause: str
    example: str
    remedy: str
