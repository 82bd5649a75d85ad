"""A server of lists that does what the sandbox does not: pass filters over, hold a page back, send elsewhere."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bulkops.core.json import dumps
from tests.runs.folder import Folder

Rows = Callable[[int, int], list[dict[str, Any]]]


@dataclass
class ListServer:
    """What it serves, and what it was asked.

    Attributes:
        total: Rows of the list.
        row: Makes the row of a position, from 0.
        size_max: Most rows of a page.
        gate: Number of a page, and what has to be set before it is given.
        redirect: Where every request is sent instead; empty: nowhere.
        asked: Path and parameters of the requests, in order.
    """

    total: int = 0
    row: Callable[[int], dict[str, Any]] = lambda at: {"referenceNumber": str(at)}
    size_max: int = 1000
    gate: tuple[int, threading.Event] | None = None
    redirect: str = ""
    port: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    held: threading.Event = field(default_factory=threading.Event)

    @property
    def pages(self) -> list[int]:
        return [int(query["pageNumber"]) for _, query in self.asked if "pageNumber" in query]

    def answer(self, path: str, query: dict[str, str]) -> bytes:
        self.asked.append((path, query))
        number, size = int(query["pageNumber"]), min(int(query["pageSize"]), self.size_max)
        if self.gate is not None and number == self.gate[0]:
            self.held.set()
            self.gate[1].wait(60)
        rows = [self.row(at) for at in range((number - 1) * size, min(number * size, self.total))]
        if path.startswith("/api/"):
            link = f"http://127.0.0.2:{self.port}/api/customers/1900-01-01?pageNumber=2"
            last = -(-self.total // size)
            return dumps({"CustomerReponse": rows, "TotalPages": last, "NextPage": link, "LastPage": link})
        metadata = {"totalCount": self.total, "maxPageSize": self.size_max}
        return dumps([{**row, "metadata": metadata} for row in rows])

    def profile(self, folder: Folder) -> None:
        """Write a bulkops.yaml that reaches it."""
        url = f"http://127.0.0.1:{self.port}"
        folder.variables["BULKOPS_TEST_SECRET"] = "canary-list-secret"
        folder.write(
            "bulkops.yaml",
            f"""bulkops: 1
profiles:
  local:
    environment: test
    visma:
      base_url: {url}
      token_url: {url}/connect/token
      tenant_id: demo
      client_id: isv_demo
      client_secret: ${{env:BULKOPS_TEST_SECRET}}
    ddapi:
      base_url: {url}
""",
        )


@contextmanager
def serving_lists(folder: Folder, **options: Any) -> Iterator[ListServer]:
    """Serve a list for as long as the block lasts, with a profile that reaches it."""
    served = ListServer(**options)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _send(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
            self.send_response(status)
            for name, value in (("Content-Length", str(len(body))), *headers):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._send(200, b'{"access_token": "t", "token_type": "Bearer", "expires_in": 3600}')

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if served.redirect:
                self._send(302, b"", ("Location", served.redirect))
                return
            self._send(200, served.answer(parts.path, dict(parse_qsl(parts.query))))

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.port = server.server_port
    served.profile(folder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        if served.gate is not None:
            served.gate[1].set()
        server.shutdown()
        server.server_close()
        thread.join()
