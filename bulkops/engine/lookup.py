"""Look for documents that a lost answer may have made: by their mark, or by what they are made of."""

from collections.abc import AsyncIterator, Mapping
from math import ceil
from typing import Any

from bulkops.core.errors import RemoteError
from bulkops.core.observed import held
from bulkops.core.operation import OperationType, Spawn
from bulkops.core.resource import Resource
from bulkops.engine.channel import Channel
from bulkops.engine.listing import pages
from bulkops.engine.observe import expansions, observe_one
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
        self._dear = False

    async def created(self, item: Item) -> list[Document]:
        """Give the documents that bear a create's mark, compared exactly on our side."""
        operation_type = self._work.type_of(item)
        member, _, value = item.natural_key.partition("/")[2].partition("=")
        channel, resource = self._work.channels[operation_type.api], operation_type.resource
        if member == resource.number:
            document = (await observe_one(channel, resource, value)).document
            return [] if document is None else [document]
        if len(self._items) > _SINGLES_MAX:
            await self.prepare()
        if self._found is None:
            return await _marked(channel, operation_type, member, value)
        return self.prepared(item)

    async def prepare(self) -> None:
        """Make the sweep, unless it is made already or would cost more calls than asking for each."""
        if self._found is None and not self._dear:
            try:
                self._found = await self._sweep()
            except _TooDearError:
                self._dear = True

    def prepared(self, item: Item) -> list[Document]:
        """Give the documents of the sweep that bear a create's mark; none where it was not made."""
        return [] if self._found is None else self._found.get(item.natural_key, [])

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
            query = (*query, *_flags(operation_type))
            channel = self._work.channels[operation_type.api]
            async for row in _all(channel, operation_type.resource, query, calls_max=len(self._items)):
                key = by_value.get(str(held(row, _shown_at(operation_type, member))))
                if key is not None:
                    found.setdefault(key, []).append(row)
        return found

    @staticmethod
    async def spawned(
        channel: Channel, spawn: Spawn, target_resource: Resource, target: Document, since: str
    ) -> dict[str, bool]:
        """Find the documents that an operation on `target` may have made since it was sent.

        Returns:
            By number, whether a document bears all the marks too.

        Raises:
            RemoteError: The pages moved while they were read.
        """
        resource = spawn.resource
        query = _since(resource, since)
        if resource.listing is not None and resource.party in resource.listing.filters.values():
            parameter = next(name for name, path in resource.listing.filters.items() if path == resource.party)
            query = (*query, (parameter, str(held(target, resource.party) or "")))
        # Where it makes a document of its target's own kind, the target is like itself.
        own = str(held(target, resource.number)) if resource is target_resource else ""
        return {
            number: _equal(spawn.marks, row, target)
            async for row in _all(channel, resource, query)
            if _equal(spawn.alike, row, target) and (number := str(held(row, resource.number))) != own
        }


def _equal(pairs: tuple[tuple[str, str], ...], row: Document, target: Document) -> bool:
    return all((held(row, there) or None) == (held(target, here) or None) for there, here in pairs)


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
    query = (*_flags(operation_type), (parameter, value))
    return [row async for row in _all(channel, resource, query) if str(held(row, shown)) == value]


def _flags(operation_type: OperationType) -> tuple[tuple[str, str], ...]:
    return tuple((name, "true") for name in expansions(operation_type.fields))


class _TooDearError(Exception):
    """A sweep over list pages would cost more calls than asking for each document."""


async def _all(
    channel: Channel, resource: Resource, query: tuple[tuple[str, str], ...], *, calls_max: int = 0
) -> AsyncIterator[Document]:
    """Go through all rows of a listing, each document once.

    Args:
        channel: The API.
        resource: What is listed.
        query: Filters and flags.
        calls_max: Most pages to read; 0: however many there are.

    Raises:
        RemoteError: The pages moved while they were read: an incomplete listing is no answer.
    """
    seen: set[str] = set()
    total = 0
    async for page, total_now in pages(channel, resource, query):
        total = total_now
        if calls_max and ceil(total / len(page)) > calls_max:
            raise _TooDearError
        for row in page:
            number = str(held(row, resource.number))
            if number not in seen:
                seen.add(number)
                yield row
    if len(seen) < total:
        raise RemoteError(
            f"the list of {resource.name}s changed while it was read: {len(seen)} of {total} rows seen",
            hint="run `bulkops resume` again",
            code="R113",
        )
