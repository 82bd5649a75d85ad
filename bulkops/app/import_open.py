"""What is to be inspected, and the table opened as it seems to be written."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BufferedReader, FileIO, TextIOWrapper
from pathlib import Path

from bulkops.adapters.import_bytes import Encoding, encoding_of
from bulkops.adapters.import_dialect import Dialect, dialect_of
from bulkops.adapters.table_any import Reader, opened_table
from bulkops.adapters.table_read import TableReader
from bulkops.adapters.xlsx_read import SheetReader
from bulkops.app.finds import Finds
from bulkops.app.import_checks import check_width
from bulkops.core.entry import Entry
from bulkops.core.operation import OperationType
from bulkops.core.sheet_column import is_workbook
from bulkops.core.tree import Map
from bulkops.planning.import_header import TOP_ROWS_MAX, header_among
from bulkops.planning.import_names import Names
from bulkops.planning.import_notation import UNSAID, Said
from bulkops.planning.template_rows import Source

_BUFFER_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How a table is written.

    Attributes:
        header: Line with the names of the columns; 0: the first that is not blank.
        encoding: Its encoding; None: it is a workbook.
        dialect: How its cells are parted.
    """

    header: int = 0
    encoding: Encoding | None = None
    dialect: Dialect | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to inspect.

    Attributes:
        path: The table.
        file: How the manifest is to name it.
        operation_type: What its rows are to become.
        said: What the user has said about how it is written.
    """

    path: Path
    file: str
    operation_type: OperationType
    said: Said = UNSAID

    @property
    def names(self) -> Names:
        """What the columns of such a table are usually called."""
        resource = self.operation_type.resource
        return Names(self.operation_type, resource.key if self.operation_type.targeted else "")


def written_as(wanted: Wanted, shown: str) -> Written:
    """Find out how a table is written; what the user has said holds.

    Raises:
        InvalidInputError: It is no table that a manifest could be made for.
    """
    if is_workbook(shown):
        return Written(header=wanted.said.header or _header_of_sheet(wanted))
    encoding, names = encoding_of(wanted.path, shown), wanted.names
    if wanted.said.encoding:
        encoding = Encoding(name=wanted.said.encoding)
    dialect = dialect_of(wanted.path, encoding.name, names.usual, wanted.said.delimiter)
    header = wanted.said.header
    if not header and dialect.rows:
        index = header_among(dialect.rows, dialect.width, names)
        check_width(dialect, dialect.rows[index], shown)
        header = dialect.rows[index].line if index else 0
    return Written(header=header, encoding=encoding, dialect=dialect)


def _header_of_sheet(wanted: Wanted) -> int:
    """Find the row with the names in a sheet; 0: it is the first, or the sheet cannot be read."""
    with opened(wanted, Written(), Finds()) as reader:
        rows = reader.first_rows(TOP_ROWS_MAX) if isinstance(reader, SheetReader) else []
    index = header_among(rows, 0, wanted.names) if rows else 0
    return rows[index].line if index else 0


@contextmanager
def opened(wanted: Wanted, written: Written, finds: Finds) -> Iterator[Reader | None]:
    """Open the table for as long as the block lasts; None where that cannot be done, which is among the findings."""
    source = Source(file=wanted.file, sheet=wanted.said.sheet, header=written.header)
    encoding, dialect = written.encoding, written.dialect
    if encoding is None or dialect is None:
        if wanted.said.decimal:
            source = replace(source, notation=wanted.said.ways()[0])
        with opened_table(Entry(file=str(wanted.path), tree=Map()), source, wanted.path, finds) as sheet:
            yield sheet
        return
    source = replace(source, encoding=encoding.name, delimiter=dialect.delimiter, quote=dialect.quote)
    raw = BufferedReader(FileIO(wanted.path), _BUFFER_BYTES)
    # A byte that is none of the encoding's is for `validate` to name; here it would only end the look.
    with TextIOWrapper(raw, encoding=encoding.name, errors="replace", newline="") as stream:
        yield TableReader(stream, str(wanted.path), source, finds)
