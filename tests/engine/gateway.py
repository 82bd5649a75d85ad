"""A gateway with a fixed window of calls, as the facts tell of it, on a clock that is exact; and what it can do wrong."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate

from bulkops.core.http import Request, Response
from tests.engine.simulation import FakeClock


@dataclass
class Gateway:
    """A transport to a server that counts.

    Attributes:
        clock: Time; the client's clock.
        limit: Calls of a window.
        window_s: Its length.
        latency_s: Seconds that a call takes; counted after a third of it. Each takes up to half as long again.
        waver_s: The end of the window that it tells wavers by so many seconds, up and down.
        early_s: The end that it tells is so many seconds before the true one.
        silent: Share of the answers that lack the headers.
        absolute: Tells the end as a time by its own clock.
        dated: Its answers bear the time.
        ahead_s: Its clock is ahead of the client's.
        others: Calls that others have made by so many seconds into a window.
        seed: Of what is random.
        taken: Calls of ours that it has taken, by window.
        denied: Calls that it has answered with 429, by window.
        asked: When each call came.
        under_way: Calls under way.
    """

    clock: FakeClock
    limit: int
    window_s: float = 3600.0
    latency_s: float = 0.5
    waver_s: int = 0
    early_s: int = 0
    silent: float = 0.0
    absolute: bool = False
    dated: bool = True
    ahead_s: float = 0.0
    others: Callable[[float], int] = lambda _into_s: 0
    seed: int = 1
    taken: Counter[int] = field(default_factory=Counter)
    denied: Counter[int] = field(default_factory=Counter)
    asked: list[float] = field(default_factory=list)
    under_way: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    async def send(self, _request: Request) -> Response:
        self.under_way += 1
        whole_s = self.latency_s * (1 + self.random.random() / 2)
        await self.clock.sleep(whole_s / 3)
        response = self._counted()
        await self.clock.sleep(whole_s * 2 / 3)
        self.under_way -= 1
        return response

    async def aclose(self) -> None:
        """Hold nothing."""

    def _counted(self) -> Response:
        now = self.clock.now()
        self.asked.append(now)
        number, into_s = divmod(now, self.window_s)
        window, left_s = int(number), self.window_s - into_s
        left = self.limit - self.others(into_s) - self.taken[window]
        headers = self._headers(max(0, left - 1), left_s)
        if left <= 0:
            self.denied[window] += 1
            return Response(status=429, headers=headers | {"retry-after": str(int(left_s) + 1)})
        self.taken[window] += 1
        return Response(status=200, headers=headers, body=b"{}")

    def _headers(self, remaining: int, left_s: float) -> dict[str, str]:
        theirs = self.clock.now() + self.ahead_s
        headers = {"date": formatdate(theirs, usegmt=True)} if self.dated else {}
        if self.random.random() < self.silent:
            return headers
        reset = max(1, int(left_s) + 1 - self.early_s + self.random.randint(-self.waver_s, self.waver_s))
        return headers | {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(remaining),
            "x-ratelimit-reset": str(int(theirs + reset) if self.absolute else reset),
        }

    def shares(self) -> list[float]:
        """Give the share that was used of each whole window that was there for us: not of the first and the last."""
        windows = range(min(self.taken) + 1, max(self.taken))
        return [self.taken[window] / (self.limit - self.others(self.window_s)) for window in windows]
