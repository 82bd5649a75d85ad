"""The rows of result files: written, or compared with those that ought to be there."""

from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from bulkops.core.results import ResultsError

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
