"""Commands that run to their end without being loaded anew each time; see `warm_server`."""

import atexit
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
#: Only some systems let a process wait for another one and a socket at once.
POSSIBLE = hasattr(os, "pidfd_open")
#: What the client hands on; a process that is given anything else is started as usual.
CARRIED = frozenset({"stdin", "stdout", "stderr", "text", "encoding", "errors"})


def words(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Give the words that start a command quickly; the first time, load the program."""
    # What decides about Python itself, and is the same for all tests.
    python = tuple(sorted((name, value) for name, value in environment.items() if name.startswith("PYTHON")))
    return (sys.executable, "-I", "-S", str(_HERE / "warm_client.py"), _address(python))


@cache
def _address(python: tuple[tuple[str, str], ...]) -> str:
    folder = tempfile.TemporaryDirectory(prefix="bulkops-")
    address = f"{folder.name}/s"
    server = subprocess.Popen(
        [sys.executable, str(_HERE / "warm_server.py"), address],
        env=dict(python),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert server.stdin is not None
    assert server.stdout is not None
    assert server.stdout.readline() == b"ready\n"
    server.stdout.close()

    def end() -> None:
        assert server.stdin is not None
        server.stdin.close()
        server.wait(20)
        folder.cleanup()

    atexit.register(end)
    return address
