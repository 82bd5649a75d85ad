"""The physical lines of a delimited table, within bounds: those of the row under way are kept."""

from collections.abc import Iterator
from io import TextIOWrapper

from bulkops.core.finding import Finding
from bulkops.core.place import Place

LINE_CHARACTERS_MAX = 1_000_000
ROW_LINES_MAX = 10_000
ROW_CHARACTERS_MAX = 4_000_000


class BrokenTableError(Exception):
    """The table cannot be read on from here; carries the finding, None where a row is too long to be one."""

    def __init__(self, finding: Finding | None = None) -> None:
        super().__init__("" if finding is None else finding.message)
        self.finding = finding


class Lines:
    """Goes through the lines of a table, once.

    Attributes:
        count: Lines so far.
        kept: Lines of the row under way, to find where a quote opened.
    """

    def __init__(self, stream: TextIOWrapper, file: str) -> None:
        self._stream = stream
        self._file = file
        self._kept_characters = 0
        self.count = 0
        self.kept: list[str] = []

    def start(self) -> None:
        """Begin a row."""
        self.kept.clear()
        self._kept_characters = 0

    def __iter__(self) -> Iterator[str]:
        readline, kept = self._stream.readline, self.kept
        while line := readline(LINE_CHARACTERS_MAX + 1):
            self.count += 1
            if self.count == 1:
                line = line.removeprefix("\ufeff")  # a byte-order mark is no part of the first name
            if "\0" in line or len(line) > LINE_CHARACTERS_MAX:
                raise BrokenTableError(self._not_text(line))
            kept.append(line)
            self._kept_characters += len(line)
            if len(kept) > ROW_LINES_MAX or self._kept_characters > ROW_CHARACTERS_MAX:
                raise BrokenTableError
            yield line

    def _not_text(self, line: str) -> Finding:
        place = Place(self._file, self.count)
        if "\0" in line:
            order = "be" if self.count == 1 and line.index("\0") % 2 == 0 else "le"
            hint = f"if it was saved as UTF-16, declare `encoding: utf-16-{order}`; otherwise save it as CSV again"
            return Finding(code="T017", message="the line holds a NUL character", place=place, hint=hint)
        message = f"the line is longer than {LINE_CHARACTERS_MAX} characters: this is no table"
        return Finding(code="T018", message=message, place=place, hint="check that it is a text with one row a line")
