"""Confirm what an answer has only started: read until the document shows it, by list pages where that is cheaper."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from bulkops.core.observed import held
from bulkops.core.operation import OperationType
from bulkops.core.outcome import Outcome, State
from bulkops.engine.channel import Channel
from bulkops.engine.observe import observe_one
from bulkops.engine.ports import Item
from bulkops.engine.receipts import Receipts
from bulkops.engine.sequel import Sequels
from bulkops.engine.sweep import record, sweep, sweepable
from bulkops.engine.work import Work

_PAGE = 1000
_DELAY_MIN_S = 0.25
_DELAY_AFTER_S = 1.0
#: Where something has come to its end, it is looked again when this share of what is left may have.
_SHARE = 0.25
_DELAY_MAX_S = 20.0
_GROWTH = 3.0  # five looks in half a minute: more of the same request the gateway may refuse (`visma-net.md` section 7)
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
        self._receipts = Receipts(work)
        self._sequels = Sequels(work)
        self._delay_s = _DELAY_MIN_S
        self._swept_at = work.clock.monotonic()

    @property
    def stalled(self) -> int:
        """Operations that the server takes so long about that a run does not wait for them."""
        return self._receipts.stalled

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
            How many operations are over by it.
        """
        before, seen, ended, after = self._swept_at, 0, 0, 0
        self._receipts.begin()
        while items := await self._work.store.pending(State.ACCEPTED, after, _PAGE):
            after, seen = items[-1].op, seen + len(items)
            alike: dict[tuple[str, bool], list[Item]] = {}
            for item in items:
                alike.setdefault((item.type, bool(item.receipt)), []).append(item)
            for (name, in_background), group in alike.items():
                ended += await self._look(self._work.registry.types[name], group, in_background=in_background)
            if len(items) < _PAGE:
                break  # what has been accepted meanwhile is for the next sweep
        self._swept_at = self._work.clock.monotonic()
        if ended:
            each_s = (self._swept_at - before) / ended
            self._delay_s = min(max(_DELAY_AFTER_S, _SHARE * (seen - ended) * each_s), _DELAY_MAX_S)
        return ended

    async def _look(self, operation_type: OperationType, items: list[Item], *, in_background: bool) -> int:
        if in_background:
            return await self._receipts.look(operation_type, items)
        if operation_type.sequel is not None:
            return await self._sequels.complete(operation_type, items)
        return await self._moved(operation_type, items)

    async def _moved(self, operation_type: OperationType, items: list[Item]) -> int:
        """Look whether the targets have come to the status that the operation leads to.

        Only a read begun after the settling time proves that nothing came of an operation.
        """
        channel, asked = self._work.channels[operation_type.api], items
        begun = self._work.clock.now()
        if sweepable(operation_type, items):
            since = self._work.times[operation_type.api].since(min(item.sent_at for item in items))
            judge = partial(self._judge, operation_type, begun)
            left, whole = await sweep(self._work, operation_type, items, since, judge)
            asked = [item for item in left if not whole or self._late(channel, item, self._work.clock.now())]
            return len(items) - len(left) + await self._one_by_one(operation_type, channel, asked)
        return await self._one_by_one(operation_type, channel, asked)

    async def _one_by_one(self, operation_type: OperationType, channel: Channel, items: list[Item]) -> int:
        ended = 0
        for item in items:
            begun = self._work.clock.now()
            seen = await observe_one(channel, operation_type.resource, item.target)
            judge = partial(self._judge, operation_type, begun)
            ended += len(await record(self._work, [(item, seen.document or {})], judge))
        return ended

    @staticmethod
    def _late(channel: Channel, item: Item, at: float) -> bool:
        return at >= item.sent_at + max(channel.settle_s, _LATE_MIN_S)

    def _judge(self, operation_type: OperationType, begun: float, item: Item, document: Document) -> Outcome | None:
        channel, resource = self._work.channels[operation_type.api], operation_type.resource
        transition = operation_type.transition
        assert transition is not None
        status = str(held(document, resource.status) or "")
        if status in transition.after:
            if resource.listing is not None:
                times, now = self._work.times[operation_type.api], self._work.clock.now()
                times.learn(document, resource.listing.modified, item.sent_at, now)
            return Outcome(state=State.SUCCEEDED, tag=str(held(document, resource.tag) or ""))
        if not self._late(channel, item, begun):
            return None
        words = f"is still {status}" if status else "is gone"
        late_s = max(channel.settle_s, _LATE_MIN_S)
        message = f"it was started, but {late_s:.0f} s later the {resource.name} {words}"
        return Outcome(state=State.REFUSED, code="R160", message=message)
