"""What is seen of a plan, or a check, that takes long to make: a live line, or a line now and then.

A thread shows it: reading a table computes for minutes and leaves an event loop no time.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread

from bulkops.app.making import Making
from bulkops.cli.console import Console, unheard
from bulkops.reporting.words import count_text, duration_text, joined, number_text

_BEAT_S = 0.5
#: What is done by then needs no line.
_SILENT_S = 2.0
#: Seconds between lines where none can be rewritten.
_LINE_S = 10.0
_CLEAR = "\r\x1b[2K"


class MakingProgress:
    """Follows one plan or check.

    Args:
        console: Where it is shown.
        line_s: Seconds between lines where none can be rewritten.
    """

    def __init__(self, console: Console, line_s: float = _LINE_S) -> None:
        self.making = Making()
        self._console = console
        self._line_s = line_s
        self._over = Event()
        self._speaking = Lock()
        self._began = time.monotonic()
        self._shown = False

    @contextmanager
    def shown(self) -> Iterator[Making]:
        """Show progress while the block lasts."""
        thread = Thread(target=self._tell, name="progress", daemon=True)
        if self._console.progress:
            thread.start()
        try:
            yield self.making
        finally:
            self._over.set()
            with self._speaking:  # the line that is being written is the last one
                self._clear()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the live line away while the block says something else."""
        with self._speaking:
            self._clear()
            yield

    def line(self) -> str:
        """Say how far it has come."""
        style, making = self._console.err, self.making
        taken, done = duration_text(time.monotonic() - self._began), making.done
        of = f"{number_text(done, style)} of " if done is not None else ""
        return joined((f"{making.doing} {of}{count_text(making.count, 'operation', style)}", taken), style)

    def _tell(self) -> None:
        beat_s = _BEAT_S if self._console.live else self._line_s
        while not self._over.wait(beat_s):
            with self._speaking:
                if self._over.is_set() or not self.making.doing:
                    continue
                if not self._console.live:
                    self._console.say(self.line())
                elif time.monotonic() - self._began >= _SILENT_S:
                    self._write(_CLEAR + self.line())
                    self._shown = True

    def _clear(self) -> None:
        if self._shown:
            self._write(_CLEAR)
            self._shown = False

    @staticmethod
    def _write(text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except OSError as error:
            unheard(error)
