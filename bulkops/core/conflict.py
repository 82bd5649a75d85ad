"""A conflict as a person has to see it: what was planned from, what others made of it, and what is wanted."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Standing(StrEnum):
    """Who changed a field since the plan was made."""

    CLASH = "clash"  # both, to different values
    THEIRS = "theirs"  # others: it was not asked for, or to stay as it was
    SAME = "same"  # both, to one value
    OURS = "ours"  # it is wanted otherwise, and others left it alone
    UNREAD = "unread"  # it is sent, but the API never shows it
    KEPT = "kept"  # it was as wanted, and still is


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreeWay:
    """One field, or one element of a list, three ways.

    Attributes:
        path: Members joined by dots, elements of lists by their key: `invoiceLines[3].quantity`.
        standing: Who changed it.
        before: Value planned from; None where there was none, or where it is not known. Of an element: its members.
        theirs: Value as others have left it; None where there is none.
        ours: Value wanted; None clears it, or was not asked for.
        asked: The user set it.
        sensitive: Personal data: the values are left out, all of them.
    """

    path: str
    standing: Standing
    before: Any = None
    theirs: Any = None
    ours: Any = None
    asked: bool = False
    sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """What an operation is in conflict with.

    Attributes:
        noun: What kind of document, for people.
        target: Its key.
        rows: Fields that the user set, and fields that others changed, in the order of the declaration.
        gone: The document is not there any more; then there are no rows.
        planned: It is known what was planned from. It is not for a version that the user has named.
        foreseen: What was planned from was not read: an earlier step of the plan was to change the document first.
    """

    noun: str
    target: str
    rows: tuple[ThreeWay, ...] = ()
    gone: bool = False
    planned: bool = True
    foreseen: bool = False

    def of(self, *standings: Standing) -> tuple[ThreeWay, ...]:
        """Give the rows of some standings."""
        return tuple(row for row in self.rows if row.standing in standings)

    @property
    def first(self) -> ThreeWay | None:
        """The row that says most where there is room for one only; None where nothing tells of others' changes."""
        for standing in (Standing.CLASH, Standing.THEIRS, Standing.SAME):
            if rows := self.of(standing):
                return rows[0]
        return None
