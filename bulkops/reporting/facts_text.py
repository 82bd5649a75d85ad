"""One operation, fact by fact: planned and carried out it is told in one order, with one name for each fact."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bulkops.reporting.members_text import member_lines
from bulkops.reporting.style import Style
from bulkops.reporting.width import left, visible

#: Names of facts, in the order in which they are told.
FACTS = (
    "why",
    "from",
    "run",
    "step",
    "target",
    "document",
    "entity tag",
    "file",
    "saved as",
    "to be saved as",
    "receipt",
    "found again by",
    "amount",
    "needs",
    "comes along",
    "fields",
    "purged",
    "undone by",
)


def fact_lines(facts: Mapping[str, str]) -> Iterator[str]:
    """Write facts in their order, those that are empty left out.

    Args:
        facts: By their name, one of `FACTS`.

    Raises:
        ValueError: A fact has another name.
    """
    if unknown := facts.keys() - set(FACTS):
        raise ValueError(f"facts without a place: {', '.join(sorted(unknown))}")
    told = [(name, facts[name]) for name in FACTS if facts.get(name)]
    column = max((len(name) for name, _ in told), default=0)
    for name, text in told:
        yield f"  {left(name, column)}  {text}"


def undone_text(undone_by: str, statuses: Sequence[str], *, irreversible: bool) -> str:
    """Say which operation undoes one, and in which statuses of the document it can."""
    if not undone_by:
        return "nothing: it cannot be undone" if irreversible else "nothing"
    if irreversible:
        return f"`{undone_by}`, by a counter-posting"
    while_it_is = f", while it is {' or '.join(map(visible, statuses))}" if statuses else ""
    return f"`{undone_by}`{while_it_is}"


def sent_lines(title: str, members: Mapping[str, Any], style: Style) -> Iterator[str]:
    """Write what is sent under a title; nothing where nothing is."""
    if members:
        yield title
        yield from member_lines(members, style)
