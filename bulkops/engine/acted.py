"""Settle what acts on existing documents by what these show: by list pages where those take fewer calls."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from bulkops.core.json import loads
from bulkops.core.observed import ABSENT, Observed, held
from bulkops.core.operation import Effect, OperationType
from bulkops.core.outcome import Outcome, State
from bulkops.core.resource import Resource
from bulkops.engine.attached import attached, shows_files
from bulkops.engine.conflict import told
from bulkops.engine.judged import READY, acted, adopted, manual
from bulkops.engine.listing import Query
from bulkops.engine.observe import expansions, observe_one
from bulkops.engine.ports import Item
from bulkops.engine.servertime import ServerTime
from bulkops.engine.sweep import SINGLES_MAX, listed, since_filter
from bulkops.engine.together import in_turns
from bulkops.engine.work import Work

#: Records what has become of an operation.
End = Callable[[Item, Outcome], Awaitable[None]]
#: Makes the look at one operation; where that fails, the others are still looked at.
Alone = Callable[[Item, Callable[[Item], Awaitable[None]]], Awaitable[None]]
#: What a row of a list may settle; anything else is looked at in the document itself first.
_PLAIN = frozenset({State.SUCCEEDED, State.READY, State.ACCEPTED})
#: Writes whose repetition is refused where the document has been changed since, so that a list may speak for it.
_GUARDED = frozenset({Effect.STATE_ACTION, Effect.CONDITIONAL_UPDATE})


class Targets:
    """Settles operations by their targets.

    Args:
        work: What the run works with.
        end: Records what has become of an operation.
        alone: Makes the look at one operation.
    """

    def __init__(self, work: Work, end: End, alone: Alone) -> None:
        self._work = work
        self._end = end
        self._alone = alone

    async def settle(self, items: Iterable[Item]) -> None:
        """Settle operations; those of one kind of document share the calls.

        Raises:
            RemoteError: The system cannot be read; what is not recorded by then is not known.
        """
        kinds: dict[str, list[Item]] = {}
        for item in items:
            kinds.setdefault(self._work.type_of(item).resource.full_name, []).append(item)
        for group in kinds.values():
            resource = self._work.type_of(group[0]).resource
            left = await self._by_pages(resource, group)
            channel = self._work.channels[resource.api]
            await in_turns(channel.pace.limits.in_flight_max, [partial(self._alone, item, self._look) for item in left])

    async def _by_pages(self, resource: Resource, items: list[Item]) -> list[Item]:
        """Settle what pages of a list tell; give what is left."""
        listing = resource.listing
        if listing is None or not listing.modified or len(items) <= SINGLES_MAX:
            return items
        # As early as any time zone may have it: what this list leaves out counts as not changed.
        since = ServerTime().since(min(item.sent_at for item in items))
        query = (*since_filter(listing.modified, since), *self._flags(items))
        left = await self._told(resource, items, query)
        removals = [item for item in left if self._removes(item)]
        if len(removals) <= SINGLES_MAX:
            return left
        kept = await self._told(resource, removals, _made_since(resource, removals))
        return [item for item in left if not self._removes(item)] + kept

    async def _told(self, resource: Resource, items: list[Item], query: Query) -> list[Item]:
        channel, keys = self._work.channels[resource.api], {item.target for item in items}
        found, whole = await listed(channel, resource, keys, query, calls_max=len(keys))
        narrowed = any(name == (resource.listing and resource.listing.modified) for name, _ in query)
        left: list[Item] = []

        async def judge(item: Item) -> None:
            outcome = await self._by_row(item, found.get(item.target), whole=whole, narrowed=narrowed)
            if outcome is None:
                left.append(item)
            else:
                await self._end(item, outcome)

        turns = [partial(self._alone, item, judge) for item in items]
        await in_turns(channel.pace.limits.in_flight_max, turns)
        return left

    async def _by_row(self, item: Item, seen: Observed | None, *, whole: bool, narrowed: bool) -> Outcome | None:
        """Judge by a row of a list, or by the lack of one; None where that does not settle it.

        Args:
            item: What is judged.
            seen: The row; None: the list does not have it.
            whole: The list was read whole.
            narrowed: It is only of what was changed since the send.
        """
        operation_type = self._work.type_of(item)
        if seen is not None:
            outcome = await self._judged(operation_type, item, seen)
            return outcome if outcome is not None and outcome.state in _PLAIN else None
        if not whole:
            return None
        if self._removes(item):
            return None if narrowed else adopted(ABSENT)
        return READY if item.tag and operation_type.effect in _GUARDED else None

    async def _judged(self, operation_type: OperationType, item: Item, seen: Observed) -> Outcome | None:
        if operation_type.upload is None:
            return acted(operation_type, item, seen)
        if not shows_files(operation_type.upload, loads(item.options), seen.document or {}):
            return None
        return await attached(operation_type, self._work.channel_of(item), item, seen) or READY

    async def _look(self, item: Item) -> None:
        """Settle one by reading its document."""
        operation_type, channel = self._work.type_of(item), self._work.channel_of(item)
        seen = await observe_one(channel, operation_type.resource, item.target)
        if operation_type.upload is not None and seen.document is None:
            await self._end(item, manual("its target is gone"))
        elif operation_type.upload is not None:
            await self._end(item, await attached(operation_type, channel, item, seen) or READY)
        else:
            await self._end(item, told(acted(operation_type, item, seen), seen))

    def _removes(self, item: Item) -> bool:
        transition = self._work.type_of(item).transition
        return transition is not None and not transition.after

    def _flags(self, items: list[Item]) -> Query:
        types = {item.type: self._work.type_of(item) for item in items}.values()
        names = {name for kind in types for name in expansions(kind.fields)}
        names |= {kind.upload.expand for kind in types if kind.upload is not None}
        return tuple((name, "true") for name in sorted(names))


def _made_since(resource: Resource, items: list[Item]) -> Query:
    """Narrow a list to what is no older than the oldest of some documents, by the server's own word; () if unknown."""
    listing = resource.listing
    assert listing is not None
    made = [held(loads(item.before), listing.created) if item.before and listing.created else None for item in items]
    return since_filter(listing.created, min(map(str, made))[:19].replace("T", " ")) if all(made) else ()
