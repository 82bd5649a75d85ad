"""The standard streams where something is wrong with them: nobody reads, there is no room, or they were closed."""

import errno
import os
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from bulkops.core.errors import UsageError


class Outlet(TextIOWrapper):
    """Stdout, whoever writes to it: the one place that knows an error of it from those of files.

    Attributes:
        given: The stream in whose place this one is; it would close what both write to if nobody kept it.

    Raises:
        BrokenPipeError: Nobody reads it any more, or its terminal was closed.
        UsageError: It takes no more, such as for want of room.
    """

    given: TextIO

    def write(self, text: str, /) -> int:
        """Write text; nothing is no call, for libraries try streams by it, and hide what comes of that."""
        if text == "":
            return 0
        try:
            return super().write(text)
        except OSError as error:
            raise _known(error) from None

    def flush(self) -> None:
        """Let the reader have what was written."""
        try:
            super().flush()
        except OSError as error:
            raise _known(error) from None


def install() -> None:
    """Take over stdout; lead streams that were closed when the program began nowhere, for Python has none then."""
    # In the order of their numbers, which opening gives out again.
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - a stream of the process
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - likewise
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - likewise
    given = sys.stdout
    assert isinstance(given, TextIOWrapper)
    outlet = Outlet(
        given.buffer,
        given.encoding,
        given.errors,
        line_buffering=given.line_buffering,
        write_through=given.write_through,
    )
    outlet.given = given
    sys.stdout = outlet


def mute(stream: TextIO) -> None:
    """Send what is still written to a stream without a reader nowhere; Python would complain when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _known(error: OSError) -> "BrokenPipeError | UsageError":
    if error.errno in {errno.EPIPE, errno.EIO}:
        return BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
    from bulkops.core.errors import UsageError  # noqa: PLC0415 - `--help` does not load it

    mute(sys.stdout)
    return UsageError(
        f"stdout cannot be written: {(error.strerror or type(error).__name__).lower()}",
        hint="send it to a place with room, such as a file; nothing else was changed by that",
        code="R116",
    )
