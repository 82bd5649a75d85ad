"""Go through the documents of customers: all since a moment, or each customer's, whichever takes fewer calls."""

from collections.abc import Callable, Iterable
from contextlib import aclosing

from bulkops.core.resource import Resource
from bulkops.engine.channel import Channel
from bulkops.engine.listing import Pages, Query, Row, documents
from bulkops.engine.together import together

_SECONDS = len("2026-03-31T12:00:00")
Take = Callable[[Row], None]


async def customers_documents(
    channel: Channel, resource: Resource, parties: Iterable[str], count: int, since: str, take: Take
) -> None:
    """Read documents of some customers.

    Args:
        channel: The API.
        resource: Their kind.
        parties: Numbers of the customers, each once.
        count: How many customers.
        since: Moment on the server's clock, as it writes them, before which nothing is wanted; empty: from the start.
        take: Takes each document; others' may come too, and the same one twice.

    Raises:
        RemoteError: A list cannot be read, or changed all the time while it was read.
    """
    query = _since(resource, since)
    if count > 1:
        async with aclosing(documents(Pages(channel, resource, query), resource)) as pages:
            async for page in pages:
                if page.last > count:
                    break
                for row in page.rows:
                    take(row)
            else:
                return
    await _each(channel, resource, parties, count, query, take)


async def _each(
    channel: Channel, resource: Resource, parties: Iterable[str], count: int, query: Query, take: Take
) -> None:
    assert resource.listing is not None
    parameter = next(name for name, path in resource.listing.filters.items() if path == resource.party)
    left = iter(parties)

    async def work() -> None:
        for party in left:
            async for page in documents(Pages(channel, resource, (*query, (parameter, party))), resource):
                for row in page.rows:
                    take(row)

    await together([work] * min(channel.pace.limits.in_flight_max, count))


def _since(resource: Resource, since: str) -> Query:
    assert resource.listing is not None
    by = resource.listing.filter(resource.listing.created)
    return ((by.name, since[:_SECONDS]), (by.condition, ">=")) if by is not None and since else ()
