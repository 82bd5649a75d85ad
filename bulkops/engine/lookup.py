"""Look for documents that creates may have made: by their marks, many with one sweep of list pages."""

from collections.abc import Mapping
from contextlib import aclosing
from typing import Any

from bulkops.core.errors import RemoteError
from bulkops.core.observed import held
from bulkops.core.operation import OperationType
from bulkops.engine.channel import Channel
from bulkops.engine.listing import Query, TooDearError, rows
from bulkops.engine.observe import expansions, observe_one
from bulkops.engine.ports import Item
from bulkops.engine.servertime import ServerTime
from bulkops.engine.sweep import MOVED, since_filter
from bulkops.engine.work import Work

#: Below this a sweep of pages is not the cheaper way.
_SINGLES_MAX = 5
Document = Mapping[str, Any]


class Lookup:
    """Finds the documents that creates may have made.

    Args:
        work: What the run works with.
        items: The creates that will be asked about.
    """

    def __init__(self, work: Work, items: list[Item]) -> None:
        self._work = work
        self._items = items
        self._found: dict[str, list[Document]] | None = None

    async def created(self, item: Item) -> list[Document]:
        """Give the documents that bear a create's mark or number, compared exactly on our side.

        Raises:
            RemoteError: The system cannot be read, or what it lists is not complete.
        """
        if self._found is not None:
            return self.prepared(item)
        operation_type, channel = self._work.type_of(item), self._work.channel_of(item)
        member, value = _mark(item)
        if member == operation_type.resource.number:
            document = (await observe_one(channel, operation_type.resource, value)).document
            return [] if document is None else [document]
        return await _marked(channel, operation_type, member, value)

    async def prepare(self) -> None:
        """Make the sweep, where it costs fewer calls than asking for each.

        A list that changes while it is read proves nothing; then each document has to be asked for.
        """
        if len(self._items) <= _SINGLES_MAX:
            return
        try:
            self._found = await self._sweep()
        except TooDearError:
            return
        except RemoteError as error:
            if error.code != MOVED:
                raise

    def prepared(self, item: Item) -> list[Document]:
        """Give the documents of the sweep that bear a create's mark; none where it was not made."""
        return [] if self._found is None else self._found.get(item.natural_key, [])

    async def _sweep(self) -> dict[str, list[Document]]:
        """Go once through what was created since the first send, and keep what bears one of the marks."""
        wanted: dict[tuple[str, str], dict[str, str]] = {}
        for item in self._items:
            member, value = _mark(item)
            wanted.setdefault((item.type, member), {})[value] = item.natural_key
        found: dict[str, list[Document]] = {}
        for (name, member), by_value in wanted.items():
            operation_type = self._work.registry.types[name]
            since = ServerTime().since(min(item.sent_at for item in self._items))
            listing = operation_type.resource.listing
            assert listing is not None
            query = (*since_filter(listing.created, since), *_flags(operation_type))
            channel, shown = self._work.channels[operation_type.api], _shown_at(operation_type, member)
            async with aclosing(rows(channel, operation_type.resource, query, calls_max=len(self._items))) as listed:
                async for row in listed:
                    key = by_value.get(str(held(row, shown)))
                    if key is not None:
                        found.setdefault(key, []).append(row)
        return found


def _mark(item: Item) -> tuple[str, str]:
    """Give the member and the value that a create is found by."""
    member, _, value = item.natural_key.partition("/")[2].partition("=")
    return member, value


def _shown_at(operation_type: OperationType, member: str) -> str:
    return next(field.observed for field in operation_type.fields if field.name == member)


async def _marked(channel: Channel, operation_type: OperationType, member: str, value: str) -> list[Document]:
    resource = operation_type.resource
    assert resource.listing is not None
    shown = _shown_at(operation_type, member)
    parameter = next(name for name, path in resource.listing.filters.items() if path == shown)
    async with aclosing(rows(channel, resource, (*_flags(operation_type), (parameter, value)))) as listed:
        return [row async for row in listed if str(held(row, shown)) == value]


def _flags(operation_type: OperationType) -> Query:
    return tuple((name, "true") for name in expansions(operation_type.fields))
