"""A file of text on its way to the YAML parser: hashed, counted, and checked to be UTF-8."""

import codecs
import re
from collections import deque
from hashlib import sha256
from typing import BinaryIO

from bulkops.core.finding import Finding
from bulkops.core.place import Place

_CHUNK_BYTES = 1 << 16
_OTHER_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: What YAML 1.1 §5.1 allows in a file, negated; a BOM may stand at the start only, and is taken off there.
_UNPRINTABLE = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_NEWLINE = re.compile(r"\r\n?|\n")


class YamlSource:
    """A binary stream that the parser reads from.

    Where the text stops being UTF-8, the parser gets a byte that it refuses; `problem` then says why.

    Attributes:
        problem: What is wrong with the bytes; None while nothing is.
        read_bytes: Bytes taken from the file so far.
    """

    def __init__(self, stream: BinaryIO, file: str) -> None:
        self._stream = stream
        self._file = file
        self._digest = sha256()
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._line, self._column = 1, 1
        # The parser looks ahead by less than a chunk: what it stumbles over is in one of these.
        self._recent: deque[tuple[int, int, str]] = deque(maxlen=2)
        self._ended = False
        self.problem: Finding | None = None
        self.read_bytes = 0

    def read(self, size: int = -1) -> bytes:  # noqa: ARG002 -- both parsers take more than they ask for
        """Give the next chunk of UTF-8; empty at the end. Both parsers skip a byte order mark by themselves."""
        if self._ended:
            return b""
        chunk = self._stream.read(_CHUNK_BYTES)
        self._digest.update(chunk)
        first = self.read_bytes == 0
        self.read_bytes += len(chunk)
        self._ended = not chunk
        if first and chunk.startswith(_OTHER_BOMS):
            return self._stop(_not_utf8("the file is UTF-16 or UTF-32, not UTF-8", Place(self._file, 1, 1)))
        return self._check(chunk)

    def sha256(self) -> str:
        """Read the rest of the file and give the digest of the whole, in hexadecimal."""
        while chunk := self._stream.read(_CHUNK_BYTES):
            self._digest.update(chunk)
            self.read_bytes += len(chunk)
        return self._digest.hexdigest()

    def line(self, place: Place) -> str:
        """Give the text of the line of a place near the reading point; empty where it is gone."""
        for line, column, text in self._recent:
            lines = _NEWLINE.split(text)
            if 0 <= place.line - line < len(lines):
                # Of the first line of a chunk, the part in the chunk before is gone: blanks hold its columns.
                return " " * (column - 1 if place.line == line else 0) + lines[place.line - line]
        return ""

    def unprintable(self) -> Finding:
        """Say which character the parser has just refused, and where it stands."""
        for line, column, text in self._recent:
            if found := re.search(_UNPRINTABLE, text):  # compiled here: it is slow, and rarely wanted
                at_line, at_column = _advance(line, column, text[: found.start()])
                code = ord(found.group())
                message = f"the character U+{code:04X} cannot stand in a YAML file"
                hint = "remove it, or write it as an escape in double quotes"
                if code == 0:
                    message += "; the file may be UTF-16, or no text at all"
                    hint = "save the file as UTF-8 text"
                return Finding(code="M003", message=message, place=Place(self._file, at_line, at_column), hint=hint)
        return Finding(code="M003", message="a control character stands in the file", place=Place(self._file))

    def _check(self, chunk: bytes) -> bytes:
        """Follow lines and columns through a chunk; stop the stream before the first byte that is not UTF-8."""
        pending = self._decoder.getstate()[0]
        try:
            text = self._decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            whole = pending + chunk
            good = whole[: error.start].decode()
            self._take(good)
            message = f"the byte 0x{whole[error.start]:02X} is not UTF-8"
            refused = self._stop(_not_utf8(message, Place(self._file, self._line, self._column)))
            return chunk[: max(error.start - len(pending), 0)] + refused
        self._take(text)
        return chunk

    def _take(self, text: str) -> None:
        text = text.removeprefix("\ufeff") if (self._line, self._column) == (1, 1) else text
        self._recent.append((self._line, self._column, text))
        self._line, self._column = _advance(self._line, self._column, text)

    def _stop(self, problem: Finding) -> bytes:
        """End the stream with a byte that every parser refuses, so that half a file is never read as a whole one."""
        self.problem = problem
        self._ended = True
        return b"\x00"


def _advance(line: int, column: int, text: str) -> tuple[int, int]:
    """Move a place over a text."""
    breaks = text.count("\n")
    if "\r" in text:
        # A pair that the end of the chunk splits counts twice; only the places of undecodable bytes suffer.
        breaks = sum(1 for _ in _NEWLINE.finditer(text))
    if not breaks:
        return line, column + len(text)
    return line + breaks, len(text) - max(text.rfind("\n"), text.rfind("\r"))


def _not_utf8(message: str, place: Place) -> Finding:
    return Finding(code="M002", message=message, place=place, hint="save the file as UTF-8")
