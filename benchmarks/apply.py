"""Apply creates over HTTP, journal and all, beside a bare loop that sends the same requests and writes nothing down.

Run: `python -m benchmarks.apply [--rounds 3] [--count 2000] [--latency-ms 0]`. The server is a second process; without
a latency it answers every request at once, so that all the time is the client's own. Both sides send through the same
`HttpTransport`, with as many requests in flight. The time of `apply` is that of its second half: a plan goes into the
journal, every step is sent, every intent and outcome is made durable, the run is reported.
"""

import argparse
import asyncio
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httptools

from benchmarks.manifests import manifest, small_create
from benchmarks.measure import table
from bulkops.adapters.auth import BearerAuth
from bulkops.adapters.clock import SystemClock
from bulkops.adapters.http import HttpSettings, HttpTransport
from bulkops.adapters.journal.journal import Journal
from bulkops.app.apply import apply
from bulkops.app.compose import System
from bulkops.app.execute import Watch
from bulkops.app.plan import Plan, Planning, plan
from bulkops.core.outcome import State
from bulkops.core.secret import Secret
from bulkops.engine.channel import Channel
from bulkops.engine.manner import Manner
from bulkops.engine.pace import Limits, Pace
from bulkops.engine.ports import Item
from bulkops.engine.request import write_request
from bulkops.providers import REGISTRY

LOADS = (8, 64)


@dataclass(frozen=True, slots=True)
class Taken:
    """Wall and CPU seconds of one way to send `count` requests."""

    count: int
    wall_s: float
    cpu_s: float


class _Answering(asyncio.Protocol):
    """The server: a new number for every complete request."""

    numbers = iter(range(100_000, 1 << 62))

    def __init__(self, latency_s: float) -> None:
        self.latency_s = latency_s

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        if self.latency_s:
            asyncio.get_running_loop().call_later(self.latency_s, self.answer)
        else:
            self.answer()

    def answer(self) -> None:
        assert isinstance(self.transport, asyncio.Transport)
        self.transport.write(
            b"HTTP/1.1 201 Created\r\nLocation: https://erp.example/v2/customerinvoice/%d\r\n"
            b'ETag: "AAAAAE0YIiI="\r\nContent-Length: 0\r\n\r\n' % next(self.numbers)
        )


def _serve(ready: Any, latency_s: float) -> None:
    async def main() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: _Answering(latency_s), "127.0.0.1", 0)
        ready.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def _transport(base: str, load: int) -> HttpTransport:
    settings = HttpSettings(api="visma", base_url=base, in_flight_max=load, trust_env=False)
    return HttpTransport(settings, BearerAuth(Secret("t" * 800)))


def _system(base: str, load: int) -> System:
    clock = SystemClock()
    pace = Pace(Limits(in_flight_max=load), clock)
    channel = Channel(REGISTRY.providers["visma"], _transport(base, load), pace, clock)
    return System(
        environment="test",
        company="Benchmark",
        scope="benchmark",
        channels={"visma": channel},
        clock=clock,
        sandbox=False,
    )


async def _planned(file: Path, system: System) -> Plan:
    return await plan([str(file)], REGISTRY, system, None, Planning(offline=True))


async def _timed(count: int, work: Callable[[], Awaitable[None]]) -> Taken:
    started, started_cpu = time.perf_counter(), time.process_time()
    await work()
    return Taken(count, time.perf_counter() - started, time.process_time() - started_cpu)


async def _bare(file: Path, count: int, base: str, load: int) -> Taken:
    made = await _planned(file, _system(base, load))
    requests = [
        write_request(
            REGISTRY.types[step.type],
            REGISTRY.provider_of(REGISTRY.types[step.type]),
            Item(op=step.seq, id=step.id, type=step.type, body=step.body),
            Manner(),
        )
        for step in made.draft.steps()
    ]
    made.draft.close()
    transport = _transport(base, load)
    left = iter(requests)

    async def worker() -> None:
        for request in left:
            response = await transport.send(request)
            assert response.status == 201

    async def work() -> None:
        await asyncio.gather(*(worker() for _ in range(load)))

    taken = await _timed(count, work)
    await transport.aclose()
    return taken


async def _applied(file: Path, count: int, base: str, load: int) -> Taken:
    system = _system(base, load)
    made = await _planned(file, system)
    with tempfile.TemporaryDirectory(dir=file.parent) as folder, Journal.open(Path(folder) / "journal.db") as journal:

        async def work() -> None:
            report, end = await apply(made, system, journal, REGISTRY, Watch())
            assert end.error is None, end.error
            assert report.count(State.SUCCEEDED) == count, report.counts

        taken = await _timed(count, work)
    made.draft.close()
    await system.channels["visma"]._transport.aclose()  # noqa: SLF001 - a system closes what it has opened, and this one was put together here
    return taken


def run(rounds: int, count: int, latency_s: float = 0.0) -> str:
    """Measure, and give a table."""
    ready: Any = multiprocessing.Queue()
    server = multiprocessing.Process(target=_serve, args=(ready, latency_s), daemon=True)
    server.start()
    base = f"http://127.0.0.1:{ready.get(timeout=10)}"
    figures: dict[tuple[str, int, int], list[Taken]] = {}
    with tempfile.TemporaryDirectory() as made:
        files = {size: manifest(Path(made), "creates", size, small_create) for size in (count, 2 * count)}
        ways = {("bare loop", count, load): _bare for load in LOADS}
        ways |= {("bulkops apply", count, load): _applied for load in LOADS}
        ways["bulkops apply", 2 * count, LOADS[0]] = _applied
        for _ in range(rounds):
            for (name, size, load), way in ways.items():
                taken = asyncio.run(way(files[size], size, base, load))
                figures.setdefault((name, size, load), []).append(taken)
    server.terminate()
    server.join()
    return _table(figures, count)


def _table(figures: dict[tuple[str, int, int], list[Taken]], count: int) -> str:
    wall = {key: statistics.median(taken.wall_s for taken in found) for key, found in figures.items()}
    cpu = {key: statistics.median(taken.cpu_s for taken in found) for key, found in figures.items()}
    rows = []
    for name, size, load in figures:
        key, bare = (name, size, load), ("bare loop", count, load)
        rows.append(
            [
                f"{name}, {size:,}, {load} in flight",
                f"{wall[key]:.2f}",
                f"{size / wall[key]:,.0f}",
                f"{cpu[key] / size * 1e6:,.0f}",
                f"{wall[key] / size / (wall[bare] / count):.2f}",
                f"{cpu[key] / size / (cpu[bare] / count):.2f}",
            ]
        )
    few, many = ("bulkops apply", count, LOADS[0]), ("bulkops apply", 2 * count, LOADS[0])
    wide = ("bulkops apply", count, LOADS[1])
    notes = (
        f"Time for {2 * count:,} over time for {count:,}: {wall[many] / wall[few]:.2f},"
        f" CPU {cpu[many] / cpu[few]:.2f}. "
        f"Throughput of apply at {LOADS[1]} in flight over that at {LOADS[0]}: {wall[few] / wall[wide]:.2f}."
    )
    head = ("way", "s", "requests/s", "CPU us each", "time, ratio to bare", "CPU, ratio to bare")
    return f"{table(head, rows)}\n\n{notes}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure `bulkops apply` over HTTP.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--count", type=int, default=2_000, help="creates; the last row has twice as many")
    parser.add_argument("--latency-ms", type=float, default=0.0, help="of the server, for each answer")
    options = parser.parse_args()
    print(run(options.rounds, options.count, options.latency_ms / 1e3))


if __name__ == "__main__":
    main()
