"""What all parts of a run work with."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bulkops.core.operation import OperationType
from bulkops.core.outcome import Outcome
from bulkops.core.registry import Registry
from bulkops.engine.channel import Channel
from bulkops.engine.ports import Clock, Files, Item, Store
from bulkops.engine.servertime import ServerTime

Watch = Callable[[Item, Outcome], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The journal, the systems and the time of one run.

    Attributes:
        store: The journal of the run.
        channels: APIs by name.
        registry: Operation types.
        clock: Time.
        files: The user's own files.
        watch: Told of every outcome.
        times: The servers' clocks, by API, as far as this run has learnt them.
    """

    store: Store
    channels: Mapping[str, Channel]
    registry: Registry
    clock: Clock
    files: Files
    watch: Watch
    times: Mapping[str, ServerTime] = field(default_factory=lambda: defaultdict(ServerTime))

    def type_of(self, item: Item) -> OperationType:
        """Give the operation type of an item."""
        return self.registry.types[item.type]

    def channel_of(self, item: Item) -> Channel:
        """Give the API that an item goes to."""
        return self.channels[self.type_of(item).api]

    async def end(self, item: Item, outcome: Outcome) -> None:
        """Record an outcome durably, and tell who watches."""
        await self.store.end(item.op, outcome, self.clock.now())
        self.watch(item, outcome)
