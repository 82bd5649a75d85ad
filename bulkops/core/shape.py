"""What a document shows: its members as data, for columns, layout and what is personal in it.

The payload's fields (`core.field`) say what can be sent; an answer has other names, and more.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bulkops.core.field import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member of an answer.

    Attributes:
        name: Wire name, as the API spells it.
        kind: What it holds.
        timed: Of a DATE: it has a time of day that says something.
        sensitive: Personal data: text shows it only where the user asks for it.
        members: Members of a GROUP, or of each element of a LIST.
        columns: Of a LIST: the members of an element that a table of them shows, dotted.
    """

    name: str
    kind: Kind = Kind.TEXT
    timed: bool = False
    sensitive: bool = False
    members: tuple["Member", ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Members that belong together for a reader.

    Attributes:
        title: Heading.
        members: Its members, in reading order.
    """

    title: str
    members: tuple[Member, ...]


def texts(*names: str, sensitive: bool = False) -> tuple[Member, ...]:
    """Declare members that hold text."""
    return tuple(Member(name=name, sensitive=sensitive) for name in names)


def flags(*names: str) -> tuple[Member, ...]:
    """Declare members that are true or false."""
    return tuple(Member(name=name, kind=Kind.FLAG) for name in names)


def integers(*names: str) -> tuple[Member, ...]:
    """Declare whole numbers."""
    return tuple(Member(name=name, kind=Kind.INTEGER) for name in names)


def decimals(*names: str) -> tuple[Member, ...]:
    """Declare amounts, quantities and rates."""
    return tuple(Member(name=name, kind=Kind.DECIMAL) for name in names)


def dates(*names: str) -> tuple[Member, ...]:
    """Declare days."""
    return tuple(Member(name=name, kind=Kind.DATE) for name in names)


def moments(*names: str) -> tuple[Member, ...]:
    """Declare points in time."""
    return tuple(Member(name=name, kind=Kind.DATE, timed=True) for name in names)


def group(name: str, *parts: tuple[Member, ...]) -> tuple[Member, ...]:
    """Declare an object of members."""
    return (Member(name=name, kind=Kind.GROUP, members=_joined(parts)),)


def elements(name: str, columns: tuple[str, ...], *parts: tuple[Member, ...]) -> tuple[Member, ...]:
    """Declare a list of objects, with the columns that a table of them shows."""
    return (Member(name=name, kind=Kind.LIST, members=_joined(parts), columns=columns),)


def section(title: str, *parts: tuple[Member, ...]) -> Section:
    """Declare members that belong together."""
    return Section(title=title, members=_joined(parts))


def _joined(parts: tuple[tuple[Member, ...], ...]) -> tuple[Member, ...]:
    return tuple(member for part in parts for member in part)


def member_at(members: tuple[Member, ...], path: str) -> Member | None:
    """Find a member by its dotted path, not through a list; None where there is none."""
    found: Member | None = None
    for name in path.split("."):
        if found is not None and found.kind is not Kind.GROUP:
            return None
        found = next((member for member in members if member.name == name), None)
        if found is None:
            return None
        members = found.members
    return found


def leaves(members: tuple[Member, ...], prefix: str = "") -> Iterator[tuple[str, Member]]:
    """Go through what a row can show in a cell of its own: every member that is no group, lists as a whole."""
    for member in members:
        path = prefix + member.name
        if member.kind is Kind.GROUP:
            yield from leaves(member.members, path + ".")
        else:
            yield path, member
