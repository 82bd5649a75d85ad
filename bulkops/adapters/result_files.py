"""Result files in their folder: written beside it and put there whole, or compared with what they ought to hold."""

import os
import shutil
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from bulkops.core.errors import UsageError
from bulkops.core.results import ResultsError

REPORT = "report.json"
_BUFFER_BYTES = 1 << 20


class Sink(Protocol):
    """Takes the rows of result files."""

    def put(self, name: str, head: bytes, row: bytes) -> None:
        """Take a row for a file, which begins with a header."""
        ...


class Written:
    """Writes files into a folder; each is there once it has a row."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._streams: dict[str, BinaryIO] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in self._streams.values():
            stream.close()

    def put(self, name: str, head: bytes, row: bytes) -> None:
        """Write a row."""
        stream = self._streams.get(name)
        if stream is None:
            path = self._folder / name
            path.touch(mode=0o600, exist_ok=False)
            stream = self._streams[name] = path.open("wb", _BUFFER_BYTES)
            stream.write(head)
        stream.write(row)


class Compared:
    """Holds files of a folder against the rows that they ought to hold."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._streams: dict[str, BinaryIO] = {}
        self._lines: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in self._streams.values():
            stream.close()

    def put(self, name: str, head: bytes, row: bytes) -> None:
        """Compare a row.

        Raises:
            ResultsError: It does not stand there.
        """
        if name not in self._streams:
            try:
                self._streams[name] = (self._folder / name).open("rb", _BUFFER_BYTES)
            except OSError:
                raise self._differs(name, 1, "is not there") from None
            self._lines[name] = 1
            self._compare(name, head)
        self._compare(name, row)

    def finish(self, possible: frozenset[str]) -> None:
        """Make sure that nothing else is there.

        Args:
            possible: Names of all files that rows may stand in.

        Raises:
            ResultsError: There are more rows, or a file that ought to have none.
        """
        for name, stream in self._streams.items():
            if stream.read(1):
                raise self._differs(name, self._lines[name], "has more rows than the run")
        for name in sorted(possible - self._streams.keys()):
            if (self._folder / name).exists():
                raise self._differs(name, 1, "is there, and no row of the run belongs into it")

    def _compare(self, name: str, wanted: bytes) -> None:
        if self._streams[name].read(len(wanted)) != wanted:
            raise self._differs(name, self._lines[name], "is not the row that belongs here")
        self._lines[name] += wanted.count(b"\n") or 1

    def _differs(self, name: str, line: int, how: str) -> ResultsError:
        return ResultsError(
            f"`{self._folder / name}:{line}` {how}: the files do not hold what the journal holds",
            hint="the run went on since, or a file was changed: write them again into another folder",
        )


def check_folder(folder: Path, *, overwrite: bool) -> None:
    """Make sure that results may be put into a folder, before anything is read for them.

    Raises:
        UsageError: Something else is there.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"`{folder}` is a file", hint="name a folder: `-o DIR`", code="P092")
    if folder.is_dir() and any(folder.iterdir()) and not overwrite:
        hint = "name another folder, or add `--overwrite` to replace the results in it"
        raise UsageError(f"there are files in `{folder}` already", hint=hint, code="P092")


def put_in_place(made: Path, folder: Path, stale: frozenset[str]) -> None:
    """Move finished files into their folder, the report last: where it is, the others are.

    Args:
        made: The folder that they were written in, beside it.
        folder: Where they belong.
        stale: Names that results may have; such files of an earlier time are removed.
    """
    if not folder.exists():
        made.replace(folder)
        return
    names = {path.name for path in made.iterdir()}
    (folder / REPORT).unlink(missing_ok=True)
    for name in sorted(stale - names):
        (folder / name).unlink(missing_ok=True)
    for name in sorted(names, key=lambda name: name == REPORT):
        os.replace(made / name, folder / name)  # noqa: PTH105 - as `Path.replace`, and says what it is


class Workshop:
    """A folder beside another one in which its files are made; gone afterwards."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path = folder.with_name(f".{folder.name}.{token_hex(4)}")

    def __enter__(self) -> Path:
        try:
            self.path.mkdir(mode=0o700, parents=True)
        except OSError as error:
            reason = (error.strerror or type(error).__name__).lower()
            message = f"`{self._folder}` cannot be written: {reason}"
            raise UsageError(message, hint="name another folder", code="R116") from None
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
