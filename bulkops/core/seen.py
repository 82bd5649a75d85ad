"""Which of many numbers have been seen, exactly and in little space.

Numbers of documents come in series: 100231, 100232, INV-000871. Of each series one bit a number is kept, in pieces of
256 numbers, so that a million of them take a megabyte where a set of texts takes a hundred.
"""

import re

_SERIES = re.compile(r"(.*?)([0-9]{0,18})", re.DOTALL)
_PIECE_BITS = 8


class Seen:
    """A set of texts that is small where the texts end in running numbers."""

    __slots__ = ("_pieces", "count")

    def __init__(self) -> None:
        self._pieces: dict[tuple[str, int, int], int] = {}
        self.count = 0

    def add(self, text: str) -> bool:
        """Add a text; say whether it is new."""
        match = _SERIES.fullmatch(text)
        assert match is not None
        digits = match[2]
        number = int(digits or 0)
        # `7` and `007` are two numbers: how many digits there are is part of the series.
        piece = (match[1], len(digits), number >> _PIECE_BITS)
        bit = 1 << (number & ((1 << _PIECE_BITS) - 1))
        bits = self._pieces.get(piece, 0)
        if bits & bit:
            return False
        self._pieces[piece] = bits | bit
        self.count += 1
        return True
