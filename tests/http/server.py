"""A server for these tests: real sockets, one behaviour at a time, and a record of every request that arrived."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Received:
    """One complete request, as it came over the wire; header names in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


Answer = Callable[[Received, asyncio.StreamWriter], Awaitable[None]]


def answer(status: int = 200, body: bytes = b"{}", *fields: tuple[str, str]) -> Answer:
    """Answer in full and keep the connection."""
    head = f"HTTP/1.1 {status} Said\r\nContent-Length: {len(body)}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in fields)
    return raw(head.encode() + b"\r\n" + body, close=False)


def raw(data: bytes, *, close: bool = True) -> Answer:
    """Send these bytes."""

    async def act(request: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        if close:
            writer.close()

    return act


def reset(data: bytes = b"") -> Answer:
    """Send these bytes, then tear the connection down with RST."""

    async def act(request: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        taken = writer.get_extra_info("socket")
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return act


async def never(request: Received, writer: asyncio.StreamWriter) -> None:
    """Keep the connection open and say nothing, until the test ends."""
    await asyncio.Event().wait()


async def drip(request: Received, writer: asyncio.StreamWriter) -> None:
    """Begin an answer and go on a byte at a time."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)


def in_turn(*answers: Answer) -> Answer:
    """Give one answer after the other, the last one again and again."""
    left = list(answers)

    async def act(request: Received, writer: asyncio.StreamWriter) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(request, writer)

    return act


def by_path(**answers: Answer) -> Answer:
    """Choose by the first segment of the path."""

    async def act(request: Received, writer: asyncio.StreamWriter) -> None:
        await answers[request.target.split("/")[1].partition("?")[0]](request, writer)

    return act


@dataclass(slots=True)
class Server:
    """A running server.

    Attributes:
        port: Where it listens on 127.0.0.1.
        answer: What it does with the next request; may be replaced at any time.
        received: Every request, in order of arrival.
        connections: How many connections were made.
    """

    port: int
    answer: Answer
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    tasks: set["asyncio.Task[None] | None"] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def targets(self, prefix: str) -> list[Received]:
        """Requests whose target begins so."""
        return [request for request in self.received if request.target.startswith(prefix)]

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.tasks.add(asyncio.current_task())
        try:
            while not writer.is_closing():
                request = await read_request(reader)
                self.received.append(request)
                await self.answer(request, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except asyncio.CancelledError:
            pass  # the test is over
        finally:
            writer.close()


async def read_request(reader: asyncio.StreamReader) -> Received:
    """Read one request with a body of known length."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(method=method, target=target, headers=headers, body=body)


@asynccontextmanager
async def serving(does: Answer | None = None, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """Run a server on a free loopback port."""
    server = Server(port=0, answer=does or answer())
    listening = await asyncio.start_server(server.talk, "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        tasks = [task for task in server.tasks if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
