"""What the system holds of a target, as last read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A target as it was read.

    Attributes:
        document: Its members, numbers as `int` or `Decimal`; None where it does not exist.
        tag: Its entity tag without quotes; empty where the API gives none.
    """

    document: Mapping[str, Any] | None
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Existing:
    """What bears the mark of a create that no run of this journal has done.

    Attributes:
        numbers: Numbers of the documents, ascending; at least one.
        observed: The first of them.
        payload: What the create asks for.
        later: Fields that later operations of the plan set on it: these may have been done too.
    """

    numbers: tuple[str, ...]
    observed: Observed
    payload: Mapping[str, Any]
    later: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Documents like the one that an operation would make out of its target, made since the target was.

    Attributes:
        noun: What kind they are, for people.
        numbers: Those that no known operation has made, ascending; at least one.
        certain: There is one, it bears all marks, and no other target is like this one: it is this one's.
    """

    noun: str
    numbers: tuple[str, ...]
    certain: bool


ABSENT = Observed(document=None)


def held(document: Mapping[str, Any], path: str) -> Any:
    """Read a member by its dotted path; None where any part of it is missing."""
    # Read for every field of every document, nearly always like this; to ask for the abstract type takes longer.
    if type(document) is dict and "." not in path:
        return document.get(path)
    node: Any = document
    for name in path.split("."):
        node = node.get(name) if isinstance(node, (dict, Mapping)) else None
    return node
