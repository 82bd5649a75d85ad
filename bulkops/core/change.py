"""A change: one field that would differ, as a reviewer sees it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ChangeKind(StrEnum):
    """What happens to the field or line."""

    SET = "set"
    ADD = "add"  # a line that comes
    REMOVE = "remove"  # a line that goes
    UNREAD = "unread"  # sent, but the API never shows it, so it cannot be compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between what is and what is wanted.

    Attributes:
        path: Members joined by dots, elements of lists by their key: `invoiceLines[3].quantity`.
        kind: What happens.
        before: Value held now; None where there is none. Of a list's element: its members.
        after: Value wanted.
        sensitive: Show that it changes, not the values.
    """

    path: str
    kind: ChangeKind = ChangeKind.SET
    before: Any = None
    after: Any = None
    sensitive: bool = False
