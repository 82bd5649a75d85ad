"""Background calls of a run: found done by list pages where there are many, asked after one by one where not.

One call is asked after no more than five times a minute, and then ever less often (`visma-net.md`, section 6).
"""

from collections.abc import Mapping
from functools import partial
from math import inf
from typing import Any

from bulkops.core.errors import RemoteError
from bulkops.core.json import loads
from bulkops.core.observed import held
from bulkops.core.operation import OperationType
from bulkops.core.outcome import Outcome, State
from bulkops.engine.background import ask
from bulkops.engine.lookup import Lookup
from bulkops.engine.ports import Item
from bulkops.engine.sweep import MOVED, sweep, sweepable
from bulkops.engine.together import together
from bulkops.engine.work import Work
from bulkops.planning.diff import holds, shows

Document = Mapping[str, Any]
_DELAY_MIN_S = 1.0
_GROWTH = 3.0
_DELAY_MAX_S = 60.0
#: Calls asked after one by one in a sweep, at most.
_ASKED_MAX = 100
#: Where list pages show what is done: so many of the oldest are asked after first, and more if these are over.
_SAMPLE = 8
#: Where list pages show what is done, a call is left to them for so long.
_PATIENCE_S = 20.0
#: However short the profile says that calls take, a run waits this long for one of them to be over.
_STALLED_MIN_S = 60.0


class Receipts:
    """Watches the operations whose calls are carried out in the background.

    Args:
        work: What the run works with.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        #: When a call is asked after next, and how long after the time before, by operation.
        self._turns: dict[int, tuple[float, float]] = {}
        #: When a call was last seen to be over: a queue that moves on is waited for.
        self._moved_at = work.clock.now()
        self.stalled = 0

    def begin(self) -> None:
        """Begin a sweep."""
        self.stalled = 0

    async def look(self, operation_type: OperationType, items: list[Item]) -> int:
        """Look once at operations of one type.

        Returns:
            How many are over by it.
        """
        told: dict[int, State] = {}
        open_items = items
        if _pageable(operation_type, items):
            open_items = await self._seen_in_pages(operation_type, items)
            await self._sample(operation_type, self._overdue(items, open_items), told)
        else:
            await self._ask_all(operation_type, [item for item in items if self._due(item)][:_ASKED_MAX], told)
        now, left = self._work.clock.now(), [item for item in open_items if item.op not in told]
        if len(left) < len(items):
            self._moved_at = now
        late = now - max(self._work.channels[operation_type.api].background_s, _STALLED_MIN_S)
        self.stalled += sum(max(item.sent_at, self._moved_at) < late for item in left)
        # What has been told may be that the work has only started.
        return len(items) - len(open_items) + sum(state is not State.ACCEPTED for state in told.values())

    def _overdue(self, items: list[Item], left: list[Item]) -> list[Item]:
        """Choose those that pages should have shown, oldest first.

        While pages show that a queue moves on, only what was sent well before the newest that is done is suspicious.
        """
        still = {item.op for item in left}
        newest = max((item.sent_at for item in items if item.op not in still), default=inf)
        latest = min(self._work.clock.now(), newest) - _PATIENCE_S
        return sorted((item for item in left if item.sent_at <= latest), key=lambda item: item.sent_at)

    async def _sample(self, operation_type: OperationType, overdue: list[Item], told: dict[int, State]) -> None:
        """Ask after the oldest; as long as these turn out to be over, after more and more of the others."""
        first, size = 0, _SAMPLE
        while group := overdue[first : min(first + size, _ASKED_MAX)]:
            await self._ask_all(operation_type, [item for item in group if self._due(item)], told)
            if not all(item.op in told for item in group):
                return  # what was sent later will hardly be over
            first, size = first + size, 2 * size

    def _due(self, item: Item) -> bool:
        return self._work.clock.monotonic() >= self._turns.get(item.op, (0.0, 0.0))[0]

    async def _ask_all(self, operation_type: OperationType, items: list[Item], told: dict[int, State]) -> None:
        await together(partial(self._ask, operation_type, item, told) for item in items)

    async def _ask(self, operation_type: OperationType, item: Item, told: dict[int, State]) -> None:
        outcome = await ask(self._work, operation_type, item)
        if outcome is None:
            delay_s = min(self._turns.get(item.op, (0.0, _DELAY_MIN_S / _GROWTH))[1] * _GROWTH, _DELAY_MAX_S)
            self._turns[item.op] = (self._work.clock.monotonic() + delay_s, delay_s)
            return
        self._turns.pop(item.op, None)
        await self._work.end(item, outcome)
        told[item.op] = outcome.state

    async def _seen_in_pages(self, operation_type: OperationType, items: list[Item]) -> list[Item]:
        """Record what list pages show to be done; give what is left."""
        try:
            if not operation_type.targeted:
                return await self._created(operation_type, items)
            since = self._work.times[operation_type.api].since(min(item.sent_at for item in items))
            judge = partial(_done, operation_type)
            left, _whole = await sweep(self._work, operation_type, items, since, judge, whole_rows=True)
        except RemoteError as error:
            if error.code != MOVED:  # documents come and go while they are listed: then each call is asked after
                raise
            return items
        return left

    async def _created(self, operation_type: OperationType, items: list[Item]) -> list[Item]:
        lookup, left = Lookup(self._work, items), []
        await lookup.prepare()
        for item in items:
            found = lookup.prepared(item)
            if len(found) != 1 or not holds(operation_type.fields, loads(item.payload), found[0]):
                left.append(item)
                continue
            resource = operation_type.resource
            number, tag = str(held(found[0], resource.number)), str(held(found[0], resource.tag) or "")
            await self._work.end(item, Outcome(state=State.SUCCEEDED, number=number, tag=tag))
        return left


def _pageable(operation_type: OperationType, items: list[Item]) -> bool:
    """Say whether list pages show that operations are done, and are the cheaper way to see it."""
    return sweepable(operation_type, items) and operation_type.shows_done


def _done(operation_type: OperationType, item: Item, document: Document) -> Outcome | None:
    resource = operation_type.resource
    tag = str(held(document, resource.tag) or "")
    if operation_type.transition is not None:
        done = str(held(document, resource.status) or "") in operation_type.transition.after
    else:
        wanted, before = loads(item.payload), loads(item.before) if item.before else None
        moved = bool(item.tag) and tag != item.tag and shows(operation_type.fields, wanted, before)
        done = moved and holds(operation_type.fields, wanted, document, before)
    return Outcome(state=State.SUCCEEDED, tag=tag) if done else None
