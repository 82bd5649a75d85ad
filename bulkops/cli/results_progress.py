"""What is seen of results while they are written and read again: they may be a million rows."""

import sys
from types import TracebackType
from typing import Self

from bulkops.cli.console import Console
from bulkops.engine.ports import Clock
from bulkops.reporting.words import count_text

_LIVE_S = 0.5
#: Seconds between lines where none can be rewritten.
_LINE_S = 10.0
_CLEAR = "\r\x1b[2K"


class ResultsProgress:
    """Follows one command.

    Args:
        console: Where it is shown.
        clock: Time.
    """

    def __init__(self, console: Console, clock: Clock) -> None:
        self._console = console
        self._clock = clock
        self._every_s = _LIVE_S if console.live else _LINE_S
        self._next_at = clock.monotonic() + self._every_s
        self._last = 0
        self._reading = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._console.live and self._console.progress:
            sys.stderr.write(_CLEAR)

    def told(self, rows: int) -> None:
        """Take how many rows are done; fewer than before: they are read again now."""
        self._reading |= rows < self._last
        self._last = rows
        now = self._clock.monotonic()
        if not self._console.progress or now < self._next_at:
            return
        self._next_at = now + self._every_s
        text = f"{'read again' if self._reading else 'wrote'} {count_text(rows, 'row', self._console.err)}"
        if self._console.live:
            sys.stderr.write(_CLEAR + text)
            sys.stderr.flush()
        else:
            self._console.say(text)
