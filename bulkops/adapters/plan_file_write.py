"""Writing a plan file: whole or not at all, and in the place of no other file than a plan."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from gzip import GzipFile
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from bulkops.adapters.plan_file_head import is_plan_file
from bulkops.core.errors import UsageError

_CODE = "P064"


def write_plan(path: Path, lines: Iterable[str]) -> None:
    """Write a plan; gzipped if the file's name ends with `.gz`. Only its owner may read it.

    Raises:
        UsageError: It cannot be written there. What was there before is there still.
        OSError: As the lines have raised it.
    """
    check_plan_place(path)
    # Where the name is a link, the plan it leads to is replaced, and not the link.
    real = path.resolve()
    part = real.with_name(f".{real.name[:100]}.{token_hex(4)}.part")
    try:
        _write(part, _apart(lines), packed=real.name.endswith(".gz"))
        part.replace(real)
        _settle(real.parent)
    except _LinesError as error:
        raise error.error from None
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        with suppress(OSError):
            part.unlink()


def check_plan_place(path: Path) -> None:
    """Make sure that a plan may be written to a file, before anything is read for it.

    Raises:
        UsageError: It is another file than a plan, or a folder, or there is no folder to hold it.
    """
    try:
        if path.is_dir():
            raise UsageError(f"`{path}` is a folder", hint="name the file in it", code=_CODE)
        if path.exists() and not is_plan_file(path):
            hint = "a plan takes the place of an older plan only: name another file"
            raise UsageError(f"there is a file `{path}` already, and it is not a plan", hint=hint, code=_CODE)
        if not path.resolve().parent.is_dir():
            raise FileNotFoundError
    except (OSError, RuntimeError) as error:  # the latter for links that lead in a circle
        raise _unwritable(path, error) from None


class _LinesError(Exception):
    """The lines of the plan could not be had: nothing is wrong with the place that it is written to."""

    def __init__(self, error: OSError) -> None:
        super().__init__(error)
        self.error = error


def _apart(lines: Iterable[str]) -> Iterator[str]:
    try:
        yield from lines
    except OSError as error:
        raise _LinesError(error) from error


def _write(part: Path, lines: Iterable[str], *, packed: bool) -> None:
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
        if packed:
            # Neither name nor time: one plan gives one file.
            with GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as stream:
                _write_lines(stream, lines)
        else:
            _write_lines(raw, lines)
        raw.flush()
        os.fsync(raw.fileno())


def _write_lines(stream: GzipFile | BinaryIO, lines: Iterable[str]) -> None:
    for line in lines:
        stream.write(f"{line}\n".encode())


def _settle(folder: Path) -> None:
    """Make the new name durable, where folders can be synced."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _unwritable(path: Path, error: Exception) -> UsageError:
    hint = "name another file, in a folder that exists and may be written"
    match error:
        case FileNotFoundError():
            reason = f"there is no folder `{path.parent}`"
        case OSError(strerror=str(reason)):
            reason = reason.lower()
        case _:
            reason = str(error).lower()
    return UsageError(f"the plan cannot be written to `{path}`: {reason}", hint=hint, code=_CODE)
