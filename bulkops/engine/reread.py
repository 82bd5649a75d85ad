"""Read again by list pages what a run may have made or changed: all that was written since it began."""

from contextlib import aclosing

from bulkops.core.observed import Observed, held
from bulkops.core.resource import Resource
from bulkops.engine.channel import Channel
from bulkops.engine.listing import Pages, documents
from bulkops.engine.observe import expansions
from bulkops.engine.seek import Keep
from bulkops.engine.servertime import ServerTime
from bulkops.engine.sweep import since_filter


async def reread(channel: Channel, resource: Resource, at: float, keep: Keep) -> None:
    """Go through the documents that were written since a time: those that the run wrote must be among them.

    The time of a document's last change is what the list is narrowed by: nobody can set it back, as they can its date.
    It is taken so early that no difference between clocks or zones leaves anything out.

    Args:
        channel: The API.
        resource: What they are; it can be listed.
        at: The time, seconds since 1970.
        keep: Takes every document, each once.

    Raises:
        RemoteError: The list cannot be read, or changed all the time while it was.
    """
    assert resource.listing is not None
    since = since_filter(resource.listing.modified, ServerTime().since(at))
    query = (*((name, "true") for name in expansions(resource.fields)), *since)
    async with aclosing(documents(Pages(channel, resource, query), resource)) as pages:
        async for page in pages:
            for row in page.rows:
                document = {name: value for name, value in row.items() if name != "metadata"}
                tag = str(held(row, resource.tag) or "") if resource.tag else ""
                keep(str(held(row, resource.number)), Observed(document=document, tag=tag))
