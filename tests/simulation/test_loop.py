"""Simulated time: it jumps, it goes on where a loop is kept busy, and it says when nothing can happen any more."""

import anyio
import pytest

from bulkops.simulation.loop import SimulatedClock, SimulatedLoop, StuckError, options


def run(work: object) -> float:
    loop = SimulatedLoop()
    anyio.run(work, backend_options=dict(options(loop)))  # type: ignore[arg-type]
    return loop.time()


def test_a_day_passes_at_once() -> None:
    assert run(lambda: anyio.sleep(86_400)) == pytest.approx(86_400, abs=1)


def test_time_passes_while_a_cancellation_waits_for_a_shielded_call() -> None:
    async def shielded() -> None:
        with anyio.CancelScope(shield=True):
            await anyio.sleep(2)

    async def work() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(shielded)
            await anyio.sleep(0.1)
            group.cancel_scope.cancel()

    assert run(work) == pytest.approx(2, abs=0.1)


def test_it_says_when_everything_waits_for_nothing() -> None:
    with pytest.raises(StuckError, match="nothing is left that could happen"):
        run(lambda: anyio.Event().wait())


def test_it_says_when_something_waits_for_ever() -> None:
    async def polls() -> None:
        while True:  # noqa: ASYNC110
            await anyio.sleep(60)  # as what polls for an event that never comes

    with pytest.raises(StuckError, match="time runs away"):
        run(polls)


def test_the_clock_begins_when_it_is_told_to() -> None:
    loop = SimulatedLoop()
    clock = SimulatedClock(loop, 1000.0)
    anyio.run(clock.sleep, 5.0, backend_options=dict(options(loop)))
    assert clock.now() == pytest.approx(1005, abs=0.01)
    assert clock.monotonic() == pytest.approx(5, abs=0.01)
