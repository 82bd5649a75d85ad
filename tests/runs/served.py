"""The sandbox as a process of its own, reached over loopback."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from bulkops.core.json import dumps
from tests.runs.folder import Folder

#: Where many processes are killed and the server is kept busy besides.
PATIENT_S = 2.0
SECRET = "canary-6f1d3b0a-secret"
SECRET_NAME = "BULKOPS_TEST_SECRET"


@dataclass
class Server:
    """A sandbox that is served.

    Attributes:
        folder: Whose sandbox.
        port: Where it listens, also when it is started again.
        process: The process; None while it is down.
    """

    folder: Folder
    port: int
    process: "subprocess.Popen[str] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        words = ["sandbox", "serve", "--quiet", "--port", str(self.port), "--state", str(self.folder.state)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bulkops", *words],
            cwd=self.folder.path,
            env=self.folder.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == self.url

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self.process is None:
            return
        self.process.send_signal(number)
        self.process.wait(20)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None

    def switch(self, **switches: Any) -> None:
        """Change how it behaves while it runs."""
        parts = urlsplit(self.url)
        connection = HTTPConnection(f"{parts.hostname}:{parts.port}", timeout=20)
        connection.request("PUT", "/_sandbox/switches", dumps(switches))
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        connection.close()

    def profile(self, settle_s: float = 1.5, /, **settings: str) -> None:
        """Write a bulkops.yaml that reaches it; `settings` are further lines of `visma`.

        Within `settle_s` it has done what it was asked for, however busy the machine is.
        """
        settings = {
            "timeouts": f"{{connect_s: 5, read_s: 20, settle_s: {settle_s}, background_s: {settle_s}}}"
        } | settings
        # Tests do within seconds what takes others minutes; how often one request is made is tested with the pace.
        settings = {"limits": "{same_request_max: 0, failed_request_max: 0}"} | settings
        more = "".join(f"      {name}: {value}\n" for name, value in settings.items())
        self.folder.write(
            "bulkops.yaml",
            f"""bulkops: 1
profiles:
  local:
    environment: test
    visma:
      base_url: {self.url}
      token_url: {self.url}/connect/token
      tenant_id: demo
      client_id: isv_demo
      client_secret: ${{env:{SECRET_NAME}}}
{more}    ddapi:
      base_url: {self.url}
      timeouts: {{connect_s: 5, read_s: 20, settle_s: {settle_s}}}
""",
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Folder, **switches: Any) -> Iterator[Server]:
    """Serve a folder's sandbox for as long as the block lasts, with a profile that reaches it."""
    folder.switch(**{"client_secret": SECRET, **switches})
    folder.variables[SECRET_NAME] = SECRET
    server = Server(folder, free_port())
    server.profile()
    server.start()
    try:
        yield server
    finally:
        server.stop(signal.SIGKILL)
