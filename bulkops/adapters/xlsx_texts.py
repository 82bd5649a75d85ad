"""The shared texts of a workbook: they may be a million, so they lie in a temporary file and not in memory."""

import re
import tempfile
from array import array
from collections.abc import Mapping
from contextlib import suppress
from typing import IO

from bulkops.adapters.temporary import no_space
from bulkops.adapters.xlsx_xml import XmlRefusedError, is_endless, parsed

_TEXTS_MAX = 16_000_000
_DEPTH_MAX = 100
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SharedTexts:
    """Texts by number."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        self._starts = array("Q", (0,))
        self._kept: dict[int, str] = {}

    def read(self, stream: IO[bytes]) -> None:
        """Take all texts of the part that holds them.

        Raises:
            XmlRefusedError: It is not the XML of workbooks, or has no end.
        """
        parts: list[str] = []
        inside: list[str] = []  # elements around the text under way; phonetic guides are no part of it

        def start(name: str, _: Mapping[str, str]) -> None:
            inside.append(name)
            if name == "si":
                parts.clear()

        def end(name: str) -> None:
            inside.pop()
            if name == "si":
                self._add("".join(parts))

        def text(piece: str) -> None:
            if inside and inside[-1] == "t" and "rPh" not in inside:
                parts.append(piece)

        for _ in parsed(stream, start, end, text):
            if is_endless(parts) or len(inside) > _DEPTH_MAX or len(self) > _TEXTS_MAX:
                raise XmlRefusedError("a shared text, or the list of them, does not end")
        self._write(b"")

    def _add(self, text: str) -> None:
        self._starts.append(self._starts[-1] + self._write(text.encode("utf-8", "surrogatepass")))

    def _write(self, data: bytes) -> int:
        """Add to the file; nothing makes it take what is still in memory."""
        try:
            if not data:
                self._file.flush()
            return self._file.write(data)
        except OSError as error:  # else it would look like a damaged workbook
            raise no_space(error) from error

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, index: int) -> str:
        """Give a text; the latest are kept, for most columns repeat theirs."""
        found = self._kept.get(index)
        if found is None:
            start, end = self._starts[index], self._starts[index + 1]
            self._file.seek(start)
            found = unescaped(self._file.read(end - start).decode("utf-8", "surrogatepass"))
            if len(self._kept) >= _KEPT_MAX:
                self._kept.clear()
            self._kept[index] = found
        return found

    def close(self) -> None:
        """Let go of the file, whatever it has not taken."""
        with suppress(OSError):
            self._file.close()


_KEPT_MAX = 20_000


def unescaped(text: str) -> str:
    """Read the escapes of characters that XML cannot hold, such as `_x000D_`."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
