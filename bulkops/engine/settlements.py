"""When a run settles what is in doubt: in batches as it ripens, beside other work, and how long it waits for it."""

from collections.abc import Callable

import anyio

from bulkops.core.outcome import State
from bulkops.engine.settle import Settler
from bulkops.engine.settling import Settle
from bulkops.engine.together import until
from bulkops.engine.work import Work

_PAGE = 1000
#: What ripens within so long is looked at together, so that it shares the calls.
_GATHER_S = 20.0


class Settlements:
    """Settles the IN_DOUBT operations of a run while it goes on.

    Args:
        work: What the run works with.
        settle: How far it goes.

    Attributes:
        busy: It is looking at this moment.
    """

    def __init__(self, work: Work, settle: Settle) -> None:
        self.busy = False
        self._work = work
        self._settle = settle
        self._settler = Settler(work)
        self._poked = anyio.Event()
        #: Doubts of sends up to here are waited for when nothing else is to do.
        self._waited_for = work.clock.now()
        self._last = settle is not Settle.ALL
        self._known = False
        self._looking_over = anyio.Lock()
        self._first = self._latest = self._oldest = 0.0

    def doubt(self) -> None:
        """Note that something new is in doubt."""
        self._known = False
        self._poke()

    async def go_on(self, settled: Callable[[], None]) -> None:
        """Settle what is in doubt as it ripens, until cancelled.

        Args:
            settled: Told after each batch.

        Raises:
            JournalError: The journal can no longer be written.
        """
        while True:
            poked = self._poked
            at = await self._due()
            if at is None or at > self._work.clock.now():
                await until(self._work.clock, at, poked)
                continue
            self.busy = True
            try:
                await self._settler.settle()
            finally:
                self.busy = self._known = False
            settled()

    async def awaited(self) -> float | None:
        """Say, when nothing else is to do, from when it can go on: the time of the next look; None: there is none.

        What was in doubt before the run is waited for; what has come to be so since, and what could not be looked up,
        once more.
        """
        if self._settle is Settle.LATER:
            return None
        at = await self._due()
        if self._settle is Settle.RIPE:
            return at if at is not None and self._first <= self._work.clock.now() else None
        if at is not None and self._oldest <= self._waited_for:
            return at
        if self._last:
            return None
        self._last, self._waited_for = True, self._work.clock.now()
        self._settler.stuck.clear()
        self.doubt()
        return await self.awaited()

    def _poke(self) -> None:
        poked, self._poked = self._poked, anyio.Event()
        poked.set()

    async def _due(self) -> float | None:
        """Say when the next batch is to be looked at; None if nothing is in doubt but what was looked at in vain."""
        async with self._looking_over:  # two ask, and neither may see what is found by half
            while not self._known:
                await self._look_over()
        if not self._latest:
            return None
        if self._settle is Settle.RIPE:
            return self._first
        return min(self._latest, self._first + _GATHER_S)

    async def _look_over(self) -> None:
        """Find out when what is in doubt ripens, and when the oldest of it was sent."""
        self._known = True  # before looking: what comes meanwhile is not missed
        self._first = self._oldest = float("inf")
        self._latest, after = 0.0, 0
        if not (await self._work.store.counts()).get(State.IN_DOUBT):
            return
        while items := await self._work.store.pending(State.IN_DOUBT, after, _PAGE):
            after = items[-1].op
            for item in items:
                if item.op in self._settler.stuck:
                    continue
                ripe_at = self._settler.ripe_at(item)
                self._first, self._latest = min(self._first, ripe_at), max(self._latest, ripe_at)
                self._oldest = min(self._oldest, item.sent_at)
