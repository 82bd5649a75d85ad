"""A proxy for these tests: tunnels by CONNECT and forwards absolute-form requests, always to the one port it was given."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from tests.http.server import Received, read_request


@dataclass(slots=True)
class Proxy:
    """A running proxy.

    Attributes:
        to_port: Where everything goes, whatever host was asked for.
        status: What it answers to CONNECT: 200 opens the tunnel; 0 breaks the connection, -1 never answers.
        received: Heads of the requests it saw.
    """

    to_port: int
    status: int = 200
    port: int = 0
    received: list[Received] = field(default_factory=list)
    tasks: set["asyncio.Task[None] | None"] = field(default_factory=set)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.tasks.add(asyncio.current_task())
        try:
            await self._pass_on(reader, writer)
        except (asyncio.CancelledError, asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await read_request(reader)
        self.received.append(request)
        if self.status == -1:
            await asyncio.Event().wait()
        if self.status == 0:
            return
        if self.status != 200:
            writer.write(f"HTTP/1.1 {self.status} No\r\nContent-Length: 0\r\n\r\n".encode())
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.to_port)
        if request.method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        else:
            far_writer.write(_origin_form(request))
        try:
            await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
        finally:
            far_writer.close()


def _origin_form(request: Received) -> bytes:
    path = "/" + request.target.split("/", 3)[3]
    lines = [f"{request.method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in request.headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + request.body


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def proxying(to_port: int, status: int = 200) -> AsyncIterator[Proxy]:
    """Run a proxy on a free loopback port."""
    proxy = Proxy(to_port=to_port, status=status)
    listening = await asyncio.start_server(proxy.talk, "127.0.0.1", 0)
    proxy.port = listening.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        listening.close()
        tasks = [task for task in proxy.tasks if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
