"""Inspect a table: how it is written, what its columns are, and which rows belong together. Nothing is sent."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice

from bulkops.app.finds import Finds
from bulkops.app.import_checks import check_header
from bulkops.app.import_keys import keys_of
from bulkops.app.import_open import Wanted, Written, opened, written_as
from bulkops.core.errors import InvalidInputError
from bulkops.core.field import Kind
from bulkops.core.finding import Finding
from bulkops.core.sheet_column import is_workbook
from bulkops.planning.import_columns import NUMBERS, Column
from bulkops.planning.import_groups import WATCHED_MAX, Groups, key_among, named_key
from bulkops.planning.import_names import matched
from bulkops.planning.import_notation import in_two_ways
from bulkops.planning.import_series import SERIES_MAX, series_of
from bulkops.planning.import_table import Table
from bulkops.planning.import_totals import Totals
from bulkops.planning.template_fill import Row
from bulkops.planning.template_names import Header

_FIRST_ROWS_MAX = 500
_FIRST_CELLS_MAX = 100_000
_TOLD_ROWS = 50_000

#: Takes how many rows have been read.
Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class _Read:
    """What one pass over the rows has shown."""

    groups: Groups | None
    totals: Totals
    rows: int
    named: bool
    text: str


def inspect(wanted: Wanted, told: Told) -> Table:
    """Read a table once for its encoding and once for its cells.

    Raises:
        InvalidInputError: It is no table that a manifest could be made for.
    """
    shown, finds = str(wanted.path), Finds()
    written = written_as(wanted, shown)
    with opened(wanted, written, finds) as reader:
        header = reader.header() if reader is not None else None
        if reader is None or header is None:
            raise InvalidInputError(tuple(map(_by_option, finds.kept)), total=finds.total)
        columns = _columns(header, wanted)
        check_header(header, reader.header_line, columns)
        read = _read(wanted, columns, reader.rows(header), told)
    groups = _told_apart(wanted, written, columns, read)
    return Table(
        file=wanted.file,
        shown=shown,
        operation_type=wanted.operation_type,
        dialect=keys_of(wanted, written, columns, (finds.errors, read.rows)),
        columns=columns,
        rows=read.rows,
        unread=finds.errors,
        groups=groups,
        named=read.named,
        workbook=written.encoding is None,
        text=read.text,
        said=wanted.said,
        totals=read.totals if read.totals.count else None,
    )


def _by_option(finding: Finding) -> Finding:
    """Say how the command line names a sheet: there is no manifest yet in which it could be declared."""
    return replace(finding, hint="say which is meant: `--sheet NAME`") if finding.code == "T052" else finding


def _columns(header: Header, wanted: Wanted) -> tuple[Column, ...]:
    matches = matched(header.columns, wanted.names)
    return tuple(Column(name, matches.get(index)) for index, name in enumerate(header.columns))


def _read(wanted: Wanted, columns: tuple[Column, ...], rows: Iterator[Row], told: Told) -> _Read:
    operation_type, workbook = wanted.operation_type, is_workbook(str(wanted.path))
    first = list(islice(rows, max(1, min(_FIRST_ROWS_MAX, _FIRST_CELLS_MAX // len(columns)))))
    target = (operation_type.resource.key,) if operation_type.targeted else ()
    named = key = named_key(columns, (*target, *operation_type.identity))
    if named < 0:
        key = key_among(columns, [row.cells for row in first])
    watched = sorted(range(len(columns)), key=lambda index: columns[index].match is None)[:WATCHED_MAX]
    groups = Groups((key,), watched, _days(columns)) if key >= 0 else None
    totals, count, text = Totals((key,) if key >= 0 else ()), 0, ""
    numbers = [index for index, column in enumerate(columns) if workbook and column.kind in NUMBERS]
    for row in chain(first, rows):
        if totals.takes(row.cells, row.line):
            continue
        count += 1
        text = text or next((row.cells[n] for n in numbers if n not in row.typed and in_two_ways(row.cells[n])), "")
        for column, cell in zip(columns, row.cells, strict=True):
            column.add(cell, row.line)
        if groups is not None:
            groups.add(row.cells)
        if not count % _TOLD_ROWS:
            told(count)
    return _Read(groups, totals, rows=count, named=named >= 0, text=text)


def _days(columns: tuple[Column, ...]) -> list[int]:
    return [index for index, column in enumerate(columns) if column.kind is Kind.DATE]


def _told_apart(wanted: Wanted, written: Written, columns: tuple[Column, ...], read: _Read) -> Groups | None:
    """Look whether a number alone tells documents apart; where it does not, read again with what does."""
    groups = read.groups
    while groups is not None and len(groups.keys) <= SERIES_MAX:
        found = series_of(columns, groups, wanted.names)
        if found < 0:
            break
        keys = (found, *groups.keys)
        more, totals = Groups(keys, groups.watched, _days(columns)), Totals(keys)
        with opened(wanted, written, Finds()) as reader:
            header = reader.header() if reader is not None else None
            for row in reader.rows(header) if reader is not None and header is not None else ():
                if not totals.takes(row.cells, row.line):
                    more.add(row.cells)
        groups = more
    return groups
