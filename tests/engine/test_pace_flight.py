"""G6: calls under way adapt to what the server bears."""

import random
from collections import Counter
from collections.abc import Callable
from itertools import count

import anyio
import pytest

from bulkops.core.errors import UnknownOutcomeError
from bulkops.core.http import Request, Response
from bulkops.engine.channel import Channel
from bulkops.engine.pace import Limits
from tests.engine.simulation import FakeClock, channel_to, time_passes

pytestmark = pytest.mark.anyio
GOOD = Response(status=200, body=b"{}")
LATENCY_S = 0.5


class Bearing:
    """A transport to a server whose latency depends on how many calls are under way.

    Args:
        clock: Time.
        latency_s: Seconds that a call takes, by the calls under way when it comes.
    """

    def __init__(self, clock: FakeClock, latency_s: Callable[[int], float]) -> None:
        self.clock = clock
        self.latency_s = latency_s
        self.under_way = 0
        self.seen: list[int] = []
        self.answers: Callable[[], Response] = lambda: GOOD

    async def send(self, _request: Request) -> Response:
        self.under_way += 1
        self.seen.append(self.under_way)
        try:
            await self.clock.sleep(self.latency_s(self.under_way))
            return self.answers()
        finally:
            self.under_way -= 1

    async def aclose(self) -> None:
        """Hold nothing."""


def unlimited(in_flight_max: int) -> Limits:
    return Limits(in_flight_max=in_flight_max, same_request_max=0, failed_request_max=0)


async def write(channel: Channel, number: int) -> None:
    request = Request(api="visma", method="POST", path="/v1/customerinvoice", body=str(number).encode())
    await channel.pace.admit(request)
    try:
        await channel.write(request)
    except UnknownOutcomeError:
        return


async def works(clock: FakeClock, channel: Channel, at_once: int, for_s: float) -> None:
    """Make writes for so long."""
    numbers = count()

    async def work() -> None:
        for number in numbers:
            await write(channel, number)

    async with time_passes(clock), anyio.create_task_group() as group:
        for _ in range(at_once):
            group.start_soon(work)
        await clock.sleep(for_s)
        group.cancel_scope.cancel()


async def fixed(clock: FakeClock, latency_s: Callable[[int], float], at_once: int, for_s: float) -> int:
    """Count the calls that are made in a time when always so many are under way."""
    server = Bearing(clock, latency_s)

    async def work() -> None:
        while True:
            await server.send(Request(api="visma", method="GET", path="/"))

    async with time_passes(clock), anyio.create_task_group() as group:
        for _ in range(at_once):
            group.start_soon(work)
        await clock.sleep(for_s)
        group.cancel_scope.cancel()
    return len(server.seen)


@pytest.mark.parametrize("noise", [0.0, 0.3], ids=["steady", "noisy"])
@pytest.mark.parametrize(
    ("in_flight_max", "slower"),
    [(8, lambda _: 2.0), (64, lambda under_way: 2.0 * under_way / 6)],
    ids=["twice", "twice and more"],
)
async def test_a_server_that_slows_down_past_six(
    clock: FakeClock, in_flight_max: int, slower: Callable[[int], float], noise: float
) -> None:
    chance = random.Random(1)

    def latency_s(under_way: int) -> float:
        return LATENCY_S * (1 + noise * chance.random()) * (1.0 if under_way <= 6 else slower(under_way))

    best = max([await fixed(FakeClock(), latency_s, at_once, 600.0) for at_once in range(4, 9)])
    server = Bearing(clock, latency_s)
    await works(clock, channel_to(server, clock, unlimited(in_flight_max)), in_flight_max, 600.0)
    assert len(server.seen) >= 0.9 * best
    settled = Counter(server.seen[len(server.seen) // 4 :])
    assert max(settled) <= 7
    assert sum(settled[number] for number in (5, 6, 7)) >= 0.9 * settled.total()


async def test_a_server_that_bears_everything_is_used_fully(clock: FakeClock) -> None:
    for for_s in (3.0, 60.0):
        eight = await fixed(FakeClock(), lambda _: LATENCY_S, 8, for_s)
        server = Bearing(FakeClock(), lambda _: LATENCY_S)
        await works(server.clock, channel_to(server, server.clock, unlimited(64)), 64, for_s)
        assert len(server.seen) >= eight
        assert max(server.seen) == 64 or for_s < 60


async def test_it_never_passes_its_limit(clock: FakeClock) -> None:
    server = Bearing(clock, lambda _: LATENCY_S)
    await works(clock, channel_to(server, clock, unlimited(5)), 64, 60.0)
    assert max(server.seen) == 5


async def test_slow_answers_among_many_are_no_sign(clock: FakeClock) -> None:
    chance = random.Random(1)
    server = Bearing(clock, lambda _: LATENCY_S * chance.lognormvariate(0.0, 0.5))
    await works(clock, channel_to(server, clock, unlimited(32)), 32, 600.0)
    assert sum(server.seen[-2000:]) / 2000 >= 24


async def test_one_burst_of_trouble_halves_once(clock: FakeClock) -> None:
    server = Bearing(clock, lambda _: LATENCY_S)
    channel = channel_to(server, clock, unlimited(16))
    await works(clock, channel, 16, 10.0)
    assert channel.pace.in_flight_max == 16
    server.answers = lambda: Response(status=503)
    numbers = count()
    async with time_passes(clock), anyio.create_task_group() as group:
        for _ in range(16):
            group.start_soon(write, channel, next(numbers))
    assert channel.pace.in_flight_max == 8


def lost() -> Response:
    raise UnknownOutcomeError("no answer")


@pytest.mark.parametrize(
    "answer", [lambda: Response(status=429, headers={"retry-after": "1"}), lambda: Response(status=503), lost]
)
async def test_trouble_halves_and_it_recovers(clock: FakeClock, answer: Callable[[], Response]) -> None:
    server = Bearing(clock, lambda _: LATENCY_S)
    channel = channel_to(server, clock, unlimited(16))
    await works(clock, channel, 16, 10.0)
    server.answers = answer
    await works(clock, channel, 1, 0.7)
    server.answers = lambda: GOOD
    assert 4 <= channel.pace.in_flight_max <= 8
    await works(clock, channel, 16, 120.0)
    assert channel.pace.in_flight_max == 16


async def test_a_server_that_gets_slow_for_good_is_not_left_alone(clock: FakeClock) -> None:
    """What calls take now is what they take: fewer calls at once would not make them faster."""
    server = Bearing(clock, lambda _: LATENCY_S)
    channel = channel_to(server, clock, unlimited(16))
    await works(clock, channel, 16, 60.0)
    server.latency_s = lambda _: 4 * LATENCY_S
    await works(clock, channel, 16, 3600.0)
    assert channel.pace.in_flight_max == 16
