"""Read what the system holds, in as few calls as it can be done."""

from collections.abc import Callable, Collection, Iterator, Mapping
from math import ceil
from typing import Any
from urllib.parse import quote

from bulkops.core.errors import RemoteError
from bulkops.core.field import Field
from bulkops.core.http import Request, Response
from bulkops.core.json import loads
from bulkops.core.observed import ABSENT, Observed, held
from bulkops.core.resource import Resource
from bulkops.engine.channel import Channel
from bulkops.engine.listing import pages
from bulkops.engine.together import together

_SINGLES_AT_ONCE = 3  # below this many targets a list page cannot be the cheaper way


def read_request(resource: Resource, key: str) -> Request:
    """Build the request that reads one document."""
    route = resource.read
    assert route is not None
    return Request(
        api=resource.api,
        method=route.method,
        path=route.path.replace("{key}", quote(key, safe="")),
        query=tuple((name, value.replace("{key}", key)) for name, value in route.query),
        headers=(("Accept", resource.accept),) if resource.accept else (),
    )


def observed_of(resource: Resource, response: Response) -> Observed:
    """Read an answer to `read_request`; one that holds no document means that there is none.

    A missing row of settings may be answered by 404, 204, `null`, or an object of defaults that does not name the
    key (`compilator-ddapi.md` section 6).
    """
    if response.status in {204, 404} or not response.body.strip():
        return ABSENT
    try:
        document = loads(response.body)
    except ValueError:
        raise RemoteError(
            f"the answer about one {resource.noun} is not JSON", hint="check the profile's `base_url`", code="R112"
        ) from None
    if not isinstance(document, Mapping) or not held(document, resource.number):
        return ABSENT
    tag = response.headers.get("etag", "").strip().removeprefix("W/").strip('"')
    return Observed(document=document, tag=tag or str(held(document, resource.tag) or "") if resource.tag else tag)


async def observe_one(channel: Channel, resource: Resource, key: str) -> Observed:
    """Read one document."""
    return observed_of(resource, await channel.read(read_request(resource, key)))


async def observe(
    channel: Channel,
    resource: Resource,
    keys: Collection[str],
    keep: Callable[[str, Observed], None],
    *,
    expand: tuple[str, ...] = (),
) -> None:
    """Read many documents: by list pages or one by one, whichever needs fewer calls.

    Args:
        channel: The API.
        resource: What they are.
        keys: Which ones, each once.
        keep: Takes each as it comes; every key is given exactly once.
        expand: Flags that make a list row show what a single read shows.
    """
    wanted = set(keys)
    if resource.listing is not None and len(wanted) > _SINGLES_AT_ONCE:
        query = tuple((name, "true") for name in expand)
        async for rows, total in pages(channel, resource, query):
            for key, row in _matching(resource, rows, wanted):
                wanted.discard(key)
                keep(key, Observed(document=row, tag=str(held(row, resource.tag) or "")))
            size = resource.listing.page_size
            if len(wanted) <= ceil(total / size) - 1 or not wanted:
                break
    await _singles(channel, resource, [key for key in keys if key in wanted], keep)


def _matching(
    resource: Resource, rows: list[Mapping[str, Any]], wanted: set[str]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for row in rows:
        key = str(held(row, resource.number) or "")
        if key in wanted:
            yield key, {name: value for name, value in row.items() if name != "metadata"}


async def _singles(
    channel: Channel, resource: Resource, keys: list[str], keep: Callable[[str, Observed], None]
) -> None:
    left = iter(keys)

    async def work() -> None:
        for key in left:
            keep(key, await observe_one(channel, resource, key))

    await together([work] * min(channel.pace.limits.in_flight_max, len(keys)))


def expansions(fields: tuple[Field, ...]) -> tuple[str, ...]:
    """Give the flags under which a list shows everything that can be compared."""
    return tuple(sorted({field.expand for field in fields if field.expand}))
