"""How the cells of a table are parted and quoted, by its first rows."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from bulkops.adapters.table_shape import sep_of
from bulkops.planning.import_header import TOP_ROWS_MAX
from bulkops.planning.template_fill import Row

_SAMPLE_CHARACTERS = 1 << 18
_ROWS_MAX = 2_000
_DELIMITERS = (";", "\t", ",", "|")
_EVEN_MIN = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How cells are parted and quoted.

    Attributes:
        delimiter: Character between two cells.
        quote: Character around cells; empty: cells are never quoted.
        others: Other delimiters that part the rows as evenly.
        even: Share of the first rows that have as many cells as most; those above the header are not counted.
        width: Cells of most rows.
        rows: The first rows that are not blank, line by line.
    """

    delimiter: str
    quote: str = '"'
    others: tuple[str, ...] = ()
    even: float = 1.0
    width: int = 1
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    delimiter: str
    quote: str
    width: int
    even: float
    first: int
    usual: int

    @property
    def weight(self) -> tuple[bool, int, bool, float, int, bool]:
        return (
            self.width > 1 and self.even >= _EVEN_MIN,
            self.usual,
            self.first == self.width,
            round(self.even, 2),
            self.width,
            bool(self.quote),
        )


def dialect_of(path: Path, encoding: str, usual: Callable[[str], bool], delimiter: str = "") -> Dialect:
    """Find out how a table's cells are parted; one column where nothing parts them.

    Args:
        path: The table.
        encoding: Its encoding.
        usual: Whether a column is usually called so.
        delimiter: What parts the cells, where it is known.
    """
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        text = stream.read(_SAMPLE_CHARACTERS).removeprefix("\ufeff")
        cut = bool(stream.read(1))
    lines = list(StringIO(text, newline=""))
    lines = lines[:-1] if cut and len(lines) > 1 else lines
    signs = (delimiter,) if delimiter else _DELIMITERS
    tried = [each for sign in signs for quote in _quotes(text) for each in _tried(lines, sign, quote, usual)]
    best = max(tried, key=lambda each: each.weight, default=None)
    if best is None or (best.width == 1 and not delimiter):
        plain = "\t" if path.suffix.lower() in {".tsv", ".tab"} else ","
        return Dialect(delimiter=plain, rows=tuple(_top(lines, plain, '"')))
    rivals = (each for each in tried if each.delimiter != best.delimiter and each.weight[:4] == best.weight[:4])
    others = tuple(dict.fromkeys(each.delimiter for each in rivals))
    rows = tuple(_top(lines, best.delimiter, best.quote))
    return Dialect(
        delimiter=best.delimiter, quote=best.quote, others=others, even=best.even, width=best.width, rows=rows
    )


def _quotes(text: str) -> tuple[str, ...]:
    return ('"', "") if '"' in text else ('"', "'") if text.count("'") > text.count("\n") else ('"',)


def _top(lines: list[str], delimiter: str, quote: str) -> Iterator[Row]:
    """Give the first lines as rows: each by itself, for titles are not quoted as cells are."""
    for number, line in enumerate(lines[:TOP_ROWS_MAX], 1):
        cells = next(_reader([line], delimiter, quote, strict=False), [])
        if any(cells) and not (number == 1 and sep_of(line)):
            yield Row(number, cells)


def _tried(lines: list[str], delimiter: str, quote: str, usual: Callable[[str], bool]) -> Iterator[_Tried]:
    reader = _reader(lines, delimiter, quote, strict=True)
    widths = list(_widths(reader))
    if not widths:
        return
    width = Counter(widths).most_common(1)[0][0]
    above = widths.index(width)
    below = widths[above:] if above < TOP_ROWS_MAX else widths
    even = sum(each == width for each in below) / len(below)
    names = max((sum(map(usual, row.cells)) for row in _top(lines, delimiter, quote)), default=0)
    yield _Tried(delimiter=delimiter, quote=quote, width=width, even=even, first=widths[0], usual=names)


def _reader(lines: list[str], delimiter: str, quote: str, *, strict: bool) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=delimiter,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        strict=strict,
    )


def _widths(reader: Iterator[list[str]]) -> Iterator[int]:
    """Count the cells of the first rows; 0 for one that cannot be read."""
    for _ in range(_ROWS_MAX):
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield 0
            continue
        if any(cells):
            yield len(cells)
