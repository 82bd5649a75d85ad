"""`bulkops sandbox serve` as a process of its own."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit


class Server:
    """A server in a folder, and what it has printed once it has ended."""

    def __init__(self, folder: Path, *words: str) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("BULKOPS_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bulkops", "sandbox", "serve", "--port", "0", *words],
            cwd=folder,
            env=environment | {"PYTHONWARNINGS": "error"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.first = self.process.stdout.readline()
        self.out = ""
        self.err = ""

    @property
    def url(self) -> str:
        found = re.search(r"http://[^\"\s]+", self.first)
        assert found, self.end()
        return found[0]

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, bytes]:
        parts = urlsplit(self.url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        try:
            sent = body if isinstance(body, (str, bytes)) or body is None else json.dumps(body)
            connection.request(method, path, sent, {name.replace("_", "-"): each for name, each in headers.items()})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def token(self) -> str:
        form = {"grant_type": "client_credentials", "client_id": "a", "client_secret": "sandbox", "tenant_id": "t"}
        token = json.loads(self.ask("POST", "/connect/token", urlencode(form))[1])["access_token"]
        return f"Bearer {token}"

    def end(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        out, self.err = self.process.communicate(timeout=30)
        self.out = self.first + out
        return self.process.returncode


@contextmanager
def serving(folder: Path, *words: str) -> Iterator[Server]:
    server = Server(folder, *words)
    try:
        yield server
    finally:
        server.process.kill()
        server.process.communicate(timeout=30)
