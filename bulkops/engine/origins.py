"""What documents that were made out of others are found by: their origins, and likeness to these."""

from collections.abc import Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial

from bulkops.core.json import loads
from bulkops.core.observed import Observed, held
from bulkops.core.operation import Document, Spawn
from bulkops.core.resource import Resource
from bulkops.engine.listing import Query, rows
from bulkops.engine.observe import observe_one
from bulkops.engine.ports import Item
from bulkops.engine.servertime import ServerTime
from bulkops.engine.sweep import SINGLES_MAX, listed, since_filter
from bulkops.engine.together import in_turns
from bulkops.engine.work import Work

Likeness = tuple[object, ...]


@dataclass(slots=True)
class Origin:
    """An operation, what it was sent for, and what may be its result.

    Attributes:
        item: The operation.
        spawn: What it makes.
        document: Its target, as it is now; None: it is gone.
        alike: Documents like it, made since it was sent: by number, whether one bears all the marks too.
    """

    item: Item
    spawn: Spawn
    document: Document | None
    alike: dict[str, bool] = field(default_factory=dict)


async def origins_of(work: Work, items: Sequence[Item]) -> list[Origin]:
    """Read the targets of operations; of many those whose plan had not seen the very version that they were sent for.

    Raises:
        RemoteError: The system cannot be read.
    """
    documents: dict[int, Document | None] = {}
    unread: dict[str, list[Item]] = {}
    for item in items:
        resource = work.type_of(item).resource
        before: Document = loads(item.before) if item.before and len(items) > SINGLES_MAX else {}
        if item.tag and held(before, resource.tag) == item.tag:
            documents[item.op] = before
        else:
            unread.setdefault(resource.full_name, []).append(item)
    for group in unread.values():
        documents |= await _read(work, work.type_of(group[0]).resource, group)
    return [Origin(item=item, spawn=_spawn(work, item), document=documents[item.op]) for item in items]


async def _read(work: Work, resource: Resource, items: list[Item]) -> dict[int, Document | None]:
    """Read documents: those changed of late from a list, the others one by one."""
    channel, found = work.channels[resource.api], dict[str, Observed]()
    listing = resource.listing
    if listing is not None and listing.modified and len(items) > SINGLES_MAX:
        query = since_filter(listing.modified, ServerTime().since(min(item.sent_at for item in items)))
        keys = {item.target for item in items}
        found, _whole = await listed(channel, resource, keys, query, calls_max=len(keys))

    async def read(key: str) -> None:
        found[key] = await observe_one(channel, resource, key)

    missing = dict.fromkeys(item.target for item in items if item.target not in found)
    await in_turns(channel.pace.limits.in_flight_max, [partial(read, key) for key in missing])
    return {item.op: found[item.target].document for item in items}


async def find_alike(work: Work, origins: list[Origin], time: ServerTime) -> None:
    """Go once through what was made since the first send, and note what is like what.

    Args:
        work: What the run works with.
        origins: What is looked for; all make one kind of document.
        time: The server's clock.

    Raises:
        RemoteError: The list cannot be read, or changed while it was read.
    """
    there = [origin for origin in origins if origin.document is not None]
    if not there:
        return
    spawn = there[0].spawn
    channel, resource = work.channels[spawn.resource.api], spawn.resource
    likes: dict[tuple[tuple[str, str], ...], dict[Likeness, list[Origin]]] = {}
    for origin in there:
        assert origin.document is not None
        mine = _likeness(origin.document, [here for _, here in origin.spawn.alike])
        likes.setdefault(origin.spawn.alike, {}).setdefault(mine, []).append(origin)
    since = time.since(min(origin.item.sent_at for origin in there))
    async with aclosing(rows(channel, resource, _query(resource, since, there))) as read:
        async for row in read:
            for pairs, by_likeness in likes.items():
                for origin in by_likeness.get(_likeness(row, [path for path, _ in pairs]), ()):
                    _note(work, origin, row, time)


def share_alike(more: list[Origin], origins: Sequence[Origin]) -> list[Origin]:
    """Give origins what was found for others that are like them."""
    for one in more:
        if one.document is None:
            continue
        for other in origins:
            pairs = [here for _, here in other.spawn.alike]
            if other.document is not None and _likeness(one.document, pairs) == _likeness(other.document, pairs):
                one.alike |= other.alike
    return more


def _note(work: Work, origin: Origin, row: Document, time: ServerTime) -> None:
    """Note a row that is like an origin, unless it is older than what was sent, or the origin itself."""
    resource, document = origin.spawn.resource, origin.document
    assert document is not None
    number = str(held(row, resource.number))
    itself = resource is work.type_of(origin.item).resource and number == origin.item.target
    if not itself and not older(resource, row, time.since(origin.item.sent_at)):
        origin.alike[number] = equal(origin.spawn.marks, row, document)


def equal(pairs: tuple[tuple[str, str], ...], row: Document, target: Document) -> bool:
    """Say whether members of a document are those of another; none is as good as an empty text."""
    return _likeness(row, [there for there, _ in pairs]) == _likeness(target, [here for _, here in pairs])


def older(resource: Resource, row: Document, since: str) -> bool:
    """Say whether a document was made before a time of the server's; one that does not show when was not."""
    listing = resource.listing
    made_at = str(held(row, listing.created) or "") if listing is not None and listing.created else ""
    return bool(made_at) and made_at.replace("T", " ")[: len(since)] < since


def _likeness(document: Document, paths: Iterable[str]) -> Likeness:
    return tuple(held(document, path) or None for path in paths)


def _spawn(work: Work, item: Item) -> Spawn:
    spawn = work.type_of(item).spawn
    assert spawn is not None
    return spawn


def _query(resource: Resource, since: str, origins: Sequence[Origin]) -> Query:
    """Narrow a list to what was made since a time, and to one customer where all are that one's."""
    listing = resource.listing
    assert listing is not None
    query = since_filter(listing.created, since)
    parties = {_likeness(origin.document or {}, [resource.party]) for origin in origins}
    parameter = next((name for name, path in listing.filters.items() if path == resource.party), "")
    if len(parties) == 1 and parameter:
        query = (*query, (parameter, str(held(origins[0].document or {}, resource.party) or "")))
    return query
