"""Settle what is in doubt: wait out the server, look, then adopt it, send it again, or hand it to a person.

"Absent" needs a read begun after the server's longest processing time has passed since the send; a look-up at once
would still double what commits late (`docs/architecture.md`). Many are looked at together, and beside other work.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from bulkops.core.errors import RemoteError
from bulkops.core.json import loads
from bulkops.core.operation import Effect
from bulkops.core.outcome import Outcome, State
from bulkops.engine.acted import Targets
from bulkops.engine.judged import IN_VAIN, READY, created, manual
from bulkops.engine.learning import learn_time
from bulkops.engine.lookup import Lookup
from bulkops.engine.ports import Item
from bulkops.engine.spawned import Spawned
from bulkops.engine.together import in_turns
from bulkops.engine.work import Work

_PAGE = 1000
#: How far apart the time of a file and the clock may be.
_FILE_TIME_S = 2.0
#: Operations whose own look-ups fail, until the others are left for another time.
_FAILURES_MAX = 3
_KEPT = Outcome(state=State.SUCCEEDED, adopted=True, message="found kept")


class Settler:
    """Looks at operations in doubt, and records what is found.

    Args:
        work: What the run works with.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        #: Operations that were looked at in vain: they stay in doubt.
        self.stuck: set[int] = set()
        self._ended: set[int] = set()
        self._failures = 0
        self._targets = Targets(work, self._end, self._alone)
        self._spawned = Spawned(work, self._end)

    def ripe_at(self, item: Item) -> float:
        """Say from when an item can be settled; a read leaves nothing behind that one would have to wait for."""
        if self._work.type_of(item).effect is Effect.READ:
            return item.sent_at
        return self._work.channel_of(item).settled_at(item)

    async def settle(self) -> None:
        """Look at everything in doubt whose settling time is over.

        What cannot be looked at stays in doubt, with the reason; everything else goes on.

        Raises:
            JournalError: The journal can no longer be written.
        """
        after, spawning, self._failures = 0, list[Item](), 0
        while items := await self._work.store.pending(State.IN_DOUBT, after, _PAGE):
            after, now = items[-1].op, self._work.clock.now()
            ripe = [item for item in items if item.op not in self.stuck and now >= self.ripe_at(item)]
            # Of those that make documents out of others all have to be seen at once: two may look alike.
            spawning += [item for item in ripe if self._work.type_of(item).spawn is not None]
            await self._by_api([item for item in ripe if self._work.type_of(item).spawn is None], self._page)
        await self._by_api(spawning, self._spawning)

    async def _by_api(self, items: list[Item], look: Callable[[list[Item]], Awaitable[None]]) -> None:
        """Look at items API by API: one that does not answer does not keep the others in doubt."""
        by_api: dict[str, list[Item]] = {}
        for item in items:
            by_api.setdefault(self._work.type_of(item).api, []).append(item)
        for group in by_api.values():
            await look(group)

    async def _page(self, items: list[Item]) -> None:
        """Look at items of one API that share their calls."""
        kinds: dict[Callable[[list[Item]], Awaitable[None]], list[Item]] = {}
        for item in items:
            kinds.setdefault(self._way(item), []).append(item)
        for way, group in kinds.items():
            await self._tried(way, group)

    def _way(self, item: Item) -> Callable[[list[Item]], Awaitable[None]]:
        operation_type = self._work.type_of(item)
        if not operation_type.targeted:
            return self._creates
        if operation_type.effect is Effect.OPAQUE:
            return self._opaque
        return self._reads if operation_type.effect is Effect.READ else self._targets.settle

    async def _tried(self, way: Callable[[list[Item]], Awaitable[None]], items: list[Item]) -> None:
        """Look at items; those that the system does not show stay in doubt."""
        self._ended.clear()
        try:
            await way(items)
        except RemoteError as error:
            await in_turns(_PAGE, [partial(self._stays, item, error) for item in items if item.op not in self._ended])

    async def _alone(self, item: Item, look: Callable[[Item], Awaitable[None]]) -> None:
        """Look at one item; where that fails the others are still looked at, unless it has failed too often.

        Raises:
            RemoteError: It has.
        """
        try:
            await look(item)
        except RemoteError as error:
            self._failures += 1
            if self._failures >= _FAILURES_MAX:
                raise
            await self._stays(item, error)

    async def _stays(self, item: Item, error: RemoteError) -> None:
        message = f"it could not be looked up: {error.message}"
        await self._end(item, Outcome(state=State.IN_DOUBT, code=IN_VAIN, message=message))

    async def _end(self, item: Item, outcome: Outcome) -> None:
        self._ended.add(item.op)
        if outcome.state is State.IN_DOUBT:
            self.stuck.add(item.op)
        await self._work.end(item, outcome)

    async def _creates(self, items: list[Item]) -> None:
        lookup = Lookup(self._work, items)
        await lookup.prepare()

        async def look(item: Item) -> None:
            await self._end(item, created(self._work.type_of(item), item, await lookup.created(item)))

        in_flight_max = self._work.channel_of(items[0]).pace.limits.in_flight_max
        await in_turns(in_flight_max, [partial(self._alone, item, look) for item in items])

    async def _spawning(self, items: list[Item]) -> None:
        async def look(items: list[Item]) -> None:
            await learn_time(self._work, self._work.type_of(items[0]).api)
            await self._spawned.settle(items)

        await self._tried(look, items)

    async def _opaque(self, items: list[Item]) -> None:
        for item in items:
            await self._end(item, manual("nothing shows whether it happened: a person has to find out"))

    async def _reads(self, items: list[Item]) -> None:
        """Read again, unless the answer was kept already."""
        for item in items:
            path, saved_at = loads(item.options).get(self._work.type_of(item).download), None
            if path:
                with suppress(OSError):  # what is wrong there, keeping the next answer will tell
                    saved_at = await self._work.files.saved_at(path)
            kept = saved_at is not None and saved_at >= item.sent_at - _FILE_TIME_S
            await self._end(item, _KEPT if kept else READY)
