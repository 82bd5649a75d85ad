"""A sandbox server in a thread of the test's own process, and one in a process that can be killed."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bulkops.core.json import dumps
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.log_line import text
from bulkops.sandbox.server import serve

SCRIPT = """
import asyncio, sys
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.server import serve
from bulkops.sandbox.switches import Switches
erp = Erp(sys.argv[1], Switches(authorization="never"))
asyncio.run(serve(erp, ready=lambda url: print(url, flush=True)))
erp.close()
print("stopped", flush=True)
"""


@dataclass
class Served:
    url: str
    lines: list[str] = field(default_factory=list)

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        assert parts.hostname is not None
        assert parts.port is not None
        return parts.hostname, parts.port

    def connection(self, timeout_s: float = 20) -> HTTPConnection:
        return HTTPConnection(*self.address, timeout=timeout_s)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = self.connection()
        sent = body if isinstance(body, bytes) or body is None else dumps(body)
        try:
            connection.request(method, path, sent, {name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        finally:
            connection.close()


@contextmanager
def served(erp: Erp) -> Iterator[Served]:
    started, stopping = threading.Event(), asyncio.Event()
    server = Served("")
    loop = asyncio.new_event_loop()

    def ready(url: str) -> None:
        server.url = url
        started.set()

    thread = threading.Thread(
        target=lambda: loop.run_until_complete(
            serve(erp, ready=ready, log=lambda entry: server.lines.append(text(entry)), stop=stopping)
        )
    )
    thread.start()
    try:
        assert started.wait(20)
        yield server
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join(20)
        loop.close()


@contextmanager
def killable(state: Path) -> Iterator[tuple[Served, "subprocess.Popen[str]"]]:
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(state)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield Served(process.stdout.readline().strip()), process
    finally:
        process.kill()
        process.wait(20)
        process.stdout.close()
