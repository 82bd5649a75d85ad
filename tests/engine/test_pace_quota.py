"""G6: a quota is used up, window after window, and almost never passed, whatever the gateway and the clocks do."""

from collections.abc import Mapping
from itertools import count
from typing import Any

import anyio
import pytest

from bulkops.core.http import Request
from bulkops.engine.channel import Channel
from bulkops.engine.pace import Limits, Pace
from bulkops.engine.window import Window
from bulkops.providers import REGISTRY
from tests.engine.gateway import Gateway
from tests.engine.simulation import FakeClock, time_passes

pytestmark = pytest.mark.anyio
HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
USED_MIN = 0.98
MANY = 10**9


class Program:
    """Processes of a program that make reads, one after another.

    Args:
        gateway: Where they go.
        limits: How fast.
        at_once: Workers.
        wanted: Reads to come, as far as the program knows.
    """

    def __init__(self, gateway: Gateway, limits: Limits, *, at_once: int, wanted: int | None = MANY) -> None:
        self.gateway = gateway
        self.limits = limits
        self.at_once = at_once
        self.wanted = wanted
        self.kept = Window()
        self._numbers = count()

    async def live(self, until_s: float) -> None:
        """Be one process that makes reads until a time, and is killed then: it leaves what it has kept."""
        clock = self.gateway.clock
        pace = Pace(self.limits, clock)
        pace.wanted = self.wanted
        pace.go_on(self.kept)
        channel = Channel(REGISTRY.providers["visma"], self.gateway, pace, clock)
        channel.keep = self._keep

        async with anyio.create_task_group() as group:
            for _ in range(self.at_once):
                group.start_soon(self._work, channel)
            await clock.sleep(until_s - clock.passed_s)
            group.cancel_scope.cancel()

    async def _keep(self, window: Window) -> None:
        self.kept = window

    async def _work(self, channel: Channel) -> None:
        for number in self._numbers:
            await channel.read(Request(api="visma", method="GET", path=f"/v1/customerinvoice/{number}"))


def check(gateway: Gateway, usable: float = 1.0, *, denied_max: int = 1) -> None:
    shares = gateway.shares()
    assert shares
    assert min(shares) >= USED_MIN * usable, shares
    assert max(gateway.denied.values(), default=0) <= denied_max, gateway.denied


TROUBLE: Mapping[str, Mapping[str, Any]] = {
    "none": {},
    "wavering reset": {"waver_s": 1},
    "an end told too early": {"early_s": 5},
    "headers missing": {"silent": 0.3},
    "others take a third, evenly": {"others": lambda into_s: int(into_s / HOUR_S * 167)},
    "others take a third at once": {"others": lambda into_s: 167 if into_s > 900 else 0},
    "slow": {"latency_s": 20.0},
    "a time, their clock ahead": {"absolute": True, "ahead_s": 300.0},
    "a time, their clock behind": {"absolute": True, "ahead_s": -300.0},
    "all of it": {
        "waver_s": 1,
        "silent": 0.2,
        "latency_s": 3.0,
        "absolute": True,
        "ahead_s": 90.0,
        "others": lambda into_s: int(into_s / HOUR_S * 100),
    },
}


@pytest.mark.parametrize("trouble", TROUBLE)
async def test_windows_of_500(clock: FakeClock, trouble: str) -> None:
    gateway = Gateway(clock, 500, **TROUBLE[trouble])
    clock.advance(1000)  # the first window is joined in the middle
    async with time_passes(clock):
        await Program(gateway, Limits(reserve=0.0), at_once=8).live(12 * HOUR_S)
    check(gateway)
    assert len(gateway.shares()) >= 10


@pytest.mark.parametrize("trouble", TROUBLE)
async def test_windows_that_are_spent_at_once_by_many(clock: FakeClock, trouble: str) -> None:
    gateway = Gateway(clock, 500, **TROUBLE[trouble])
    clock.advance(1000)
    limits = Limits(reserve=0.0, evenly=False, in_flight_max=64)
    async with time_passes(clock):
        await Program(gateway, limits, at_once=64).live(5 * HOUR_S)
    check(gateway)


@pytest.mark.parametrize(("at_once", "evenly"), [(3, True), (64, True), (8, False), (64, False)])
async def test_windows_of_500_over_days(clock: FakeClock, at_once: int, *, evenly: bool) -> None:
    gateway = Gateway(clock, 500, **TROUBLE["all of it"])
    clock.advance(1000)
    limits = Limits(reserve=0.0, evenly=evenly, in_flight_max=at_once)
    async with time_passes(clock):
        await Program(gateway, limits, at_once=at_once).live(2 * DAY_S)
    check(gateway)
    assert len(gateway.shares()) >= 46


@pytest.mark.parametrize("evenly", [True, False], ids=["evenly", "at once"])
async def test_windows_of_15_000(clock: FakeClock, *, evenly: bool) -> None:
    gateway = Gateway(clock, 15_000, waver_s=1, silent=0.1)
    clock.advance(HOUR_S - 100)
    limits = Limits(reserve=0.0, evenly=evenly, in_flight_max=16)
    async with time_passes(clock):
        await Program(gateway, limits, at_once=16).live(3.2 * HOUR_S)
    check(gateway)


@pytest.mark.parametrize("reserve", [0.2, 0.5])
async def test_a_reserve_is_left_to_others(clock: FakeClock, reserve: float) -> None:
    gateway = Gateway(clock, 500, waver_s=1)
    async with time_passes(clock):
        await Program(gateway, Limits(reserve=reserve), at_once=8).live(6 * HOUR_S)
    check(gateway, 1 - reserve, denied_max=0)
    assert max(gateway.shares()) <= 1 - reserve


@pytest.mark.parametrize("trouble", ["none", "all of it"])
async def test_processes_that_are_killed_in_the_middle_of_windows(clock: FakeClock, trouble: str) -> None:
    gateway = Gateway(clock, 500, **TROUBLE[trouble])
    program = Program(gateway, Limits(reserve=0.0), at_once=8)
    async with time_passes(clock):
        while clock.passed_s < 8 * HOUR_S:
            await program.live(clock.passed_s + 500 + gateway.random.random() * 1500)
    check(gateway)


async def test_a_limit_of_ours_holds_though_processes_are_killed(clock: FakeClock) -> None:
    gateway = Gateway(clock, MANY, silent=1.0)
    program = Program(gateway, Limits(per_hour_max=400), at_once=8)
    lives = 0
    async with time_passes(clock):
        while clock.passed_s < 4 * HOUR_S:
            await program.live(clock.passed_s + 900)
            lives += 1
    lost = 400 // 200 + 1 + program.at_once  # of a life: what was not kept yet, and what was under way
    assert 3.9 * 400 <= len(gateway.asked) <= 4 * 400 + lives * lost


async def test_an_even_spending_leaves_no_long_pause(clock: FakeClock) -> None:
    gateway = Gateway(clock, 500)
    async with time_passes(clock):
        await Program(gateway, Limits(reserve=0.0), at_once=8).live(5 * HOUR_S)
    pauses = [after - before for before, after in zip(gateway.asked, gateway.asked[1:], strict=False)]
    assert max(pauses) <= 90


async def test_a_run_that_fits_is_not_slowed(clock: FakeClock) -> None:
    gateway = Gateway(clock, 500)
    program = Program(gateway, Limits(reserve=0.0), at_once=8, wanted=400)
    async with time_passes(clock):
        await program.live(60.0)
    assert gateway.taken.total() >= 400
