"""Confirm what an answer has only started: read until the document shows it, by list pages where that is cheaper."""

from collections.abc import Mapping, Sequence
from functools import partial
from math import ceil
from typing import Any

from bulkops.core.observed import held
from bulkops.core.operation import OperationType
from bulkops.core.outcome import Outcome, State
from bulkops.engine.channel import Channel
from bulkops.engine.listing import pages
from bulkops.engine.observe import observe_one
from bulkops.engine.ports import Item
from bulkops.engine.servertime import ServerTime
from bulkops.engine.together import together
from bulkops.engine.work import Work

_PAGE = 1000
_SINGLES_MAX = 3
_DELAY_MIN_S = 0.25
_DELAY_AFTER_S = 1.0
_DELAY_MAX_S = 20.0
_GROWTH = 4.0  # five looks in a minute: more of the same request the gateway may refuse (`visma-net.md` section 7)
#: However quick a system claims to be, what it has started is given this long.
_LATE_MIN_S = 60.0
Document = Mapping[str, Any]


class Confirmations:
    """Watches the ACCEPTED operations of a run.

    Args:
        work: What the run works with.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._times = {name: ServerTime() for name in work.channels}
        self._delay_s = _DELAY_MIN_S
        self._swept_at = work.clock.monotonic()

    def due(self) -> bool:
        """Say whether the last sweep is so long ago that one is worth its calls while there is other work."""
        return self._work.clock.monotonic() >= self._swept_at + _DELAY_MAX_S

    async def pause(self) -> None:
        """Wait before the next sweep, longer each time."""
        await self._work.clock.sleep(self._delay_s)
        self._delay_s = min(_GROWTH * self._delay_s, _DELAY_MAX_S)

    async def sweep(self) -> int:
        """Look at everything accepted once.

        Returns:
            How many operations are confirmed or refused by it.
        """
        ended, after = 0, 0
        while items := await self._work.store.pending(State.ACCEPTED, after, _PAGE):
            after = items[-1].op
            by_type: dict[str, list[Item]] = {}
            for item in items:
                by_type.setdefault(item.type, []).append(item)
            for name, group in by_type.items():
                ended += await self._look(self._work.registry.types[name], group)
            if len(items) < _PAGE:
                break  # what has been accepted meanwhile is for the next sweep
        self._swept_at = self._work.clock.monotonic()
        if ended:
            self._delay_s = _DELAY_AFTER_S
        return ended

    async def _look(self, operation_type: OperationType, items: list[Item]) -> int:
        resource, channel = operation_type.resource, self._work.channels[operation_type.api]
        listing = resource.listing
        if listing is None or not listing.modified or len(items) <= _SINGLES_MAX:
            return await self._one_by_one(operation_type, channel, items)
        left = {item.target: item for item in items}
        begun, whole = self._work.clock.now(), True
        since = self._times[operation_type.api].since(min(item.sent_at for item in items))
        query = ((listing.modified, since), (f"{listing.modified}Condition", ">="))
        async for rows, total in pages(channel, resource, query):
            found = [(left[key], row) for row in rows if (key := str(held(row, resource.number))) in left]
            for item in await self._judge(operation_type, found, begun):
                del left[item.target]
            if ceil(total / listing.page_size) > len(left):
                whole = False  # to go on would cost more than asking for each
                break
        asked = [item for item in left.values() if not whole or self._late(channel, item, self._work.clock.now())]
        return len(items) - len(left) + await self._one_by_one(operation_type, channel, asked)

    async def _one_by_one(self, operation_type: OperationType, channel: Channel, items: list[Item]) -> int:
        ended = 0
        for item in items:
            begun = self._work.clock.now()
            seen = await observe_one(channel, operation_type.resource, item.target)
            ended += len(await self._judge(operation_type, [(item, seen.document)], begun))
        return ended

    @staticmethod
    def _late(channel: Channel, item: Item, at: float) -> bool:
        return at >= item.sent_at + max(channel.settle_s, _LATE_MIN_S)

    async def _judge(
        self, operation_type: OperationType, seen: Sequence[tuple[Item, Document | None]], begun: float
    ) -> list[Item]:
        """Record what was read; give the items that are ended by it.

        Only a read begun after the settling time proves that nothing came of an operation.
        """
        outcomes = [
            (item, outcome)
            for item, document in seen
            if (outcome := self._outcome(operation_type, item, document, begun)) is not None
        ]
        await together(partial(self._work.end, item, outcome) for item, outcome in outcomes)
        return [item for item, _ in outcomes]

    def _outcome(
        self, operation_type: OperationType, item: Item, document: Document | None, begun: float
    ) -> Outcome | None:
        channel, resource = self._work.channels[operation_type.api], operation_type.resource
        transition = operation_type.transition
        assert transition is not None
        status = str(held(document, resource.status)) if document else ""
        if status in transition.after:
            if resource.listing is not None:
                self._times[operation_type.api].learn(document, resource.listing.modified, item.sent_at)
            return Outcome(state=State.SUCCEEDED, tag=str(held(document or {}, resource.tag) or ""))
        if not self._late(channel, item, begun):
            return None
        words = f"is still {status}" if status else "is gone"
        late_s = max(channel.settle_s, _LATE_MIN_S)
        message = f"it was started, but {late_s:.0f} s later the {resource.name} {words}"
        return Outcome(state=State.REFUSED, code="R160", message=message)
