"""Which columns a table of documents has: the declared ones, or those that the user chooses."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bulkops.core.field import Kind
from bulkops.core.resource import Resource
from bulkops.core.shape import Member, leaves
from bulkops.planning.mistakes import Mistakes

#: Stands for the member that identifies a document, whatever the API calls it.
NUMBER = "number"
#: Stands for every member that has a cell of its own.
ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A column.

    Attributes:
        head: What stands above it: as the user wrote it.
        path: Dotted path of the member.
        member: The member.
    """

    head: str
    path: str
    member: Member


def read_columns(resource: Resource, columns: Sequence[str]) -> tuple[Shown, ...] | Mistakes:
    """Read the columns that a user chooses.

    Args:
        resource: Whose documents are shown.
        columns: Dotted members, `number`, or `all`; empty: those that are declared.

    Returns:
        The columns; or every mistake in them.
    """
    mistakes = Mistakes()
    shown: list[Shown] = []
    for name in columns or resource.columns:
        if name == ALL:
            shown += [Shown(head=path, path=path, member=member) for path, member in leaves(resource.members)]
            continue
        path = resource.number if name == NUMBER and resource.member(NUMBER) is None else name
        member = resource.member(path)
        if member is None:
            mistakes.add(f"`{name}` is no member of {resource.full_name}", _close(resource, name))
        elif member.kind is Kind.GROUP:
            inner = " or ".join(f"`{path}.{each.name}`" for each in member.members)
            mistakes.add(f"`{name}` is a group of members", f"write {inner}")
        else:
            shown.append(Shown(head=name, path=path, member=member))
    return mistakes if mistakes.found else tuple(shown)


def _close(resource: Resource, name: str) -> str:
    head = name.partition(".")[0]
    member = resource.member(head)
    if member is not None and member.kind is Kind.LIST:
        return f"`{head}` is a list, shown as a whole; `--format json` has all of its members"
    paths = {path.lower(): path for path, _ in leaves(resource.members)}
    close = get_close_matches(name.lower(), paths, 1, 0.6)
    if close:
        return f"did you mean `{paths[close[0]]}`?"
    return f"`bulkops list {resource.full_name} --describe` names its members"
