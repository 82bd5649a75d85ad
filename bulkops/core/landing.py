"""Where requests land: which company answers them, as far as its answers show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bulkops.core.observed import held
from bulkops.core.resource import Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """What documents of an API say about the company they belong to.

    Attributes:
        resource: Documents that every company has.
        number: Member with the number of the company's branch.
        name: Member with the branch's name.
        created: Member with the time of creation.
    """

    resource: Resource
    number: str
    name: str
    created: str

    def branches(self, rows: Sequence[Mapping[str, Any]]) -> tuple["Branch", ...]:
        """List the branches that documents show, each once, in order."""
        seen = {
            Branch(number=str(held(row, self.number) or ""), name=str(held(row, self.name) or "")): None for row in rows
        }
        return tuple(branch for branch in seen if branch.number or branch.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A branch of a company.

    Attributes:
        number: Such as `1`; many companies have the same.
        name: Mostly the company's name; may be empty.
    """

    number: str
    name: str

    def __str__(self) -> str:
        """Write `1 Nordvik AS`."""
        return f"{self.number} {self.name}".strip()

    def is_called(self, name: str) -> bool:
        """Say whether a user's words mean it: its number, its name, or both."""
        return _plain(name) in {_plain(self.number), _plain(self.name), _plain(str(self))} - {""}


class Known(StrEnum):
    """What a landing was compared with, in words that the names are put after."""

    NOTHING = ""
    PROFILE = "the profile's `branch` is"
    EARLIER = "earlier runs have seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """Where requests land.

    Attributes:
        tenant: Tenant that the access token says it is for; empty where it does not say.
        branches: Branches that the company's documents show; empty where it has none yet, or nothing was read.
        known: What they were compared with.
        expected: The names that were expected.
        company: The company's name in the profile.
    """

    tenant: str = ""
    branches: tuple[Branch, ...] = ()
    known: Known = Known.NOTHING
    expected: tuple[str, ...] = ()
    company: str = ""

    @property
    def elsewhere(self) -> bool:
        """Whether it is another company than the one that is known: none of its branches is."""
        return bool(self.branches and self.expected) and not any(
            branch.is_called(name) for branch in self.branches for name in self.expected
        )

    @property
    def unlike(self) -> bool:
        """Whether no branch bears a name like the company's; that proves nothing, for branches are named freely."""
        name = _plain(self.company)
        names = [_plain(branch.name) for branch in self.branches if branch.name]
        return bool(name and names) and not any(name in one or one in name for one in names)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
