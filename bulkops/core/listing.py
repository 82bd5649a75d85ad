"""The declaration of a list: how its pages come, and what it can be narrowed by and widened with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bulkops.core.field import Kind


class Paging(StrEnum):
    """How a list comes."""

    COUNTED = "counted"  # an array; each row's `metadata` says how many rows there are in all
    NUMBERED = "numbered"  # an object with the rows, and the number of pages
    WHOLE = "whole"  # an array of everything at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A parameter that narrows a list.

    Servers ignore parameters that they do not know, so every row is compared again wherever one of its members shows
    what was asked for (visma-net.md, section 4).

    Attributes:
        name: The parameter, and what a user writes.
        description: What it selects, one sentence.
        example: A value as a user would write it.
        kind: What its value is.
        timed: Of a DATE: it may have a time of day.
        choices: The values of a CHOICE.
        pattern: Regular expression that a TEXT matches as a whole.
        member: Member of a row (dotted) that shows the value; empty: none does, and rows cannot be compared again.
        shown_as: Values of that member by the choice they stand for, where they are not the same; one that stands
            for no choice says nothing.
        expand: Name of the expansion without which rows lack the member.
        condition: Parameter that goes with it and holds `<`, `<=`, `>` or `>=`; empty: it takes a value alone.
        slack_s: Seconds by which a row's value may be off, for rows are shown less exactly than they are kept.
        place: Name of the place in the path that it fills, instead of being a parameter.
        default: What fills the place where the user gives nothing.
    """

    name: str
    description: str
    example: str
    kind: Kind = Kind.TEXT
    timed: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""
    member: str = ""
    shown_as: Mapping[str, frozenset[str]] = field(default_factory=dict)
    expand: str = ""
    condition: str = ""
    slack_s: int = 0
    place: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """A flag that makes the rows of a list show more.

    Attributes:
        name: What a user writes.
        parameter: The flag's parameter.
        description: What the rows show then, one sentence.
    """

    name: str
    parameter: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A route that lists a resource.

    Attributes:
        path: Path from the API's base; may have a place that a filter fills.
        paging: How it comes.
        page_size: Rows asked for; the server may give fewer. 0 where it comes as a whole.
        rows: Member that holds the rows, where pages are NUMBERED.
        pages: Member that holds the number of pages, where they are NUMBERED.
        where: What it can be narrowed by.
        expansions: What it can be widened with.
        elsewhere: Parameters that the API has or seems to have, and what to write instead.
        modified: Name of the filter on the time of the last change; empty if there is none.
        created: As `modified`, for the time of creation.
        dated: Name of the filter on the day that a document bears; empty if there is none.
    """

    path: str
    paging: Paging = Paging.COUNTED
    page_size: int = 0
    rows: str = ""
    pages: str = ""
    where: tuple[Filter, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    modified: str = ""
    created: str = ""
    dated: str = ""

    @property
    def filters(self) -> Mapping[str, str]:
        """Document member (dotted) by query parameter, where every row shows the value as it was given."""
        return {
            found.name: found.member
            for found in self.where
            if found.member and not (found.condition or found.shown_as or found.expand)
        }

    def filter(self, name: str) -> Filter | None:
        """Find a filter by its name."""
        return next((found for found in self.where if found.name == name), None)

    def expansion(self, name: str) -> Expansion | None:
        """Find an expansion by its name."""
        return next((found for found in self.expansions if found.name == name), None)
