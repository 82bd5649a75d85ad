"""The steps of a plan file: read when they are asked for, in order or by their numbers."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterator
from itertools import groupby, islice

from msgspec import DecodeError
from msgspec.json import Decoder

from bulkops.adapters.plan_file_lines import Lines, changed
from bulkops.core.registry import Registry
from bulkops.core.saved_step import SavedStep
from bulkops.core.shown import Shown
from bulkops.planning.restore import restored

_SEQ = re.compile(rb'\{"seq":(\d+),')
_END = b"],\n"
#: Of so many steps the place of one is kept; the others are found from there.
_APART = 64


class SavedSteps:
    """The steps of a plan file, for review.

    Args:
        lines: The file.
        begin: Place of the first step's line.
        registry: Operation types.

    Attributes:
        end: Place behind the steps, once all were found.
    """

    def __init__(self, lines: Lines, begin: int, registry: Registry) -> None:
        self._lines, self._begin, self._registry = lines, begin, registry
        self._decoder = Decoder(SavedStep)
        self._seqs, self._places = array("q"), array("q")
        self.end = begin

    def found(self) -> Iterator[Shown]:
        """Go through all steps for the first time, and note where they are.

        Raises:
            ValueError: They are no steps of a plan for these operation types.
        """
        last = count = 0
        for place, line in self._lines.after(self._begin):
            if line == _END:
                self.end = place + len(line)
                return
            shown = self._shown(line)
            if shown.seq <= last:
                raise ValueError(f"step {shown.seq} stands after step {last}")
            if count % _APART == 0:
                self._seqs.append(shown.seq)
                self._places.append(place)
            last, count = shown.seq, count + 1
            yield shown
        raise ValueError("its steps have no end")

    def __iter__(self) -> Iterator[Shown]:
        """Give all steps, in order."""
        for _, line in self._lines.after(self._begin):
            if line == _END:
                return
            yield self._again(line)

    def at(self, seqs: Collection[int]) -> Iterator[Shown]:
        """Give the steps with some numbers, in order."""
        wanted = sorted({seq for seq in seqs if self._block(seq) >= 0})
        for block, some in groupby(wanted, self._block):
            near = frozenset(some)
            for _, line in islice(self._lines.after(self._places[block]), _APART):
                found = _SEQ.match(line)
                if found is not None and int(found[1]) in near:
                    yield self._again(line)

    def _block(self, seq: int) -> int:
        """Say behind which of the places kept a step stands; -1 for none."""
        return bisect_right(self._seqs, seq) - 1

    def _again(self, line: bytes) -> Shown:
        try:
            return self._shown(line)
        except (DecodeError, ValueError):  # it was sound when the file was opened
            raise changed(self._lines.path) from None

    def _shown(self, line: bytes) -> Shown:
        saved = self._decoder.decode(line.removesuffix(b"\n").removesuffix(b","))
        operation_type = self._registry.get(saved.type)
        if operation_type is None:
            raise ValueError(f"it does not know the operation `{saved.type}`")
        return restored(saved, operation_type)
