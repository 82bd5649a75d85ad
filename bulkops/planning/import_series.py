"""A column beside the document's number that is needed to tell documents apart: a company, a series, a year."""

from collections.abc import Sequence

from bulkops.planning.import_columns import Column
from bulkops.planning.import_groups import Groups
from bulkops.planning.import_names import Names, folded, usual
from bulkops.planning.import_words import SERIES

_LIST = "[]."
_NAMES = frozenset(map(folded, usual(SERIES)))
#: Most columns that are put before the number.
SERIES_MAX = 2
_APART_MIN = 0.05
_SAME_MIN = 0.95
_ALIKE_MIN = 10


def series_of(columns: Sequence[Column], groups: Groups, names: Names) -> int:
    """Find a column in whose values documents differ that have one number.

    Either it is called like a company, a series or a year, which no document has two of. Or the head differs within
    many a number, and this column with it, but in no number whose rows belong together.

    Args:
        columns: Those of the table.
        groups: Documents by what is taken for their number.
        names: The usual names: a column that is called so, such as the customer's name, is none.

    Returns:
        The column, from 0; -1: none is needed, or there is none.
    """
    free = [n for n, each in enumerate(columns) if each.match is None and n not in groups.keys]
    named = [n for n in free if folded(columns[n].name) in _NAMES and groups.apart(n)]
    if named:
        return max(named, key=groups.apart)
    split = _head_apart(columns, groups)
    alike = groups.repeated - len(split)
    if len(split) <= groups.sampled * _APART_MIN or alike < _ALIKE_MIN:
        return -1
    unknown = [n for n in free if not names.usual(columns[n].name)]
    return next((n for n in unknown if _parts(groups.varies(n), split, alike)), -1)


def _head_apart(columns: Sequence[Column], groups: Groups) -> set[str]:
    """Name the sampled documents of which something in the head is not the same in all rows."""
    heads = [n for n, each in enumerate(columns) if each.match and each.match.field and _LIST not in each.match.path]
    return set().union(*(groups.varies(n) for n in heads))


def _parts(varies: set[str], split: set[str], alike: int) -> bool:
    return len(varies & split) >= len(split) * _SAME_MIN and len(varies - split) <= alike * _APART_MIN
