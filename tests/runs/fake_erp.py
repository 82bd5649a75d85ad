"""A server that answers as it is told: what real hosts may do and the sandbox does not."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from bulkops.core.json import dumps
from tests.runs.folder import Folder
from tests.runs.served import SECRET, SECRET_NAME

#: Status, header fields, body.
Reply = tuple[int, Mapping[str, str], bytes]
Act = Callable[[str, str, Mapping[str, str], bytes], Reply | None]


def reply(body: Any, status: int = 200, **headers: str) -> Reply:
    return status, {name.replace("_", "-"): value for name, value in headers.items()}, dumps(body)


def token(**members: Any) -> Reply:
    """Answer with an access token."""
    return reply({"access_token": "t", "token_type": "Bearer", "expires_in": 3600, **members})


@dataclass
class FakeErp:
    """What it answers, and what it was asked.

    Attributes:
        act: Given method, path, header fields (names in lower case) and body; None: 404.
        date: Value of `Date`; empty: the time; None: the field is left out.
        asked: Method, path and header fields of the requests, in order.
    """

    act: Act
    date: str | None = ""
    port: int = 0
    asked: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self, method: str) -> list[str]:
        return [path for given, path, _ in self.asked if given == method]


@contextmanager
def faking(act: Act, *, date: str | None = "") -> Iterator[FakeErp]:
    """Serve for as long as the block lasts."""
    fake = FakeErp(act, date)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", 0)))
            path = urlsplit(self.path).path
            fake.asked.append((self.command, path, headers))
            status, fields, content = fake.act(self.command, path, headers, body) or (404, {}, b"")
            self.send_response_only(status)
            if fake.date is not None:
                self.send_header("Date", fake.date or self.date_time_string())
            for name, value in {"Content-Length": str(len(content)), **fields}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - the library's names

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()


def visma_profile(folder: Folder, fake: FakeErp, **settings: str) -> None:
    """Write a profile that reaches Visma.net there."""
    folder.variables[SECRET_NAME] = SECRET
    more = "".join(f"      {name}: {value}\n" for name, value in settings.items())
    folder.write(
        "bulkops.yaml",
        f"""bulkops: 1
profiles:
  fake:
    environment: test
    visma:
      base_url: {fake.url}
      token_url: {fake.url}/token
      tenant_id: tenant-1
      client_id: isv_demo
      client_secret: ${{env:{SECRET_NAME}}}
{more}""",
    )


def ddapi_profile(folder: Folder, url: str, auth: str) -> None:
    """Write a profile that reaches DDAPI at an address."""
    folder.variables[SECRET_NAME] = SECRET
    folder.write(
        "bulkops.yaml",
        f"""bulkops: 1
profiles:
  fake:
    environment: test
    ddapi:
      base_url: {url}
      auth: {auth}
""",
    )
