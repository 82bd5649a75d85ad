"""Reads are repeated within bounds, writes never are."""

from collections.abc import Callable

import pytest

from bulkops.core.errors import NotSentError, RemoteError, UnknownOutcomeError
from bulkops.core.http import Request, Response
from tests.engine.simulation import FakeClock, Script, channel_to, time_passes

pytestmark = pytest.mark.anyio
READ = Request(api="visma", method="GET", path="/v1/customerinvoice/1")
WRITE = Request(api="visma", method="POST", path="/v2/customerinvoice", body=b"{}")
Answer = Response | Exception


def in_turn(*answers: Answer) -> Callable[[Request], Response]:
    left = list(answers)

    def answer(_request: Request) -> Response:
        found = left.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    return answer


GOOD, BUSY = Response(status=200, body=b"{}"), Response(status=503)
LOST, UNSENT = UnknownOutcomeError("it broke"), NotSentError("it is down")


@pytest.mark.parametrize(
    ("answers", "waited_s"),
    [
        ([GOOD], 0),
        ([Response(status=404)], 0),
        ([BUSY, GOOD], 1),
        ([LOST, BUSY, GOOD], 6),
        ([UNSENT, GOOD], 1),
        ([LOST, Response(status=500), Response(status=502), GOOD], 26),
        ([Response(status=429, headers={"retry-after": "40"}), GOOD], 40),
    ],
)
async def test_a_read_that_comes_through(clock: FakeClock, answers: list[Answer], waited_s: float) -> None:
    script = Script(in_turn(*answers), clock)
    async with time_passes(clock):
        assert (await channel_to(script, clock).read(READ)).status in {200, 404}
    assert len(script.asked) == len(answers)
    assert clock.passed_s == waited_s


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([BUSY, BUSY, BUSY, BUSY], "R111"),
        ([LOST, LOST, LOST, LOST], "R111"),
        ([Response(status=403)], "R110"),
        ([Response(status=400, body=b'{"message": "no"}')], "R110"),
        ([RemoteError("denied", code="R014")], "R014"),
    ],
)
async def test_a_read_that_does_not(clock: FakeClock, answers: list[Answer], code: str) -> None:
    script = Script(in_turn(*answers), clock)
    async with time_passes(clock):
        with pytest.raises(RemoteError) as caught:
            await channel_to(script, clock).read(READ)
    assert caught.value.code == code
    assert len(script.asked) == len(answers)


@pytest.mark.parametrize(
    "answer", [GOOD, BUSY, Response(status=429), LOST, UNSENT], ids=lambda answer: str(answer)[:30]
)
async def test_a_write_is_sent_once(clock: FakeClock, answer: Answer) -> None:
    script = Script(in_turn(answer), clock)
    try:
        await channel_to(script, clock).write(WRITE)
    except RemoteError:
        assert isinstance(answer, RemoteError)
    assert len(script.asked) == 1
