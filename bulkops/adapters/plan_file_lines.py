"""The lines of a plan file, found whole: its seal is looked at before anything is made of it."""

import re
import shutil
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from gzip import BadGzipFile, GzipFile
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from bulkops.adapters.plan_file_head import GZIP
from bulkops.core.errors import PlanRefusedError, UsageError

_SEAL = re.compile(rb'"seal":"([0-9a-f]{64})"\}\n')


def changed(path: Path, *, cut: bool = False) -> PlanRefusedError:
    """Say that a file is not as it was written."""
    what = "is cut off: its last line is not a plan's" if cut else "was changed after it was made: its seal is broken"
    return PlanRefusedError(
        f"the plan `{path}` {what}", hint="fetch it again as it was written, byte for byte; or plan again", code="P061"
    )


def unreadable(path: Path, error: OSError) -> UsageError:
    """Say why a file cannot be read."""
    reason = (error.strerror or type(error).__name__).lower()
    return UsageError(f"the plan `{path}` cannot be read: {reason}", hint="check the file and the disk it is on")


def open_lines(path: Path) -> IO[bytes]:
    """Open a plan file, unpacked where it is packed, after its seal was found to be right.

    Raises:
        PlanRefusedError: It was cut off or changed.
        UsageError: It cannot be read.
    """
    try:
        stream: IO[bytes] = path.open("rb")
        try:
            if stream.read(len(GZIP)) == GZIP:
                stream = _unpacked(stream, path)
            _check_seal(stream, path)
        except BaseException:
            stream.close()
            raise
    except OSError as error:
        raise unreadable(path, error) from None
    return stream


def _unpacked(packed: IO[bytes], path: Path) -> IO[bytes]:
    """Unpack into a file without a name: steps are read from its middle."""
    with ExitStack() as made:
        stream = made.enter_context(TemporaryFile())
        packed.seek(0)
        try:
            shutil.copyfileobj(GzipFile(fileobj=packed), stream)
        except (EOFError, zlib.error) as error:
            raise changed(path, cut=isinstance(error, EOFError)) from None
        except BadGzipFile:  # a broken checksum, or more behind the end
            raise changed(path) from None
        made.pop_all()
    packed.close()
    return stream


def _check_seal(stream: IO[bytes], path: Path) -> None:
    stream.seek(0)
    digest, last = sha256(), b""
    for line in stream:
        digest.update(last)
        last = line
    seal = _SEAL.fullmatch(last)
    if seal is None:
        raise changed(path, cut=True)
    if seal[1].decode() != digest.hexdigest():
        raise changed(path)


@dataclass(frozen=True, slots=True)
class Lines:
    """Reads the lines of a file from any place; several may read at once.

    Attributes:
        stream: The file.
        path: Its name, for messages.
    """

    stream: IO[bytes]
    path: Path

    def after(self, place: int) -> Iterator[tuple[int, bytes]]:
        """Give lines, each with its place."""
        while True:
            self.stream.seek(place)
            line = self.stream.readline()
            if not line:
                return
            yield place, line
            place += len(line)

    def until(self, place: int, last: bytes) -> tuple[bytes, int]:
        """Give the lines before a certain one, and the place behind that one; without it, all there are."""
        kept: list[bytes] = []
        for at, line in self.after(place):
            place = at + len(line)
            if line == last:
                break
            kept.append(line)
        return b"".join(kept), place
