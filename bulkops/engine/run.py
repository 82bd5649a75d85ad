"""Carry out a run: workers over ready steps, confirmations and settlements beside them, until nothing is left to do."""

from collections.abc import Callable

import anyio
from anyio.abc import TaskGroup
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from bulkops.core.errors import BulkopsError
from bulkops.core.failure_limit import FailureLimit
from bulkops.core.outcome import ENDED, FAILED, Outcome, State
from bulkops.core.registry import Registry
from bulkops.engine.attempt import Attempts
from bulkops.engine.channel import Channel
from bulkops.engine.confirm import Confirmations
from bulkops.engine.ports import Clock, Files, Item, Store
from bulkops.engine.settlements import Settlements
from bulkops.engine.settling import Settle
from bulkops.engine.stop import Stop
from bulkops.engine.together import until
from bulkops.engine.work import Watch, Work

_BUFFER_MIN = 32


class Run:
    """One run, from its ready steps to its end.

    Args:
        store: The journal of this run.
        channels: APIs by name.
        registry: Operation types.
        clock: Time.
        files: The user's own files.
        watch: Told of every outcome.
        settle: What it does about what is in doubt.
        waiting: Told, when there is nothing to do but to wait for a settling time, until when (seconds since 1970).

    Attributes:
        failures: How many steps may fail before it stops; None: any number.
        failed: Steps that were refused or in conflict.
        spent: More have failed than may: it has stopped for that.
    """

    def __init__(
        self,
        store: Store,
        channels: dict[str, Channel],
        registry: Registry,
        clock: Clock,
        *,
        files: Files,
        watch: Watch = lambda _item, _outcome: None,
        settle: Settle = Settle.LATER,
        waiting: Callable[[float], None] = lambda _until: None,
    ) -> None:
        self._watch = watch
        self._waiting = waiting
        self._stop = Stop()
        self._work = Work(store=store, channels=channels, registry=registry, clock=clock, files=files, watch=self._seen)
        self._attempts = Attempts(self._work, stop=self._stop)
        self._confirmations = Confirmations(self._work)
        self._settlements = Settlements(self._work, settle)
        self._settles = settle is not Settle.LATER
        self._changed = anyio.Event()
        self._error: BulkopsError | None = None
        self._accepted = 0
        self._handed_out = 0
        self._given_up = Stop()
        self._steps = self._ended = 0
        self.failures: FailureLimit | None = None
        self.failed = 0
        self.spent = False

    def stop(self) -> None:
        """Begin nothing new; what is in flight is finished."""
        self._given_up.ask()
        self._stop.ask()
        self._wake()

    async def carry_out(self) -> None:
        """Send what is ready until nothing is left that can be done now.

        Raises:
            JournalError: The journal can no longer be written.
            RemoteError: An API cannot be reached, or denies access.
        """
        store = self._work.store
        self._accepted, self._steps = (await store.counts()).get(State.ACCEPTED, 0), await store.steps()
        async with anyio.create_task_group() as confirming:
            confirming.start_soon(self._confirm)
            if self._settles:
                confirming.start_soon(self._settle)
            async with anyio.create_task_group() as working:
                streams = {name: self._crew(working, channel) for name, channel in self._work.channels.items()}
                try:
                    await self._feed(streams)
                    await self._wind_up()
                except BulkopsError as error:
                    self._fail(error)
                finally:
                    for stream in streams.values():
                        stream.close()
            confirming.cancel_scope.cancel()
        if self._error is not None:
            raise self._error

    def _crew(self, working: TaskGroup, channel: Channel) -> MemoryObjectSendStream[Item]:
        """Start the workers of one API; as many as may be in flight, and never one an operation."""
        in_flight_max = channel.pace.limits.in_flight_max
        send, receive = anyio.create_memory_object_stream[Item](max(_BUFFER_MIN, 2 * in_flight_max))
        for _ in range(in_flight_max):
            working.start_soon(self._take_turns, receive.clone())
        receive.close()
        return send

    async def _feed(self, streams: dict[str, MemoryObjectSendStream[Item]]) -> None:
        """Hand out what is ready, to each API as it has room: one that has to wait does not hold up another."""
        types = {
            name: [kind.name for kind in self._work.registry.types.values() if kind.api == name] for name in streams
        }
        while not self._stop.asked:
            changed = self._changed  # before looking: what changes from here on is not missed
            fed = 0
            for name, stream in streams.items():
                state = stream.statistics()
                room = int(state.max_buffer_size) - state.current_buffer_used
                if 2 * room < state.max_buffer_size:  # a look at the journal is worth it for several steps only
                    continue
                items = await self._work.store.take(room, self._work.clock.now(), types[name])
                self._handed_out += len(items)
                try:
                    for item in items:
                        stream.send_nowait(item)
                except anyio.BrokenResourceError:
                    return  # a second interrupt has ended the workers meanwhile; what was taken stays ready
                fed += len(items)
            if not fed and not changed.is_set() and not await self._more(changed):
                return

    async def _more(self, changed: anyio.Event) -> bool:
        """Wait until there may be more to take; say no when there cannot be."""
        if self._handed_out or self._accepted > self._confirmations.stalled or self._settlements.busy:
            await changed.wait()
            return True
        due, ripe = await self._work.store.next_due(), await self._settlements.awaited()
        if due is None and ripe is None:
            return changed.is_set()
        if ripe is not None and due is None and ripe > self._work.clock.now():
            self._waiting(ripe)
        await until(self._work.clock, due, changed)
        return True

    async def _take_turns(self, items: MemoryObjectReceiveStream[Item]) -> None:
        async with items:
            async for item in items:
                await self._carry_out(item)
                self._handed_out -= 1
                self._wake()

    async def _carry_out(self, item: Item) -> None:
        if self._stop.asked:
            return
        try:
            await self._attempts.make(item)
        except BulkopsError as error:
            self._fail(error)

    async def _confirm(self) -> None:
        """Confirm what was accepted, until told to stop: what that breaks off can be looked at, and sent, again."""
        try:
            with self._given_up.ends():
                while True:
                    changed = self._changed
                    busy = self._handed_out > 0
                    if not self._accepted or (busy and not self._confirmations.due()):
                        await changed.wait()
                        continue
                    if not busy:
                        await self._confirmations.pause()
                    await self._confirmations.sweep()
                    self._accepted = (await self._work.store.counts()).get(State.ACCEPTED, 0)
                    self._wake()  # even if nothing came of it: a step may be due by now that had to wait
        except BulkopsError as error:
            self._fail(error)

    async def _settle(self) -> None:
        try:
            with self._given_up.ends():
                await self._settlements.go_on(self._wake)
        except BulkopsError as error:
            self._fail(error)

    def _fail(self, error: BulkopsError) -> None:
        """End the run for the first error; what is in flight is still waited for, so that it is not left in doubt."""
        self._error = self._error or error
        self.stop()

    async def _wind_up(self) -> None:
        """After the error budget is spent, wait for what was sent to come to its end; nothing more is sent."""
        while self.spent and not self._given_up.asked:
            changed = self._changed
            if not self._handed_out and self._accepted <= self._confirmations.stalled:
                return
            await changed.wait()

    def _seen(self, item: Item, outcome: Outcome) -> None:
        self._accepted += outcome.state is State.ACCEPTED
        self._ended += outcome.state in ENDED
        self.failed += outcome.state in FAILED
        if self.failures is not None and not self.spent:
            self.spent = self.failures.passed(self.failed, self._ended, self._steps)
            if self.spent:
                self._stop.ask()
                self._wake()
        if outcome.state is State.IN_DOUBT:
            self._settlements.doubt()
        if self._settlements.busy:
            self._wake()  # what it has unlocked need not wait for the rest of the batch
        self._watch(item, outcome)

    def _wake(self) -> None:
        changed, self._changed = self._changed, anyio.Event()
        changed.set()
