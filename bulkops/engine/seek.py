"""Look for many documents that should be there: by list pages where that takes fewer calls, else one by one.

Unlike `observe`, it takes a list that was read whole at its word: what is not in it is gone. The first few such
documents are asked for all the same; if one of them is there, the list is not believed.
"""

from collections.abc import Callable, Iterator
from contextlib import aclosing
from itertools import islice
from typing import Protocol

from bulkops.core.errors import RemoteError
from bulkops.core.observed import ABSENT, Observed, held
from bulkops.core.resource import Resource
from bulkops.engine.channel import Channel
from bulkops.engine.listing import Pages, documents
from bulkops.engine.observe import expansions, observe_one
from bulkops.engine.sweep import MOVED, SINGLES_MAX
from bulkops.engine.together import together

#: Documents that a list lacks and that are asked for all the same.
TRIED_MAX = 5
Keep = Callable[[str, Observed], None]


class Sought(Protocol):
    """Keys of documents that are still to be found, wherever they are kept."""

    def __len__(self) -> int:
        """Count them."""
        ...

    def __iter__(self) -> Iterator[str]:
        """Give those that are still there, each once; keys may be taken meanwhile."""
        ...

    def take(self, key: str) -> bool:
        """Take a key off; say whether it was there."""
        ...


async def seek(channel: Channel, resource: Resource, sought: Sought, keep: Keep) -> None:
    """Look for documents.

    Args:
        channel: The API.
        resource: What they are.
        sought: Which ones; empty afterwards.
        keep: Takes each as it comes; every key is given exactly once.

    Raises:
        RemoteError: The system cannot be read.
    """
    whole = False
    if resource.listing is not None and len(sought) > SINGLES_MAX:
        try:
            whole = await _by_pages(channel, resource, sought, keep)
        except RemoteError as error:
            if error.code != MOVED:
                raise
    if whole and not await _there(channel, resource, islice(sought, TRIED_MAX), sought, keep):
        for key in sought:
            sought.take(key)
            keep(key, ABSENT)
    await _there(channel, resource, iter(sought), sought, keep)


async def _by_pages(channel: Channel, resource: Resource, sought: Sought, keep: Keep) -> bool:
    """Read pages for as long as these are the cheaper way; say whether the list was read whole."""
    query = tuple((name, "true") for name in expansions(resource.fields))
    count = 0
    async with aclosing(documents(Pages(channel, resource, query), resource)) as read:
        async for page in read:
            count += 1
            for row in page.rows:
                key = str(held(row, resource.number) or "")
                if sought.take(key):
                    document = {name: value for name, value in row.items() if name != "metadata"}
                    keep(key, Observed(document=document, tag=str(held(row, resource.tag) or "")))
            if not len(sought) or len(sought) <= page.last - count:
                return False
    return True


async def _there(channel: Channel, resource: Resource, keys: Iterator[str], sought: Sought, keep: Keep) -> bool:
    """Read documents one by one; say whether any of them is there."""
    found = False

    async def work() -> None:
        nonlocal found
        for key in keys:
            seen = await observe_one(channel, resource, key)
            sought.take(key)
            found |= seen.document is not None
            keep(key, seen)

    await together([work] * min(channel.pace.limits.in_flight_max, len(sought)))
    return found
