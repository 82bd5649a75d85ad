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
from bulkops.app.finds import Finds
from bulkops.app.import_checks import check_width
from bulkops.core.entry import Entry
from bulkops.core.operation import OperationType
from bulkops.core.tree import Map
from bulkops.planning.template_rows import Source

#: How a delimited text is written.
Written = tuple[Encoding, Dialect]
_BUFFER_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to inspect.

    Attributes:
        path: The table.
        file: How the manifest is to name it.
        operation_type: What its rows are to become.
        encoding: Its encoding, where the user has said it.
        delimiter: What parts its cells, where the user has said it.
        sheet: Name or number of a workbook's sheet; empty: its only one.
    """

    path: Path
    file: str
    operation_type: OperationType
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


def written_as(wanted: Wanted, shown: str) -> Written:
    """Find out how a text is written; what the user has said holds.

    Raises:
        InvalidInputError: It is no table that a manifest could be made for.
    """
    encoding = encoding_of(wanted.path, shown)
    if wanted.encoding:
        encoding = Encoding(name=wanted.encoding)
    dialect = dialect_of(wanted.path, encoding.name, wanted.delimiter)
    check_width(dialect, shown)
    return encoding, dialect


@contextmanager
def opened(wanted: Wanted, written: Written | None, finds: Finds) -> Iterator[Reader | None]:
    """Open the table for as long as the block lasts; None where that cannot be done, which is among the findings."""
    source = Source(file=wanted.file, sheet=wanted.sheet)
    if written is None:
        with opened_table(Entry(file=str(wanted.path), tree=Map()), source, wanted.path, finds) as sheet:
            yield sheet
        return
    encoding, dialect = written
    source = replace(source, encoding=encoding.name, delimiter=dialect.delimiter, quote=dialect.quote)
    raw = BufferedReader(FileIO(wanted.path), _BUFFER_BYTES)
    # A byte that is none of the encoding's is for `validate` to name; here it would only end the look.
    with TextIOWrapper(raw, encoding=encoding.name, errors="replace", newline="") as stream:
        yield TableReader(stream, str(wanted.path), source, finds)
