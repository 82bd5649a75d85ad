"""Looking at many documents with few calls: list pages of what was changed since the first of the sends."""

from collections.abc import Callable, Collection, Mapping
from contextlib import aclosing
from functools import partial
from math import ceil
from typing import Any

from bulkops.core.errors import RemoteError
from bulkops.core.observed import Observed, held
from bulkops.core.operation import OperationType
from bulkops.core.outcome import Outcome
from bulkops.core.resource import Resource
from bulkops.engine.channel import Channel
from bulkops.engine.listing import Query, TooDearError, pages, rows
from bulkops.engine.observe import expansions
from bulkops.engine.ports import Item
from bulkops.engine.together import together
from bulkops.engine.work import Work

Document = Mapping[str, Any]
#: What a document that was read means for an item; None: nothing yet.
Judge = Callable[[Item, Document], Outcome | None]
#: Below this a page is not the cheaper way.
SINGLES_MAX = 3
#: A list changed while it was read.
MOVED = "R113"


def sweepable(operation_type: OperationType, items: list[Item]) -> bool:
    """Say whether list pages are the cheaper way to look at the targets of items."""
    listing = operation_type.resource.listing
    return listing is not None and bool(listing.modified) and len(items) > SINGLES_MAX


def since_filter(name: str, since: str) -> Query:
    """Give the parameters that narrow a list to what is not older than a time of the server's; none for no name."""
    return ((name, since), (f"{name}Condition", ">=")) if name else ()


async def listed(
    channel: Channel, resource: Resource, keys: Collection[str], query: Query, *, calls_max: int
) -> tuple[dict[str, Observed], bool]:
    """Look for documents in the pages of a list, until all are found.

    Args:
        channel: The API.
        resource: What they are.
        keys: Their numbers.
        query: Filters and flags.
        calls_max: Most pages that the list may have.

    Returns:
        Those that were found, by number, and whether the list was read whole: then the others are not in it. A list
        that is too long, or that changed while it was read, is not read whole.

    Raises:
        RemoteError: A page cannot be read.
    """
    left, found = set(keys), dict[str, Observed]()
    try:
        async with aclosing(rows(channel, resource, query, calls_max=calls_max)) as read:
            async for row in read:
                key = str(held(row, resource.number))
                if key not in left:
                    continue
                left.remove(key)
                document = {name: value for name, value in row.items() if name != "metadata"}
                found[key] = Observed(document=document, tag=str(held(row, resource.tag) or ""))
                if not left:
                    return found, False
    except TooDearError:
        return found, False
    except RemoteError as error:
        if error.code != MOVED:
            raise
        return found, False
    return found, True


async def sweep(
    work: Work, operation_type: OperationType, items: list[Item], since: str, judge: Judge, *, whole_rows: bool = False
) -> tuple[list[Item], bool]:
    """Go through the documents changed since a time, and record what they mean for items.

    Args:
        work: What the run works with.
        operation_type: Of all the items.
        items: One for each target.
        since: The server's time.
        judge: Says what a document means.
        whole_rows: Whether it needs to see all that can be compared.

    Returns:
        The items that are still open, and whether all pages were read: to go on may cost more than asking for each.
    """
    resource, channel = operation_type.resource, work.channels[operation_type.api]
    listing = resource.listing
    assert listing is not None
    left = {item.target: item for item in items}
    query = since_filter(listing.modified, since)
    if whole_rows:
        query = (*query, *((name, "true") for name in expansions(operation_type.fields)))
    async for page, total in pages(channel, resource, query):
        found = [(left[key], row) for row in page if (key := str(held(row, resource.number))) in left]
        for item in await record(work, found, judge):
            del left[item.target]
        if ceil(total / listing.page_size) > len(left):
            return list(left.values()), False
    return list(left.values()), True


async def record(work: Work, seen: list[tuple[Item, Document]], judge: Judge) -> list[Item]:
    """Record what documents mean for items; give the items that are over by it."""
    judged = [(item, judge(item, document)) for item, document in seen]
    outcomes = [(item, outcome) for item, outcome in judged if outcome is not None]
    await together(partial(work.end, item, outcome) for item, outcome in outcomes)
    return [item for item, _ in outcomes]
