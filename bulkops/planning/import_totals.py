"""Rows of sums among the rows of a table: they are no documents, and `where` leaves them out."""

import re
from collections.abc import Sequence
from typing import Any

from bulkops.planning.import_words import SUMS

_SUM = re.compile(rf"(?:{SUMS})(?:\s.*|:.*)?", re.IGNORECASE)
_TEXTS_MAX = 5


class Totals:
    """Finds rows of sums: they say so where the document's number would stand, or in a row without one.

    Attributes:
        count: How many there are.
        line: Where the first stands.
        column: The column that says it, from 0; -1: none does, or not always the same.
    """

    def __init__(self, keys: Sequence[int]) -> None:
        self._key = keys[-1] if keys else 0
        self.count = self.line = 0
        self.column = -1
        self._texts: dict[str, None] = {}
        self._columns: set[int] = set()

    def takes(self, cells: Sequence[str], line: int) -> bool:
        """Whether a row is one; if so, it is counted."""
        key = cells[self._key].strip()
        if key and not (key[0].isalpha() and _SUM.fullmatch(key)):
            return False
        column = self._key if key else next((n for n, cell in enumerate(cells) if _SUM.fullmatch(cell.strip())), -1)
        if column < 0:
            return False
        self.count += 1
        self.line = self.line or line
        self._columns.add(column)
        self.column = column if len(self._columns) == 1 else -1
        if len(self._texts) <= _TEXTS_MAX:
            self._texts.setdefault(cells[column].strip())
        return True

    def condition(self) -> Any:
        """Give what `where` says of the column, to leave them out; None where one condition cannot."""
        texts = list(self._texts)
        if self.column < 0 or len(texts) > _TEXTS_MAX:
            return None
        return {"not": texts[0] if len(texts) == 1 else texts}
