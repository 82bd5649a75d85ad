"""A run in simulated time: the real engine, store, planning and sandbox; only the clock is not."""

import asyncio
import heapq
import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import anyio
import anyio.lowlevel

from bulkops.adapters.journal.journal import Journal
from bulkops.app.apply import apply, resume
from bulkops.app.compose import System
from bulkops.app.execute import Watch
from bulkops.app.plan import plan
from bulkops.core.http import Request, Response
from bulkops.core.run import RunReport
from bulkops.engine.channel import Channel
from bulkops.engine.manner import Manner
from bulkops.engine.pace import Limits, Pace
from bulkops.engine.ports import Transport
from bulkops.engine.settling import Settle
from bulkops.providers import REGISTRY
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.transport import SandboxTransport

NOW = 1_780_000_200.0  # begins an hour, and a window of the sandbox
Result = TypeVar("Result")
#: Turns of the event loop without anyone at work: who waits for a task that has ended is only waked in the next one.
CALM_TURNS = 3
LONGEST_S = 40 * 24 * 3600.0


class FakeClock:
    """Time that stands still while anyone is at work, and jumps to the next who waits for it when nobody is."""

    def __init__(self, start: float = NOW) -> None:
        self.start = start
        self._now = start
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, anyio.Event]] = []

    def now(self) -> float:
        return self._now

    def monotonic(self) -> float:
        return self._now - self.start

    @property
    def passed_s(self) -> float:
        return self._now - self.start

    def advance(self, delay_s: float) -> None:
        self._now += delay_s

    async def sleep(self, delay_s: float) -> None:
        waked = anyio.Event()
        heapq.heappush(self._sleepers, (self._now + delay_s, next(self._order), waked))
        try:
            await waked.wait()
        finally:
            waked.set()  # who was called away waits no longer

    async def run(self) -> None:
        while True:
            await _all_wait()
            while self._sleepers and self._sleepers[0][2].is_set():
                heapq.heappop(self._sleepers)
            if not self._sleepers:
                await anyio.sleep(0.001)
                continue
            until, _, waked = heapq.heappop(self._sleepers)
            self._now = max(self._now, until)
            assert self.passed_s < LONGEST_S, "time runs away: something waits for what never comes"
            waked.set()


async def _all_wait() -> None:
    """Return when no other task can go on by itself; as `anyio.wait_all_tasks_blocked`, without its tenth of a second."""
    ours, calm = asyncio.current_task(), 0
    while calm < CALM_TURNS:
        await asyncio.sleep(0)
        waits = [task._fut_waiter for task in asyncio.all_tasks() if task is not ours]  # type: ignore[attr-defined]
        calm = calm + 1 if all(wait is not None and not wait.done() for wait in waits) else 0


async def at_once(call: Callable[..., Result], *arguments: object, **_options: object) -> Result:
    """Stand in for `anyio.to_thread.run_sync`: what a thread does takes real time, and none of the simulation's."""
    await anyio.lowlevel.checkpoint()
    return call(*arguments)


@asynccontextmanager
async def time_passes(clock: FakeClock) -> AsyncIterator[None]:
    """Let time pass while the block waits; what it raises comes out as it is."""
    failed: Exception | None = None
    async with anyio.create_task_group() as group:
        group.start_soon(clock.run)
        try:
            yield
        except Exception as error:  # noqa: BLE001 - raised again below, outside the group that would wrap it
            failed = error
        group.cancel_scope.cancel()
    if failed is not None:
        raise failed


@dataclass
class Script:
    """A transport that answers as it is told, and keeps what it was asked.

    Attributes:
        answer: Makes the answer, or raises.
        clock: Time.
        latency_s: Seconds until the answer.
    """

    answer: Callable[[Request], Response]
    clock: FakeClock
    latency_s: float = 0.0
    asked: list[tuple[float, Request]] = field(default_factory=list)

    async def send(self, request: Request) -> Response:
        self.asked.append((self.clock.now(), request))
        answer = None
        try:
            answer = self.answer(request)
        finally:
            if self.latency_s and answer is not None:
                await self.clock.sleep(self.latency_s)
        return answer

    async def aclose(self) -> None:
        """Hold nothing."""


def channel_to(transport: Transport, clock: FakeClock, limits: Limits | None = None, *, api: str = "visma") -> Channel:
    pace = Pace(limits or Limits(same_request_max=0, failed_request_max=0), clock)
    return Channel(REGISTRY.providers[api], transport, pace, clock)


def system_of(
    erp: Erp,
    clock: FakeClock,
    limits: Limits | None = None,
    *,
    settle_s: float = 300.0,
    manner: Manner | None = None,
) -> System:
    """Put a company of the sandbox behind the engine, as a far system would be: with its settling time."""
    transport = SandboxTransport(erp, clock)
    channels = {
        name: Channel(
            REGISTRY.providers[name],
            transport,
            Pace(limits or Limits(), clock),
            clock,
            settle_s=settle_s,
            manner=manner,
        )
        for name in REGISTRY.providers
    }
    return System(
        environment="test",
        company="simulated",
        scope="simulated",
        channels=channels,
        clock=clock,
        sandbox=False,
    )


async def applied(files: Sequence[str], system: System, journal: Journal) -> RunReport:
    made = await plan(files, REGISTRY, system, None)
    try:
        report, end = await apply(made, system, journal, REGISTRY, Watch())
    finally:
        made.draft.close()
    if end.error is not None:
        raise end.error
    return report


async def resumed(system: System, journal: Journal, settle: Settle = Settle.ALL) -> RunReport:
    report, end = await resume(journal.runs()[0].name, system, journal, REGISTRY, Watch(), settle=settle)
    if end.error is not None:
        raise end.error
    return report


def written(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)
