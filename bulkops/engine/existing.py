"""Find what creates would make a second time: by list pages or one by one, whichever takes fewer calls.

Nothing found counts as absent only where the whole list was read, and where its rows show the mark at all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bulkops.core.errors import RemoteError
from bulkops.core.observed import Observed, held
from bulkops.core.resource import Resource
from bulkops.engine.channel import Channel
from bulkops.engine.listing import Pages, Query, Row, documents
from bulkops.engine.observe import observe_one
from bulkops.engine.together import together

_SINGLES_AT_ONCE = 3  # up to so many, a list page cannot be the cheaper way
#: How many days before the first of a plan a document is still looked for: a zoned midnight can shift a day, and people
#: correct dates.
MARGIN_DAYS = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Documents of one kind that creates would make.

    Attributes:
        resource: Their kind.
        members: Where a document shows a mark, by the field that holds it; the document's own number among them.
        count: How many creates.
        first_day: Day of the first of them (ISO); empty where one of them says none.
        expand: Flags that make a row show all that is compared.
    """

    resource: Resource
    members: Mapping[str, str]
    count: int
    first_day: str = ""
    expand: tuple[str, ...] = ()

    def key(self, field: str, value: str) -> str:
        """Write the natural key of a create that is found by a field."""
        return f"{self.resource.api}.{self.resource.name}/{field}={value}"


#: Takes the natural key that a document bears, its number, and the document.
Keep = Callable[[str, str, Observed], None]


async def find_existing(channel: Channel, sought: Sought, marks: Iterable[tuple[str, str]], keep: Keep) -> None:
    """Look for documents that bear one of many marks.

    Args:
        channel: The API.
        sought: What is looked for.
        marks: Field and value of each; gone through only where asking for each is the cheaper way.
        keep: Takes every document with a mark that comes along, other people's too, perhaps twice.

    Raises:
        RemoteError: A list cannot be read, changed all the time while it was read, or does not show the marks.
    """
    if sought.count <= _SINGLES_AT_ONCE or not await _swept(channel, sought, keep):
        await _asked(channel, sought, marks, keep)


async def _swept(channel: Channel, sought: Sought, keep: Keep) -> bool:
    """Go through all documents that may be meant; after a page, give up where that takes more calls than marks."""
    resource, fields = sought.resource, dict(sought.members)
    rows, unseen = 0, set(fields)
    async with aclosing(documents(Pages(channel, resource, _query(sought, *_since(sought))), resource)) as pages:
        async for page in pages:
            if page.last > sought.count:
                return False
            rows += len(page.rows)
            for row in page.rows:
                unseen -= {field for field in unseen if _shows(row, fields[field])}
                for key, number, observed in _marked(sought, row, fields):
                    keep(key, number, observed)
    if rows and unseen:
        raise _hidden(resource, min(unseen))
    return True


async def _asked(channel: Channel, sought: Sought, marks: Iterable[tuple[str, str]], keep: Keep) -> None:
    left = iter(marks)

    async def work() -> None:
        for field, value in left:
            await _ask(channel, sought, field, value, keep)

    await together([work] * min(channel.pace.limits.in_flight_max, sought.count))


async def _ask(channel: Channel, sought: Sought, field: str, value: str, keep: Keep) -> None:
    resource = sought.resource
    if sought.members[field] == resource.number:
        observed = await observe_one(channel, resource, value)
        if observed.document is not None:
            keep(sought.key(field, value), value, observed)
        return
    assert resource.listing is not None
    member = sought.members[field]
    parameter = next(name for name, path in resource.listing.filters.items() if path == member)
    async for page in documents(Pages(channel, resource, _query(sought, (parameter, value))), resource):
        for row in page.rows:
            if not _shows(row, member):
                raise _hidden(resource, field)
            for key, number, observed in _marked(sought, row, {field: member}):
                keep(key, number, observed)


def _query(sought: Sought, *more: tuple[str, str]) -> Query:
    return (*((name, "true") for name in sought.expand), *more)


def _since(sought: Sought) -> Query:
    listing = sought.resource.listing
    assert listing is not None
    by = listing.filter(listing.dated)
    if by is None or not sought.first_day:
        return ()
    try:
        first = date.fromisoformat(sought.first_day) - timedelta(days=MARGIN_DAYS)
    except (ValueError, OverflowError):  # a day before there were any
        return ()
    return ((by.name, first.isoformat()), (by.condition, ">="))


def _shows(row: Row, path: str) -> bool:
    """Whether a row has a member at all: one that is left out says nothing."""
    node: Any = row
    for name in path.split("."):
        if not isinstance(node, Mapping) or name not in node:
            return False
        node = node[name]
    return True


def _marked(sought: Sought, row: Row, fields: Mapping[str, str]) -> Iterator[tuple[str, str, Observed]]:
    for field, member in fields.items():
        value = held(row, member)
        if value:
            document = {name: shown for name, shown in row.items() if name != "metadata"}
            tag = str(held(row, sought.resource.tag) or "") if sought.resource.tag else ""
            yield (
                sought.key(field, str(value)),
                str(held(row, sought.resource.number)),
                Observed(document=document, tag=tag),
            )


def _hidden(resource: Resource, field: str) -> RemoteError:
    return RemoteError(
        f"the list of {resource.nouns} does not show `{field}`, so nothing tells which {resource.nouns} exist already",
        hint="`identity` at the entries can name another field that documents are found by",
        code="R117",
    )
