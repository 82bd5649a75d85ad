"""Inspect a table: how it is written, what its columns are, and which rows belong together. Nothing is sent."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader, FileIO, TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import Any

from bulkops.adapters.import_bytes import Encoding, encoding_of
from bulkops.adapters.import_dialect import Dialect, dialect_of
from bulkops.adapters.table_read import TableReader
from bulkops.app.finds import Finds
from bulkops.app.import_checks import check_header, check_width, delimiter_doubts, encoding_doubts
from bulkops.core.errors import InvalidInputError
from bulkops.core.operation import OperationType
from bulkops.planning.import_columns import Column
from bulkops.planning.import_groups import WATCHED_MAX, Groups, key_among, named_key
from bulkops.planning.import_names import Names, matched
from bulkops.planning.import_table import Table
from bulkops.planning.template_fill import Row
from bulkops.planning.template_names import Header
from bulkops.planning.template_rows import Source

_BUFFER_BYTES = 1 << 20
_FIRST_ROWS_MAX = 500
_FIRST_CELLS_MAX = 100_000
_TOLD_ROWS = 50_000

#: Takes how many rows have been read.
Told = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to inspect.

    Attributes:
        path: The table.
        file: How the manifest is to name it.
        operation_type: What its rows are to become.
        encoding: Its encoding, where the user has said it.
        delimiter: What parts its cells, where the user has said it.
    """

    path: Path
    file: str
    operation_type: OperationType
    encoding: str = ""
    delimiter: str = ""


def inspect(wanted: Wanted, told: Told) -> Table:
    """Read a table once for its encoding and once for its cells.

    Raises:
        InvalidInputError: It is no table that a manifest could be made for.
    """
    shown, finds = str(wanted.path), Finds()
    encoding = encoding_of(wanted.path, shown)
    if wanted.encoding:
        encoding = Encoding(name=wanted.encoding)
    dialect = dialect_of(wanted.path, encoding.name, wanted.delimiter)
    check_width(dialect, shown)
    source = Source(file=wanted.file, encoding=encoding.name, delimiter=dialect.delimiter, quote=dialect.quote)
    raw = BufferedReader(FileIO(wanted.path), _BUFFER_BYTES)
    with TextIOWrapper(raw, encoding=encoding.name, errors="replace", newline="") as stream:
        reader = TableReader(stream, shown, source, finds)
        header = reader.header()
        if header is None:
            raise InvalidInputError(tuple(finds.kept), total=finds.total)
        columns = _columns(header, wanted.operation_type)
        check_header(header, columns)
        groups, named, rows = _read(columns, wanted.operation_type, reader.rows(header), told)
    return Table(
        file=wanted.file,
        shown=shown,
        operation_type=wanted.operation_type,
        dialect=_keys(dialect, encoding, columns, (finds.errors, rows)),
        columns=columns,
        rows=rows,
        unread=finds.errors,
        groups=groups,
        named=named,
    )


def _columns(header: Header, operation_type: OperationType) -> tuple[Column, ...]:
    target = operation_type.resource.key if operation_type.targeted else ""
    matches = matched(header.columns, Names(operation_type, target))
    return tuple(Column(name, matches.get(index)) for index, name in enumerate(header.columns))


def _read(
    columns: tuple[Column, ...], operation_type: OperationType, rows: Iterator[Row], told: Told
) -> tuple[Groups | None, bool, int]:
    first = list(islice(rows, max(1, min(_FIRST_ROWS_MAX, _FIRST_CELLS_MAX // len(columns)))))
    target = (operation_type.resource.key,) if operation_type.targeted else ()
    named = key = named_key(columns, (*target, *operation_type.identity))
    if named < 0:
        key = key_among(columns, [row.cells for row in first])
    watched = sorted(range(len(columns)), key=lambda index: columns[index].match is None)[:WATCHED_MAX]
    groups = Groups(key, watched) if key >= 0 else None
    count = 0
    for count, row in enumerate(chain(first, rows), 1):
        for column, cell in zip(columns, row.cells, strict=True):
            column.add(cell, row.line)
        if groups is not None:
            groups.add(row.cells)
        if not count % _TOLD_ROWS:
            told(count)
    return groups, named >= 0, count


def _keys(
    dialect: Dialect, encoding: Encoding, columns: tuple[Column, ...], read: tuple[int, int]
) -> dict[str, tuple[Any, tuple[str, ...]]]:
    delimiter = "tab" if dialect.delimiter == "\t" else dialect.delimiter
    keys: dict[str, Any] = {
        "encoding": (encoding.name, tuple(encoding_doubts(encoding, columns))),
        "delimiter": (delimiter, tuple(delimiter_doubts(dialect, *read))),
    }
    if dialect.quote != '"':
        keys["quote"] = (dialect.quote or "none", ())
    return keys
