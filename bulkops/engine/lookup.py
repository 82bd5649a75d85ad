"""Look for documents that a lost answer may have made: by their mark, or by what they are made of."""

from collections.abc import Mapping
from typing import Any

from bulkops.core.errors import RemoteError
from bulkops.core.observed import held
from bulkops.core.operation import OperationType, Resource, Spawn
from bulkops.engine.channel import Channel
from bulkops.engine.observe import expansions, observe_one, pages
from bulkops.engine.ports import Item
from bulkops.engine.servertime import ServerTime
from bulkops.engine.work import Work

_SINGLES_MAX = 5
Document = Mapping[str, Any]


class Lookup:
    """Finds the documents that creates may have made, many with one sweep of list pages.

    Args:
        work: What the run works with.
        items: The creates that will be asked about.
    """

    def __init__(self, work: Work, items: list[Item]) -> None:
        self._work = work
        self._items = items
        self._found: dict[str, list[Document]] | None = None

    async def created(self, item: Item) -> list[Document]:
        """Give the documents that bear a create's mark, compared exactly on our side."""
        operation_type = self._work.type_of(item)
        member, _, value = item.natural_key.partition("/")[2].partition("=")
        channel, resource = self._work.channels[operation_type.api], operation_type.resource
        if member == resource.number:
            document = (await observe_one(channel, resource, value)).document
            return [] if document is None else [document]
        if len(self._items) <= _SINGLES_MAX:
            return await _marked(channel, operation_type, member, value)
        if self._found is None:
            self._found = await self._sweep()
        return self._found.get(item.natural_key, [])

    async def _sweep(self) -> dict[str, list[Document]]:
        """Go once through what was created since the first send, and keep what bears one of the marks."""
        wanted: dict[tuple[str, str], dict[str, str]] = {}
        for item in self._items:
            member, _, value = item.natural_key.partition("/")[2].partition("=")
            wanted.setdefault((item.type, member), {})[value] = item.natural_key
        found: dict[str, list[Document]] = {}
        for (name, member), by_value in wanted.items():
            operation_type = self._work.registry.types[name]
            since = ServerTime().since(min(item.sent_at for item in self._items))
            query = _since(operation_type.resource, since)
            for row in await _all(self._work.channels[operation_type.api], operation_type, query):
                key = by_value.get(str(held(row, _shown_at(operation_type, member))))
                if key is not None:
                    found.setdefault(key, []).append(row)
        return found

    @staticmethod
    async def spawned(channel: Channel, spawn: Spawn, target: Document, since: str) -> list[str]:
        """Give the numbers of the documents that an operation on `target` may have made since it was sent."""
        resource = spawn.resource
        query = _since(resource, since)
        party = str(held(target, resource.party) or "")
        if resource.listing is not None and "customer" in resource.listing.filters:
            query = (*query, ("customer", party))
        numbers = []
        async for rows, _total in pages(channel, resource, query):
            numbers += [
                str(held(row, resource.number))
                for row in rows
                if all(held(row, there) == held(target, here) for there, here in spawn.alike)
            ]
        return list(dict.fromkeys(numbers))


def _shown_at(operation_type: OperationType, member: str) -> str:
    return next(field.observed for field in operation_type.fields if field.name == member)


def _since(resource: Resource, since: str) -> tuple[tuple[str, str], ...]:
    listing = resource.listing
    if listing is None or not listing.created:
        return ()
    return ((listing.created, since), (f"{listing.created}Condition", ">="))


async def _marked(channel: Channel, operation_type: OperationType, member: str, value: str) -> list[Document]:
    resource = operation_type.resource
    assert resource.listing is not None
    shown = _shown_at(operation_type, member)
    parameter = next(name for name, path in resource.listing.filters.items() if path == shown)
    rows = await _all(channel, operation_type, ((parameter, value),))
    return [row for row in rows if str(held(row, shown)) == value]


async def _all(channel: Channel, operation_type: OperationType, query: tuple[tuple[str, str], ...]) -> list[Document]:
    """Give all rows of a listing, each document once.

    Raises:
        RemoteError: The pages moved while they were read: an incomplete listing is no answer.
    """
    resource = operation_type.resource
    flags = tuple((name, "true") for name in expansions(operation_type.fields))
    rows: dict[str, Document] = {}
    total = 0
    async for page, total_now in pages(channel, resource, (*query, *flags)):
        total = total_now
        rows |= {str(held(row, resource.number)): row for row in page}
    if len(rows) < total:
        raise RemoteError(
            f"the list of {resource.name}s changed while it was read: {len(rows)} of {total} rows seen",
            hint="run `bulkops resume` again",
            code="R113",
        )
    return list(rows.values())
