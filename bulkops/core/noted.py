"""A value of a manifest that is about to be written, with comments for the person who will read it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A value with comments.

    Attributes:
        value: The value; a mapping or a list may hold noted values in turn.
        above: Comments on lines of their own above it.
        beside: Comment behind it on its line; of a mapping or a list, behind its key.
        inline: A mapping stands in one line behind its key, where it fits there and holds no comments.
    """

    value: Any
    above: tuple[str, ...] = ()
    beside: str = ""
    inline: bool = False
