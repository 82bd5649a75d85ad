"""Pace: how fast one API is called. The server's own word comes first.

Per company and client one `Pace` admits every call, reads included: `Retry-After` stops everyone, the hourly quota of
the `X-RateLimit-*` headers is kept with a reserve for others and spent evenly, calls under way adapt to what the server
bears, a second's rate is spread evenly, and the same request is not made more often than the gateway tolerates
(`visma-net.md` section 7). Calls are admitted in the order in which they ask, but for those that wait for themselves
alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import anyio

from bulkops.core.http import Request, Response
from bulkops.engine.even import Even
from bulkops.engine.flight import Flight
from bulkops.engine.identical import Identical
from bulkops.engine.keeping import Keeping
from bulkops.engine.ports import Clock
from bulkops.engine.told import pause_s, told
from bulkops.engine.window import HOUR_S, Quota, Sent, Window

_LOOK_S = 0.5  # between looks at a quota that is spent only if all that is under way counts in full
#: An even spending of the quota is to be over so long before its end; what is then left goes as fast as it can.
_TAIL_S = 60.0
#: Of the calls that the server has left, one in so many may be under way: others may be taking theirs at this moment.
_LEFT_EACH = 4
_TOO_MANY = 429
_OVERLOADED = frozenset({_TOO_MANY, 502, 503, 504})
_ERROR_MIN = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What may be asked of one API.

    Attributes:
        in_flight_max: Calls under way at once.
        per_second_max: Calls a second; 0 for no limit of our own.
        per_hour_max: Calls an hour; 0 for the server's quota alone.
        reserve: Share of the server's hourly quota left to other programs, 0 to 1.
        evenly: Spend an hour's calls evenly over it where they do not suffice, instead of all at its beginning.
        per_operation_max: Calls a second by operation type.
        same_request_max: Times the very same request may be made within a minute; 0 for no limit.
        failed_request_max: Times it may have failed within five minutes and still be made again; 0 for no limit.
    """

    in_flight_max: int = 8
    per_second_max: float = 0.0
    per_hour_max: int = 0
    reserve: float = 0.2
    evenly: bool = True
    per_operation_max: Mapping[str, float] = field(default_factory=dict)
    same_request_max: int = 5
    failed_request_max: int = 2


class Pace:
    """Admits the calls to one API.

    Args:
        limits: What may be asked.
        clock: Time.

    Attributes:
        limits: What may be asked.
        calls: Calls so far.
        wanted: Calls that are still to be made, as far as that is known; None: nobody has said.
        not_before: No call before this time (`Retry-After`), seconds since 1970.
        waiting_for: What calls wait for: `retry-after`, `quota` …; empty: nothing.
        waiting_until: Until when, seconds since 1970; 0.0 where they do not.
        waits: Told of each wait: what for, and until when.
    """

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self.calls = 0
        self.wanted: int | None = None
        self.not_before = 0.0
        self.waiting_for = ""
        self.waiting_until = 0.0
        self.waits: Callable[[str, float], None] = lambda _why, _until: None
        self._clock = clock
        self._quota = Quota()
        self._flight = Flight(limits.in_flight_max)
        self._turn = anyio.Lock(fast_acquire=True)
        self._ended = anyio.Event()
        self._under_way = 0
        self._last_at = 0.0
        self._keeping = Keeping(clock.monotonic())
        self.limit(limits)

    def limit(self, limits: Limits) -> None:
        """Set the limits."""
        self.limits = limits
        self._rate = Even(limits.per_second_max) if limits.per_second_max else None
        self._per_operation = {name: Even(rate) for name, rate in limits.per_operation_max.items()}
        self._identical = Identical(limits.same_request_max, limits.failed_request_max)
        self._flight.allow(limits.in_flight_max)

    @property
    def in_flight_max(self) -> int:
        """Calls that may be under way at once now."""
        return self._flight.limit

    @property
    def under_way(self) -> int:
        """Calls that are made at this moment."""
        return self._under_way

    @property
    def latency_s(self) -> float:
        """Seconds that a call usually takes; 0.0 while not known."""
        return self._flight.latency_s

    @property
    def quota(self) -> int:
        """The server's quota for a window; 0 where it tells none."""
        return self._quota.quota

    @property
    def remaining(self) -> int | None:
        """Calls that the server has left in the present window; None where it tells none."""
        if self._clock.now() >= self._quota.over_at:
            return self._quota.quota or None
        return self._quota.left(self._under_way)

    @property
    def usable(self) -> int | None:
        """Calls that may still be made in the present window; None where nothing limits them."""
        if self._clock.now() >= self._quota.over_at:
            return self.usable_each
        return self._usable()

    @property
    def usable_each(self) -> int | None:
        """Calls that may be made in a whole window; None where nothing limits them."""
        quota = self._quota.quota
        ours = [quota - int(quota * self.limits.reserve)] if quota else []
        return min([*ours, *([self.limits.per_hour_max] if self.limits.per_hour_max else [])], default=None)

    @property
    def window_left_s(self) -> float:
        """Seconds until calls come with the next window; an hour where none has begun."""
        left_s = self._quota.over_at - self._clock.now()
        return left_s if left_s > 0 else HOUR_S

    def window(self) -> Window:
        """Say how much is used of the present hour."""
        quota = self._quota
        return Window(
            end=quota.end,
            calls=quota.calls,
            quota=quota.quota if quota.reported is not None else 0,
            remaining=quota.reported or 0,
            not_before=self.not_before,
        )

    def go_on(self, window: Window) -> None:
        """Go on from where an earlier process has stopped."""
        self.not_before = max(self.not_before, window.not_before)
        self._quota.go_on(window, self._clock.now())
        self._keeping.found(window)

    def to_keep(self) -> Window | None:
        """Give what is to be kept now, durably, for the next process; None where that can wait."""
        window, quota = self.window(), self._quota.quota or self.limits.per_hour_max
        return window if self._keeping.due(window, self.calls, quota, self._clock.monotonic()) else None

    async def admit(self, request: Request, operation: str = "") -> None:
        """Wait until a request may be sent, and count it.

        The call follows: `sent`, and then `answered` or `unanswered`; or `give_back`, if it is not made after all.
        """
        while True:
            delay_s, why = self._of_its_own(request, operation)
            if delay_s > 0:
                await self._wait(delay_s, why)
                continue
            async with self._turn:
                await self._free()
                if self._of_its_own(request, operation)[0] <= 0:
                    self._count(request, operation)
                    return

    def _of_its_own(self, request: Request, operation: str) -> tuple[float, str]:
        """Say how long a request has to wait for what concerns no other, and why."""
        even = self._per_operation.get(operation)
        if even is not None and (delay_s := even.wait_s(self._clock.monotonic())) > 0:
            return delay_s, "pace"
        return self._identical.wait_s(request, self._clock.now())

    async def _free(self) -> None:
        """Wait until any call may go; only the first in the queue stands here."""
        while True:
            now = self._clock.now()
            self._quota.begin(now)
            usable = self._usable()
            if now < self.not_before:
                await self._wait(self.not_before - now, "retry-after")
            elif usable is not None and usable <= 0:
                left_s = self._quota.over_at - now
                await self._wait(min(left_s, _LOOK_S) if self._under_way else left_s, "quota", self._quota.over_at)
            elif self._under_way and self._under_way >= self._together():
                self._ended = anyio.Event()
                await self._ended.wait()
            elif (delay_s := max(self._spread_s(usable, now), self._rate_s())) > 0:
                await self._wait(delay_s, "pace")
            else:
                return

    def _usable(self) -> int | None:
        left, ours = self._quota.left(self._under_way), self.limits.per_hour_max
        server = None if left is None else left - int(self._quota.quota * self.limits.reserve)
        if not ours:
            return server
        ours -= self._quota.calls
        return ours if server is None else min(server, ours)

    def _together(self) -> int:
        """Say how many calls may be under way."""
        if not self._quota.known:
            return 1
        left = self._quota.left(0)
        return self._flight.limit if left is None else min(self._flight.limit, max(1, left // _LEFT_EACH))

    def _spread_s(self, usable: int | None, now: float) -> float:
        """Give the seconds until the next call is due, so that what is left lasts until the window's end."""
        if usable is None or not self.limits.evenly or self.wanted is None or self.wanted <= usable:
            return 0.0
        left_s = self._quota.over_at - _TAIL_S - now
        return max(0.0, self._last_at + left_s / usable - now) if left_s > 0 else 0.0

    def _rate_s(self) -> float:
        return self._rate.wait_s(self._clock.monotonic()) if self._rate is not None else 0.0

    async def _wait(self, delay_s: float, why: str, until: float = 0.0) -> None:
        self.waiting_for, self.waiting_until = why, until or self._clock.now() + delay_s
        self.waits(why, self.waiting_until)
        try:
            await self._clock.sleep(delay_s)
        finally:
            self.waiting_for, self.waiting_until = "", 0.0

    def _count(self, request: Request, operation: str) -> None:
        now = self._clock.now()
        self.calls += 1
        self._under_way += 1
        self._last_at = now
        self._quota.counted()
        if self.wanted:
            self.wanted -= 1
        self._identical.made(request, now)
        for even in (self._rate, self._per_operation.get(operation)):
            if even is not None:
                even.take(self._clock.monotonic())

    def give_back(self) -> None:
        """Note that an admitted call is not made."""
        self._end()

    def sent(self) -> Sent:
        """Note that an admitted call is sent now."""
        return Sent(at=self._clock.now(), began=self._clock.monotonic(), untold=self._quota.untold)

    def unanswered(self, request: Request, sent: Sent, *, left: bool, trouble: bool = True) -> None:
        """Note that a call is over, and that no answer has come.

        Args:
            request: The call.
            sent: When it was sent.
            left: It has left this machine, at least in part.
            trouble: The server or the way to it is to blame.
        """
        self._end()
        if trouble:
            self._flight.trouble(sent.began, self._clock.monotonic())
        if left:
            self._quota.ended_untold()
            self._identical.failed(request, self._clock.now())

    def answered(self, request: Request, sent: Sent, response: Response) -> None:
        """Take the server's word from the answer to a call."""
        now, under_way = self._clock.now(), self._under_way
        self._end()
        word = told(response, now)
        self._quota.answered(word, sent, now, self._under_way)
        if response.status in _OVERLOADED:
            self._flight.trouble(sent.began, self._clock.monotonic())
        elif response.good:
            self._flight.answered(request, sent.began, self._clock.monotonic(), under_way)
        if response.status >= _ERROR_MIN:
            self._identical.failed(request, now)
        if response.status == _TOO_MANY:
            self.not_before = max(self.not_before, now + pause_s(response, now))
            self.waits("retry-after", self.not_before)  # even where no other call is left that would wait for it
            self._quota.doubt()

    def _end(self) -> None:
        self._under_way -= 1
        self._ended.set()
