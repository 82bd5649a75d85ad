"""Carry out a run: workers over ready steps, confirmations beside them, until nothing is left to do."""

from collections.abc import Callable

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from bulkops.core.outcome import Outcome, State
from bulkops.core.registry import Registry
from bulkops.engine.attempt import Attempts, Watch
from bulkops.engine.channel import Channel
from bulkops.engine.confirm import Confirmations
from bulkops.engine.ports import Clock, Item, Store
from bulkops.engine.settle import Settlements

_BATCH = 64


class Run:
    """One run, from its ready steps to its end.

    Args:
        store: The journal of this run.
        channels: APIs by name.
        registry: Operation types.
        clock: Time.
        compare: APIs whose tags are compared by a read before each write.
        watch: Told of every outcome.
        waiting: Told, before the run waits for a settling time, until when (seconds since 1970).
    """

    def __init__(
        self,
        store: Store,
        channels: dict[str, Channel],
        registry: Registry,
        clock: Clock,
        *,
        compare: frozenset[str] = frozenset(),
        watch: Watch = lambda _item, _outcome: None,
        waiting: Callable[[float], None] = lambda _until: None,
    ) -> None:
        self._store = store
        self._channels = channels
        self._registry = registry
        self._clock = clock
        self._watch = watch
        self._waiting = waiting
        self._attempts = Attempts(store, channels, registry, clock, compare=compare, watch=self._seen)
        self._confirmations = Confirmations(store, channels, registry, clock, self._seen)
        self._settlements = Settlements(store, channels, registry, clock, self._seen)
        self._changed = anyio.Event()
        self._stopping = False
        self._accepted = 0
        self.in_flight = 0

    def stop(self) -> None:
        """Begin nothing new; what is in flight is finished."""
        self._stopping = True
        self._wake()

    async def settle(self) -> None:
        """Settle what an earlier end has left in doubt, waiting for the settling time where it is not over."""
        due = await self._settlements.due()
        delay_s = due - self._clock.now()
        if delay_s > 0:
            self._waiting(due)
            await self._clock.sleep(delay_s)
        if due:
            await self._settlements.settle()

    async def carry_out(self) -> None:
        """Send what is ready until nothing is left that can be done now.

        Raises:
            JournalError: The journal can no longer be written.
            RemoteError: An API cannot be reached, or denies access.
        """
        self._accepted = (await self._store.counts()).get(State.ACCEPTED, 0)
        async with anyio.create_task_group() as group:
            streams: dict[str, MemoryObjectSendStream[Item]] = {}
            for name, channel in self._channels.items():
                in_flight_max = channel.pace.limits.in_flight_max
                send, receive = anyio.create_memory_object_stream[Item](in_flight_max)
                streams[name] = send
                for _ in range(in_flight_max):
                    group.start_soon(self._work, receive.clone())
                receive.close()
            group.start_soon(self._confirm)
            await self._feed(streams)
            for stream in streams.values():
                stream.close()
            self._stopping = True
            self._wake()

    async def _feed(self, streams: dict[str, MemoryObjectSendStream[Item]]) -> None:
        while not self._stopping:
            items = await self._store.take(_BATCH, self._clock.now())
            for item in items:
                if self._stopping:
                    return
                self.in_flight += 1
                await streams[self._registry.types[item.type].api].send(item)
            if not items and not await self._more():
                return

    async def _more(self) -> bool:
        """Wait until there may be more to take; say no when there cannot be."""
        if self.in_flight or self._accepted:
            changed = self._changed
            await changed.wait()
            return True
        due = await self._store.next_due()
        if due is None:
            return False
        with anyio.move_on_after(max(0.0, due - self._clock.now())):
            await self._changed.wait()
        return True

    async def _work(self, items: MemoryObjectReceiveStream[Item]) -> None:
        async with items:
            async for item in items:
                if not self._stopping:
                    await self._attempts.make(item)
                self.in_flight -= 1
                self._wake()

    async def _confirm(self) -> None:
        while not self._stopping:
            if not self._accepted:
                await self._changed.wait()
                continue
            await self._confirmations.pause()
            if not self._stopping and await self._confirmations.sweep():
                self._accepted = (await self._store.counts()).get(State.ACCEPTED, 0)
                self._wake()

    def _seen(self, item: Item, outcome: Outcome) -> None:
        self._accepted += outcome.state is State.ACCEPTED
        self._watch(item, outcome)

    def _wake(self) -> None:
        changed, self._changed = self._changed, anyio.Event()
        changed.set()
