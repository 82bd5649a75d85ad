"""Which line of a table holds the names of its columns, where titles, dates and addresses stand above."""

import re
from collections.abc import Sequence

from bulkops.planning.import_names import Names
from bulkops.planning.template_fill import Row

#: First rows that are looked at.
TOP_ROWS_MAX = 60
_NAMES_MIN = 2
#: What no column is called: a number or a date.
DATA = re.compile(r"[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}(?:[ T].*)?|-?[0-9]+[.,][0-9]+|-?[0-9]+")


def header_among(rows: Sequence[Row], width: int, names: Names) -> int:
    """Find the row with the names: the one with the most usual ones, else the first that could be one.

    Args:
        rows: The first rows of the table, at least one.
        width: Cells of most rows; 0: it is not known.
        names: The usual names.

    Returns:
        The row, from 0.
    """
    usual = [sum(map(names.usual, row.cells)) for row in rows]
    if max(usual) >= _NAMES_MIN:
        return usual.index(max(usual))
    return next((index for index, row in enumerate(rows) if _could_be(row, width)), 0)


def _could_be(row: Row, width: int) -> bool:
    cells = [cell.strip() for cell in row.cells]
    return len(cells) == width and all(cells) and len(set(cells)) == width and not any(map(DATA.fullmatch, cells))
