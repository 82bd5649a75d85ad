"""Measure HTTP clients against one local server in a second process: POST of ~700 B JSON, answer of ~230 B.

Run: `python -m benchmarks.http_clients [--rounds 5] [--seconds 0.8]`. Libraries that are not installed are left out.
Rounds are interleaved (every client at every load, then again), so that a slow minute of the machine hits all alike.
Requests a second are the median of the rounds. CPU time is what the client's process spent on one request, the least
of the rounds, for other work on the machine can only add to it. The last column is the CPU time at 8 in flight over
that at 64: what is left at 64 of the throughput at 8 on a machine with nothing else to do.
"""

import argparse
import asyncio
import importlib.util
import json
import multiprocessing
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httptools

from bulkops.adapters.auth import BearerAuth
from bulkops.adapters.http import HttpSettings, HttpTransport
from bulkops.core.http import Request
from bulkops.core.secret import Secret

LOADS = (1, 8, 16, 64)
PER_POOL = 8
PATH = "/v2/customerinvoice"
BODY = json.dumps({"customerNumber": {"value": "10000"}, "invoiceText": {"value": "x" * 640}}).encode()
HEADERS = {"Content-Type": "application/json", "Authorization": "Bearer " + "t" * 800}
ANSWER_BODY = json.dumps({"referenceNumber": "100231", "text": "y" * 120}).encode()
ANSWER = (
    b'HTTP/1.1 200 OK\r\nETag: "AAAAAE0YIiI="\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s'
    % (
        len(ANSWER_BODY),
        ANSWER_BODY,
    )
)

Send = Callable[[], Awaitable[None]]
Close = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Client:
    """A way to send: `open` gives what sends one request and reads its answer, and what closes it."""

    name: str
    needs: tuple[str, ...]
    open: Callable[[str, int], Awaitable[tuple[Send, Close]]]


class _Answering(asyncio.Protocol):
    """The server: answers every complete request at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        assert isinstance(self.transport, asyncio.Transport)
        self.transport.write(ANSWER)


def _serve(ready: Any) -> None:
    async def main() -> None:
        server = await asyncio.get_running_loop().create_server(_Answering, "127.0.0.1", 0)
        ready.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def _httpx(module: str, pools: Callable[[int], int]) -> Callable[[str, int], Awaitable[tuple[Send, Close]]]:
    async def opened(base: str, load: int) -> tuple[Send, Close]:
        library = importlib.import_module(module)
        count = pools(load)
        each = -(-load // count)
        limits = library.Limits(max_connections=each, max_keepalive_connections=each)
        clients = [library.AsyncClient(limits=limits, trust_env=False, verify=False) for _ in range(count)]
        busy = [0] * count

        async def send() -> None:
            index = busy.index(min(busy))
            busy[index] += 1
            try:
                response = await clients[index].post(base + PATH, content=BODY, headers=HEADERS)
                assert response.content == ANSWER_BODY
            finally:
                busy[index] -= 1

        async def close() -> None:
            for client in clients:
                await client.aclose()

        return send, close

    return opened


async def _aiohttp(base: str, load: int) -> tuple[Send, Close]:
    library = importlib.import_module("aiohttp")
    session = library.ClientSession(connector=library.TCPConnector(limit=load))

    async def send() -> None:
        async with session.post(base + PATH, data=BODY, headers=HEADERS) as response:
            assert await response.read() == ANSWER_BODY

    return send, session.close


class _Bare(asyncio.Protocol):
    """One connection with nothing but a parser: what the machine can do."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.parser = httptools.HttpResponseParser(self)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        self.done.set_result(None)

    def request(self, message: bytes) -> Awaitable[None]:
        assert isinstance(self.transport, asyncio.Transport)
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport.write(message)
        return self.done


async def _bare(base: str, load: int) -> tuple[Send, Close]:
    host, _, port = base.removeprefix("http://").partition(":")
    loop = asyncio.get_running_loop()
    free = [(await loop.create_connection(_Bare, host, int(port)))[1] for _ in range(load)]
    everyone = list(free)
    fields = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    head = f"POST {PATH} HTTP/1.1\r\nHost: {host}\r\n{fields}Content-Length: {len(BODY)}\r\n\r\n"
    message = head.encode() + BODY

    async def send() -> None:
        connection = free.pop()
        await connection.request(message)
        free.append(connection)

    async def close() -> None:
        for connection in everyone:
            connection.transport.close()

    return send, close


async def _bulkops(base: str, load: int) -> tuple[Send, Close]:
    settings = HttpSettings(api="visma", base_url=base, in_flight_max=load, trust_env=False)
    transport = HttpTransport(settings, BearerAuth(Secret("t" * 800)))
    request = Request(api="visma", method="POST", path=PATH, body=BODY)

    async def send() -> None:
        response = await transport.send(request)
        assert response.body == ANSWER_BODY

    return send, transport.aclose


def _pools_of(size: int) -> Callable[[int], int]:
    return lambda load: -(-load // size)


def _one(_load: int) -> int:
    return 1


CLIENTS = (
    Client("httpx, one client", ("httpx",), _httpx("httpx", _one)),
    Client("httpx, clients of 8", ("httpx",), _httpx("httpx", _pools_of(PER_POOL))),
    Client("httpx2, one client", ("httpx2",), _httpx("httpx2", _one)),
    Client("httpx2, clients of 8", ("httpx2",), _httpx("httpx2", _pools_of(PER_POOL))),
    Client("httpx2, clients of 1", ("httpx2",), _httpx("httpx2", _pools_of(1))),
    Client("bulkops.adapters.http", ("httpx2",), _bulkops),
    Client("aiohttp", ("aiohttp",), _aiohttp),
    Client("bare asyncio and httptools", (), _bare),
)


async def _measure(client: Client, base: str, load: int, seconds: float) -> tuple[float, float]:
    """Requests a second with `load` of them in flight, and microseconds of CPU for each."""
    send, close = await client.open(base, load)
    count = 0
    end = 0.0

    async def work() -> None:
        nonlocal count
        while not count or time.perf_counter() < end:  # one at least, however busy the machine is
            await send()
            count += 1

    await asyncio.gather(*(send() for _ in range(load)))  # connections are made before the clock runs
    start, start_cpu = time.perf_counter(), time.process_time()
    end = start + seconds
    await asyncio.gather(*(work() for _ in range(load)))
    taken, taken_cpu = time.perf_counter() - start, time.process_time() - start_cpu
    await close()
    return count / taken, taken_cpu / count * 1e6


Figures = dict[tuple[str, int], list[tuple[float, float]]]


def _print(figures: Figures, clients: list[Client]) -> None:
    loads = " | ".join(f"{load} in flight" for load in LOADS)
    print(f"| client | {loads} | CPU us at 8 | CPU us at 64 | 64 over 8 |")
    print("|---|" + "---|" * (len(LOADS) + 3))
    for client in clients:
        rate = {load: statistics.median(each[0] for each in figures[client.name, load]) for load in LOADS}
        cpu = {load: min(each[1] for each in figures[client.name, load]) for load in LOADS}
        rates = " | ".join(f"{rate[load]:,.0f}" for load in LOADS)
        print(f"| {client.name} | {rates} | {cpu[8]:,.0f} | {cpu[64]:,.0f} | {cpu[8] / cpu[64]:.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure HTTP clients on this machine.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.8, help="of each client and load, in each round")
    options = parser.parse_args()
    clients = [client for client in CLIENTS if all(importlib.util.find_spec(name) for name in client.needs)]
    ready: Any = multiprocessing.Queue()
    server = multiprocessing.Process(target=_serve, args=(ready,), daemon=True)
    server.start()
    base = f"http://127.0.0.1:{ready.get(timeout=10)}"
    figures: Figures = {(client.name, load): [] for client in clients for load in LOADS}
    for _ in range(options.rounds):
        for client in clients:
            for load in LOADS:
                figures[client.name, load].append(asyncio.run(_measure(client, base, load, options.seconds)))
    server.terminate()
    server.join()
    _print(figures, clients)


if __name__ == "__main__":
    main()
