"""G6: how fast an API is called, on a clock that is exact."""

from collections import Counter
from dataclasses import dataclass

import anyio
import pytest

from bulkops.core.http import Request, Response
from bulkops.engine.channel import Channel
from bulkops.engine.pace import Limits, Pace
from bulkops.engine.window import Window
from tests.engine.simulation import NOW, FakeClock, Script, channel_to, time_passes

pytestmark = pytest.mark.anyio
HOUR_S = 3600.0
GOOD = Response(status=200)


def request(number: int = 0) -> Request:
    return Request(api="visma", method="GET", path=f"/v1/customerinvoice/{number}")


async def learn(pace: Pace, response: Response) -> None:
    wanted = request(int(NOW))
    await pace.admit(wanted)
    pace.answered(wanted, pace.sent(), response)


def too_many(retry_after: str) -> Response:
    return Response(status=429, headers={"retry-after": retry_after})


async def admissions(clock: FakeClock, pace: Pace, requests: list[tuple[Request, str]]) -> list[float]:
    """Ask for all at the same time; give the seconds after which each was admitted, in order."""
    times: list[float] = []

    async def one(wanted: Request, operation: str) -> None:
        await pace.admit(wanted, operation)
        times.append(round(clock.passed_s, 6))
        pace.answered(wanted, pace.sent(), GOOD)

    async with time_passes(clock), anyio.create_task_group() as group:
        for wanted, operation in requests:
            group.start_soon(one, wanted, operation)
    return sorted(times)


async def test_a_rate_is_spread_evenly(clock: FakeClock) -> None:
    pace = Pace(Limits(per_second_max=4), clock)
    times = await admissions(clock, pace, [(request(number), "") for number in range(9)])
    assert times == [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]


async def test_after_a_pause_there_is_no_burst(clock: FakeClock) -> None:
    pace = Pace(Limits(per_second_max=4), clock)
    await admissions(clock, pace, [(request(99), "")])
    clock.advance(10)
    times = await admissions(clock, pace, [(request(number), "") for number in range(3)])
    assert times == [10, 10.25, 10.5]


async def test_a_rate_of_one_operation_leaves_others_alone(clock: FakeClock) -> None:
    pace = Pace(Limits(per_operation_max={"release": 0.5}), clock)
    wanted = [(request(number), name) for number, name in enumerate(["release", "create"] * 3)]
    assert await admissions(clock, pace, wanted) == [0, 0, 0, 0, 2, 4]


@pytest.mark.parametrize("written", ["30", str(int(NOW) + 30)], ids=["seconds", "time"])
async def test_retry_after_stops_everyone(clock: FakeClock, written: str) -> None:
    pace = Pace(Limits(), clock)
    await learn(pace, too_many(written))
    wanted = [(request(number), name) for number, name in enumerate(["create", "release", ""])]
    assert await admissions(clock, pace, wanted) == [30, 30, 30]


async def test_a_pause_is_told_even_where_no_call_waits_for_it(clock: FakeClock) -> None:
    pace = Pace(Limits(), clock)
    told: list[tuple[str, float]] = []
    pace.waits = lambda why, until: told.append((why, until))
    await learn(pace, too_many("30"))
    assert told == [("retry-after", NOW + 30)]


async def test_the_longest_retry_after_counts(clock: FakeClock) -> None:
    pace = Pace(Limits(), clock)
    await learn(pace, GOOD)
    for number in (1, 2):
        await pace.admit(request(number))
    for number, after in ((1, "30"), (2, "5")):
        pace.answered(request(number), pace.sent(), too_many(after))
    assert await admissions(clock, pace, [(request(), "")]) == [30]


async def test_a_429_without_a_time_waits_a_minute(clock: FakeClock) -> None:
    pace = Pace(Limits(), clock)
    await learn(pace, Response(status=429))
    assert await admissions(clock, pace, [(request(), "")]) == [60]


async def test_what_an_earlier_run_was_told_still_holds(clock: FakeClock) -> None:
    pace = Pace(Limits(), clock)
    pace.go_on(Window(not_before=NOW + 12))
    assert await admissions(clock, pace, [(request(), "")]) == [12]


async def test_the_same_request_five_times_a_minute(clock: FakeClock) -> None:
    pace = Pace(Limits(), clock)
    wanted = [(request(1), "")] * 7 + [(request(2), "")] * 3
    assert await admissions(clock, pace, wanted) == [0] * 8 + [60, 60]


async def test_a_limit_of_ours_by_the_hour(clock: FakeClock) -> None:
    pace = Pace(Limits(per_hour_max=3), clock)
    times = await admissions(clock, pace, [(request(number), "") for number in range(7)])
    assert times == [0, 0, 0, HOUR_S, HOUR_S, HOUR_S, 2 * HOUR_S]


@dataclass
class Quota:
    """A server with a fixed window an hour long, in which others may make calls too."""

    clock: FakeClock
    limit: int
    others: int = 0

    def __post_init__(self) -> None:
        self.taken: Counter[int] = Counter()
        self.ours: Counter[int] = Counter()
        self.denied: Counter[int] = Counter()

    def answer(self, _request: Request) -> Response:
        window, into_s = divmod(self.clock.now(), HOUR_S)
        if window not in self.taken:
            self.taken[int(window)] += self.others
        self.taken[int(window)] += 1
        left = self.limit - self.taken[int(window)]
        headers = {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(max(0, left)),
            "x-ratelimit-reset": str(int(HOUR_S - into_s)),
        }
        if left < 0:
            self.denied[int(window)] += 1
            return Response(status=429, headers={**headers, "retry-after": headers["x-ratelimit-reset"]})
        self.ours[int(window)] += 1
        return Response(status=200, headers=headers, body=b"{}")


async def spend(clock: FakeClock, channel: Channel, calls: int, at_once: int) -> None:
    left = iter(range(calls))

    async def work() -> None:
        for number in left:
            await channel.read(request(number))

    async with time_passes(clock), anyio.create_task_group() as group:
        for _ in range(at_once):
            group.start_soon(work)


@pytest.mark.parametrize("at_once", [1, 8, 64])
@pytest.mark.parametrize(("reserve", "usable"), [(0.2, 400), (0.0, 500)])
async def test_a_quota_is_used_up_and_never_passed(clock: FakeClock, reserve: float, usable: int, at_once: int) -> None:
    server = Quota(clock, 500)
    script = Script(server.answer, clock, latency_s=0.5)
    limits = Limits(reserve=reserve, in_flight_max=at_once, same_request_max=0)
    await spend(clock, channel_to(script, clock, limits), 3 * usable + 50, at_once)
    assert server.denied == {}
    assert list(server.ours.values()) == [usable, usable, usable, 50]


@pytest.mark.parametrize("at_once", [1, 64])
async def test_a_quota_is_shared_with_others(clock: FakeClock, at_once: int) -> None:
    server = Quota(clock, 500, others=300)
    script = Script(server.answer, clock, latency_s=0.5)
    await spend(clock, channel_to(script, clock, Limits(reserve=0.2, same_request_max=0)), 250, at_once)
    assert server.denied == {}
    assert list(server.ours.values()) == [100, 100, 50]


async def test_a_limit_by_the_hour_holds_across_processes(clock: FakeClock) -> None:
    first = Pace(Limits(per_hour_max=3), clock)
    await admissions(clock, first, [(request(1), ""), (request(2), "")])
    second = Pace(Limits(per_hour_max=3), clock)
    second.go_on(first.window())
    times = await admissions(clock, second, [(request(3), ""), (request(4), "")])
    assert times == [0, HOUR_S]


async def test_a_new_window_of_the_server_is_a_new_hour_for_our_limit(clock: FakeClock) -> None:
    pace = Pace(Limits(per_hour_max=3, reserve=0.0), clock)
    for left_s in (1800, 1799, 1799):
        headers = {"x-ratelimit-limit": "100", "x-ratelimit-remaining": "50", "x-ratelimit-reset": str(left_s)}
        await learn(pace, Response(status=200, headers=headers))
    clock.advance(1800.5)
    times = await admissions(clock, pace, [(request(number), "") for number in range(3)])
    assert [round(time, 1) for time in times] == [1800.5] * 3


async def test_another_quota_within_a_window_is_believed(clock: FakeClock) -> None:
    """The vendor may raise it, or a reserve of the new one would be more than the old one has left."""
    pace = Pace(Limits(reserve=0.2), clock)
    for quota, left in ((100, 97), (100_000, 99_990)):
        told = {"x-ratelimit-limit": str(quota), "x-ratelimit-remaining": str(left), "x-ratelimit-reset": "1800"}
        await learn(pace, Response(status=200, headers=told))
    assert pace.remaining == 99_990
    times = await admissions(clock, pace, [(request(number), "") for number in range(20)])
    assert max(times) < 60
