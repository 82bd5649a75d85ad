"""A terminal in which the program runs, as a person sits before it."""

import fcntl
import os
import pty
import select
import subprocess
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.runs.folder import TIMEOUT_S, Folder

CTRL_C = "\x03"


@dataclass
class Terminal:
    """A terminal and the program in it.

    Attributes:
        process: The program; its signals come from the terminal, too.
        shown: What it has shown so far.
    """

    process: "subprocess.Popen[str]"
    _end: int
    shown: str = field(default="")

    def read_until(self, words: str) -> None:
        """Wait until the program has shown some words."""
        until = time.monotonic() + TIMEOUT_S
        while words not in self.shown:
            assert time.monotonic() < until, self.shown
            assert self._read(), f"it ended: {self.shown}"

    def press(self, keys: str) -> None:
        os.write(self._end, keys.encode())

    def hang_up(self) -> None:
        """Close the terminal: whoever works in it is told by SIGHUP."""
        os.close(self._end)
        self._end = -1

    def ended(self) -> int:
        """Read until the program ends; give its exit code."""
        while self._end >= 0 and self._read():
            pass
        return self.process.wait(TIMEOUT_S)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._end], [], [], TIMEOUT_S)
        assert ready, f"it hangs: {self.shown}"
        text = b""
        with suppress(OSError):  # Linux says so when the program has ended
            text = os.read(self._end, 65536)
        self.shown += text.decode(errors="replace")
        return bool(text)


@contextmanager
def terminal(folder: Folder, *arguments: str) -> Iterator[Terminal]:
    """Run the program in a terminal of its own for as long as the block lasts."""
    ours, theirs = pty.openpty()

    def sit_down() -> None:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    folder.variables["TERM"] = "xterm"
    process = folder.start(*arguments, stdin=theirs, stdout=theirs, stderr=theirs, preexec_fn=sit_down)
    os.close(theirs)
    shown = Terminal(process, ours)
    try:
        yield shown
    finally:
        process.kill()
        process.wait()
        if shown._end >= 0:
            os.close(shown._end)
