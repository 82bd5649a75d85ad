"""What a file says of itself in its first bytes: whether it is a plan, and of which format."""

import re
import zlib
from gzip import GzipFile
from pathlib import Path
from typing import BinaryIO

GZIP = b"\x1f\x8b"
_HEAD_BYTES_MAX = 512
#: Also as other programs write it anew: such a file is a plan that was changed, and not no plan.
_FORMAT = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"format"\s*:\s*"bulkops\.plan/(\d{1,9})"')


def is_plan_file(path: Path) -> bool:
    """Whether a file begins as plans do; false for what cannot be read."""
    try:
        return plan_format(path) > 0
    except OSError:
        return False


def plan_format(path: Path) -> int:
    """Give the number of a plan's format; 0 for another file.

    Raises:
        OSError: It cannot be read.
    """
    if not path.is_file():  # reading from a pipe would take away what is in it
        return 0
    with path.open("rb") as stream:
        found = _FORMAT.match(_first_bytes(stream))
    return int(found[1]) if found is not None else 0


def _first_bytes(stream: BinaryIO) -> bytes:
    head = stream.read(_HEAD_BYTES_MAX)
    if not head.startswith(GZIP):
        return head
    stream.seek(0)
    try:
        # A single read gives what there is, also of a file that was cut off later on.
        return GzipFile(fileobj=stream).read1(_HEAD_BYTES_MAX)
    except (EOFError, zlib.error, OSError):
        return b""
