"""The bytes of a table, by physical lines: what its rows were read from, for whoever writes them again."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import TextIOWrapper
from pathlib import Path

_ENDS = ("\r\n", "\n", "\r")
_BUFFER_BYTES = 1 << 20


class CountedLines:
    """A text stream that counts the lines read from it.

    Attributes:
        count: Physical lines so far.
    """

    def __init__(self, stream: TextIOWrapper) -> None:
        self._stream = stream
        self.count = 0

    def readline(self, size: int = -1) -> str:
        """Read a line, its end as it is."""
        line = self._stream.readline(size)
        self.count += bool(line)
        return line


def plain_encoding(path: Path, encoding: str) -> str:
    """Give the encoding of a part of a table: without the mark that stands at its beginning."""
    name = codecs.lookup(encoding).name
    if name == "utf-8-sig":
        return "utf-8"
    if name not in {"utf-16", "utf-32"}:
        return name
    with path.open("rb") as stream:
        start = stream.read(4)
    little = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF32_LE))
    return f"{name}-{'le' if little else 'be'}"


def lines_of(path: Path, encoding: str) -> Iterator[bytes]:
    """Give the physical lines of a table, each with its end.

    Args:
        path: The table.
        encoding: As `plain_encoding` gives it.
    """
    if "\n".encode(encoding) == b"\n" and "\r".encode(encoding) == b"\r":
        with path.open("rb", _BUFFER_BYTES) as stream:
            for line in stream:
                yield from line.splitlines(keepends=True)
        return
    # Two and four bytes a character, and mainframes: these are written as they were read, byte for byte.
    with path.open(encoding=encoding, newline="", buffering=_BUFFER_BYTES) as text:
        while line_text := text.readline():
            yield line_text.encode(encoding)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """How a table is written, to add cells to its rows.

    Attributes:
        encoding: As `plain_encoding` gives it.
        delimiter: One character.
        quote: One character; empty: cells are never quoted.
        end: Line end of the header, for a last row that has none.
    """

    encoding: str
    delimiter: str
    quote: str
    end: str = "\n"

    def appended(self, raw: bytes, cells: tuple[str, ...]) -> bytes:
        """Add cells to a row; its own bytes stay as they are. What the encoding does not know becomes `?`."""
        end = self.end_of(raw)
        body = raw[: -len(end.encode(self.encoding))] if end else raw
        return body + _added(self, cells, end or self.end)

    def without(self, raw: bytes, cells: tuple[str, ...]) -> bytes | None:
        """Take the last cells from a row again; None where they are written in a way of their own."""
        end = self.end_of(raw)
        text = raw.decode(self.encoding)
        body = text[: len(text) - len(end)]
        for cell in reversed(cells):
            signs = (self.quote + cell.replace(self.quote, self.quote * 2) + self.quote,) if self.quote else ()
            written = next((form for form in (*signs, cell) if body.endswith(self.delimiter + form)), None)
            if written is None:
                return None
            body = body[: len(body) - len(self.delimiter + written)]
        return (body + end).encode(self.encoding)

    def row(self, cells: tuple[str, ...]) -> bytes:
        """Write a row of its own."""
        return (self.delimiter.join(map(self.cell, cells)) + self.end).encode(self.encoding, "replace")

    def end_of(self, raw: bytes) -> str:
        """Give the line end of a row; empty where it has none."""
        return next((end for end in _ENDS if raw.endswith(end.encode(self.encoding))), "")

    def cell(self, text: str) -> str:
        """Write a cell, in quotes where it needs them."""
        if not self.quote:
            return text.replace(self.delimiter, "_" if self.delimiter == " " else " ")
        if self.delimiter not in text and self.quote not in text and "\n" not in text and "\r" not in text:
            return text
        return self.quote + text.replace(self.quote, self.quote * 2) + self.quote


@lru_cache(maxsize=1024)
def _added(writing: Writing, cells: tuple[str, ...], end: str) -> bytes:
    # Rows of one invoice stand near one another, and have the same cells behind them.
    added = "".join(writing.delimiter + writing.cell(_flat(cell)) for cell in cells) + end
    return added.encode(writing.encoding, "replace")


def _flat(text: str) -> str:
    return " ".join(text.split()) if "\n" in text or "\r" in text else text
