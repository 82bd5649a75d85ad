"""Pace: how fast one API is called. The server's own word comes first.

Per company and client one `Pace` admits every call, reads included: `Retry-After` stops everyone, the hourly quota of
the `X-RateLimit-*` headers is kept with a reserve for others, a second's rate is spread evenly, and the same request is
not made more often than the gateway tolerates (`visma-net.md` section 7).
"""

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from bulkops.core.http import Request, Response
from bulkops.engine.ports import Clock

_SAME_WINDOW_S = 60.0
_HOUR_S = 3600.0
_LOOK_S = 0.5  # between looks at a quota that is spent only if all that is under way counts in full
_EPOCH_MIN = 1_000_000.0  # the old gateway gave `X-RateLimit-Reset` as a time, the new one gives seconds left
_NEXT_WINDOW_S = 60.0  # `Reset` comes in whole seconds and wavers by them; a new window is an hour further on
_NUMBER = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What may be asked of one API.

    Attributes:
        in_flight_max: Calls under way at once.
        per_second_max: Calls a second; 0 for no limit of our own.
        per_hour_max: Calls an hour; 0 for the server's quota alone.
        reserve: Share of the hourly quota left to other programs, 0 to 1.
        per_operation_max: Calls a second by operation type.
        same_request_max: Times the very same request may be made within a minute; 0 for no limit.
    """

    in_flight_max: int = 8
    per_second_max: float = 0.0
    per_hour_max: int = 0
    reserve: float = 0.2
    per_operation_max: Mapping[str, float] = field(default_factory=dict)
    same_request_max: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How much of an hour's calls is used, so that the next process goes on from there.

    Attributes:
        end: When it is over, seconds since 1970.
        calls: Calls of ours in it.
        quota: The server's quota for it; 0 where it tells none.
        remaining: Calls that the server has left; meaningless where it tells no quota.
        not_before: No call before this time (`Retry-After`), seconds since 1970.
    """

    end: float = 0.0
    calls: int = 0
    quota: int = 0
    remaining: int = 0
    not_before: float = 0.0


class Even:
    """Spreads calls evenly (GCRA): after a pause at most `burst` calls go at once.

    Args:
        per_second: Calls a second.
        burst: Calls that may go at once.
    """

    __slots__ = ("_interval_s", "_next", "_slack_s")

    def __init__(self, per_second: float, burst: int = 1) -> None:
        self._interval_s = 1.0 / per_second
        self._slack_s = (burst - 1) * self._interval_s
        self._next = 0.0

    def admit(self, now: float) -> float:
        """Take a place and give the seconds to wait for it."""
        due = max(self._next, now)
        self._next = due + self._interval_s
        return max(0.0, due - self._slack_s - now)


class Pace:
    """Admits the calls to one API.

    Args:
        limits: What may be asked.
        clock: Time.
    """

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self.calls = 0
        self.quota = 0
        self.remaining: int | None = None
        self.not_before = 0.0
        self.waiting_for = ""
        self._clock = clock
        self._same: dict[bytes, deque[float]] = {}
        self._window_end = 0.0
        self._window_calls = 0
        self._under_way = 0
        self.limit(limits)

    def limit(self, limits: Limits) -> None:
        """Set the limits."""
        self.limits = limits
        self._rate = Even(limits.per_second_max) if limits.per_second_max else None
        self._per_operation = {name: Even(rate) for name, rate in limits.per_operation_max.items()}

    def window(self) -> Window:
        """Say how much is used of the present hour."""
        return Window(
            end=self._window_end,
            calls=self._window_calls,
            quota=self.quota,
            remaining=self.remaining or 0,
            not_before=self.not_before,
        )

    def go_on(self, window: Window) -> None:
        """Go on from where an earlier process has stopped; a window that is over counts no more."""
        self.not_before = max(self.not_before, window.not_before)
        if window.end > self._clock.now():
            self._window_end, self._window_calls, self.quota = window.end, window.calls, window.quota
            self.remaining = window.remaining if window.quota else None

    async def admit(self, request: Request, operation: str = "") -> None:
        """Wait until a request may be sent, and count it; `end` has to follow."""
        for even in (self._per_operation.get(operation), self._rate):
            if even is not None:
                await self._wait(even.admit(self._clock.monotonic()), "rate")
        while True:
            delay_s, why = self._blocked(request)
            if delay_s <= 0:
                break
            await self._wait(delay_s, why)
        self._count(request)

    async def _wait(self, delay_s: float, why: str) -> None:
        if delay_s > 0:
            self.waiting_for = why
            await self._clock.sleep(delay_s)
            self.waiting_for = ""

    def _blocked(self, request: Request) -> tuple[float, str]:
        now = self._clock.now()
        if now < self.not_before:
            return self.not_before - now, "retry-after"
        if now < self._window_end and self._spent():
            left_s = self._window_end - now
            return min(left_s, _LOOK_S) if self._under_way else left_s, "quota"
        recent = self._same.get(_key(request))
        if self.limits.same_request_max and recent is not None and len(recent) >= self.limits.same_request_max:
            return recent[0] + _SAME_WINDOW_S - now, "same request"
        return 0.0, ""

    def _spent(self) -> bool:
        if self.limits.per_hour_max and self._window_calls >= self.limits.per_hour_max:
            return True
        return self.remaining is not None and self.remaining <= self.quota * self.limits.reserve

    def _count(self, request: Request) -> None:
        now = self._clock.now()
        self.calls += 1
        self._under_way += 1
        if now >= self._window_end:
            self._window_end, self._window_calls, self.remaining = now + _HOUR_S, 0, self.quota or None
        self._window_calls += 1
        if self.remaining is not None:
            self.remaining -= 1  # until the answer says how many are left
        if not self.limits.same_request_max:
            return
        self._forget(now)
        key = _key(request)
        times = self._same.pop(key, None) or deque(maxlen=self.limits.same_request_max)
        times.append(now)
        self._same[key] = times

    def _forget(self, now: float) -> None:
        """Drop requests older than the window; those used longest ago stand in front."""
        while self._same:
            key, times = next(iter(self._same.items()))
            if times[-1] > now - _SAME_WINDOW_S:
                break
            del self._same[key]

    def end(self) -> None:
        """Note that an admitted call is over, answered or not."""
        self._under_way -= 1

    def learn(self, response: Response) -> float:
        """Take the server's word from an answer; give the seconds that a 429 asks to wait, else 0.

        What is still under way may not be counted in the answer yet, so it is taken off what the answer says is left.
        """
        now = self._clock.now()
        remaining, quota = _number(response, "x-ratelimit-remaining"), _number(response, "x-ratelimit-limit")
        reset = _number(response, "x-ratelimit-reset")
        if remaining is not None and quota is not None and reset is not None:
            self.quota, self.remaining = quota, max(0, remaining - self._under_way)
            end = reset if reset > _EPOCH_MIN else now + reset
            if end > self._window_end + _NEXT_WINDOW_S:  # the server has begun another window than we knew of
                self._window_calls = self._under_way
            self._window_end = end
        if response.status != 429:
            return 0.0
        delay_s = float(_number(response, "retry-after") or reset or 60)
        if delay_s > _EPOCH_MIN:
            delay_s -= now
        self.not_before = max(self.not_before, now + delay_s)
        return max(delay_s, 0.0)


def _key(request: Request) -> bytes:
    text = f"{request.method} {request.path} {request.query}".encode()
    return sha256(text + (request.body or b"")).digest()[:12]


def _number(response: Response, name: str) -> int | None:
    text = response.headers.get(name, "").strip()
    return int(text) if _NUMBER.fullmatch(text) else None
