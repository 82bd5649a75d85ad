"""Where output goes and how it is dressed: data to stdout, everything else to stderr."""

import errno
import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from shutil import get_terminal_size
from typing import Any, TextIO

from bulkops.cli.outlet import mute
from bulkops.core.finding import Finding
from bulkops.core.place import Place
from bulkops.reporting.style import Style

WIDTH_ELSEWHERE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """The two streams and their styles.

    Attributes:
        out: Style of stdout.
        err: Style of stderr.
        progress: Whether progress is shown.
        live: Whether stderr is a terminal on which a line can be rewritten.
        verbose: How many times `-v` was given.
    """

    out: Style
    err: Style
    progress: bool = True
    live: bool = False
    verbose: int = 0

    def data(self, lines: Iterable[str]) -> None:
        """Print data.

        Raises:
            BrokenPipeError: Nobody reads it any more.
            UsageError: It takes no more, such as for want of room.
        """
        for line in lines:
            sys.stdout.write(line + "\n")
        sys.stdout.flush()

    def json(self, value: Mapping[str, Any]) -> None:
        """Print an object as JSON, readable."""
        self.data([json.dumps(value, ensure_ascii=False, indent=2)])

    def say(self, text: str = "") -> None:
        """Print to the user, beside the data."""
        say(text)

    def findings(self, findings: Iterable[Finding], total: int) -> None:
        """Print findings with what stands at their places."""
        from bulkops.reporting.findings import findings_text  # noqa: PLC0415 - only where there are any

        for block in findings_text(tuple(findings), excerpt_of, self.err, total=total):
            self.say(block)


def say(text: str) -> None:
    """Print a line to stderr; where nobody reads it any more, what is going on goes on all the same."""
    try:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
    except OSError as error:
        unheard(error)


def unheard(error: OSError) -> None:
    """Write nowhere from now on what nobody reads: the reader of stderr has gone, or its terminal was closed.

    Raises:
        OSError: It is another error.
    """
    if error.errno not in {errno.EPIPE, errno.EIO}:
        raise error
    mute(sys.stderr)


def console_of(color: str, *, progress: bool, verbose: int) -> Console:
    """Look at the streams and the environment.

    Args:
        color: `auto`, `always` or `never`; `NO_COLOR` holds for `auto`.
        progress: Show progress.
        verbose: How many times `-v` was given.
    """
    live = sys.stderr.isatty() and os.environ.get("TERM", "") not in {"", "dumb"}
    return Console(
        out=_style(sys.stdout, color), err=_style(sys.stderr, color), progress=progress, live=live, verbose=verbose
    )


def _style(stream: TextIO, color: str) -> Style:
    terminal = stream.isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    colour = color == "always" or (color == "auto" and terminal and not plain)
    unicode = (stream.encoding or "").lower().replace("-", "") in {"utf8", "utf16", "utf32"}
    width = get_terminal_size((WIDTH_ELSEWHERE, 24)).columns if terminal else WIDTH_ELSEWHERE
    return Style(colour=colour, unicode=unicode, width=width)


def excerpt_of(place: Place) -> str | None:
    """Read the line that a place names; None where it cannot be shown.

    Of a table no line is: its other cells may hold personal data, and its encoding is not known here.
    """
    if not place.line or place.label or not place.column:
        return None
    try:
        with open(place.file, encoding="utf-8-sig", errors="replace") as stream:  # noqa: PTH123 - as the user gave it
            for number, line in enumerate(stream, 1):
                if number == place.line:
                    return line.rstrip("\r\n")
    except OSError:
        return None
    return None
