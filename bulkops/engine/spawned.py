"""Settle what makes a document out of another one: many with one list of the documents made since they were sent.

Nothing in such a document names what it was made of for certain. It is found by being like its origin; so one that two
operations may have made settles neither.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

from bulkops.core.operation import Spawn
from bulkops.core.outcome import UNSETTLED, Outcome, State
from bulkops.engine.judged import IN_VAIN, READY, manual, spawned
from bulkops.engine.origins import Origin, find_alike, origins_of, share_alike
from bulkops.engine.ports import Item
from bulkops.engine.servertime import ServerTime
from bulkops.engine.work import Work

_PAGE = 1000
#: An operation that was sent so long before another, or later, may have made what looks like the other's result.
_TOGETHER_S = 3600.0
#: Records what has become of an operation.
End = Callable[[Item, Outcome], Awaitable[None]]


class Spawned:
    """Settles operations that make documents out of others.

    Args:
        work: What the run works with.
        end: Records what has become of an operation.
    """

    def __init__(self, work: Work, end: End) -> None:
        self._work = work
        self._end = end

    async def settle(self, items: Iterable[Item]) -> None:
        """Settle operations; those that make one kind of document share the calls.

        Raises:
            RemoteError: The system cannot be read; what is not recorded by then is not known.
        """
        kinds: dict[str, list[Item]] = {}
        for item in items:
            kinds.setdefault(self._kind(item), []).append(item)
        for kind, group in kinds.items():
            await self._one_kind(kind, group)

    async def _one_kind(self, kind: str, items: list[Item]) -> None:
        undecided = [item async for item in self._unsettled(kind, State.MANUAL)]
        origins = await origins_of(self._work, [*items, *undecided])
        time = self._work.times[self._work.type_of(items[0]).api]
        await find_alike(self._work, origins, time)
        # Looked for after the list was read: what was under way while it was read may have made what it shows.
        rivals = await self._rivals(kind, items)
        beside = await self._beside(kind, origins)
        ours = {item.op for item in items}
        for origin in origins:
            if origin.item.op in ours:
                outcome = await self._judged(kind, origin, [*origins, *beside], rivals, time)
                await self._end(origin.item, outcome)

    async def _judged(
        self, kind: str, origin: Origin, origins: list[Origin], rivals: list[str], time: ServerTime
    ) -> Outcome:
        if origin.document is None:
            return manual("its target is gone")
        free = [number for number in origin.alike if not await self._work.store.claimed(kind, number)]
        if not free:
            return READY
        others = [other.item.id for other in origins if other is not origin and other.alike.keys() & set(free)]
        if others:
            return manual(f"what may be its result may be that of `{others[0]}` too: {', '.join(free)}")
        if rivals:
            message = f"{free[0]} may be its result, or that of `{rivals[0]}`, which has come to no end yet"
            return Outcome(state=State.IN_DOUBT, code=IN_VAIN, message=message)
        return spawned({number: origin.alike[number] for number in free}, time)

    async def _rivals(self, kind: str, items: list[Item]) -> list[str]:
        """Name other operations that may have made such a document, and of which nothing is recorded yet."""
        ours = {item.op for item in items}
        return [
            item.id
            for state in (State.SENDING, State.ACCEPTED, State.IN_DOUBT)
            async for item in self._unsettled(kind, state, spawning=False)
            if item.op not in ours
        ]

    async def _beside(self, kind: str, origins: list[Origin]) -> list[Origin]:
        """Find operations that may have made such a document along with their own, and what of the list is like it."""
        found = {number for origin in origins for number in origin.alike}
        if not found:
            return []
        since = min(origin.item.sent_at for origin in origins)
        items = [
            item
            for state in (State.SUCCEEDED, *UNSETTLED)
            async for item in self._pending(state)
            if item.sent_at >= since - _TOGETHER_S and _makes_beside(self._work.type_of(item).spawn, kind)
        ]
        return share_alike(await origins_of(self._work, items), origins)

    async def _unsettled(self, kind: str, state: State, *, spawning: bool = True) -> AsyncIterator[Item]:
        async for item in self._pending(state):
            operation_type = self._work.type_of(item)
            made = operation_type.made
            if made is not None and made.full_name == kind and (operation_type.spawn is not None or not spawning):
                yield item

    async def _pending(self, state: State) -> AsyncIterator[Item]:
        after = 0
        while items := await self._work.store.pending(state, after, _PAGE):
            after = items[-1].op
            for item in items:
                yield item

    def _kind(self, item: Item) -> str:
        made = self._work.type_of(item).made
        assert made is not None
        return made.full_name


def _makes_beside(spawn: Spawn | None, kind: str) -> bool:
    return spawn is not None and spawn.beside is not None and spawn.beside.full_name == kind
