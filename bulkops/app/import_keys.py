"""The keys of `rows` that say how a table is written, each with what is not certain about it."""

from bulkops.app.import_checks import delimiter_doubts, encoding_doubts
from bulkops.app.import_open import Wanted, Written
from bulkops.planning.import_columns import Column

#: Keys of `rows`: values, and doubts about them.
Keys = dict[str, tuple[str | int, tuple[str, ...]]]


def keys_of(wanted: Wanted, written: Written, columns: tuple[Column, ...], read: tuple[int, int]) -> Keys:
    """Give the keys that say how a table is written.

    Args:
        wanted: What was inspected.
        written: How it is written.
        columns: Its columns.
        read: How many rows could not be read, and how many could.
    """
    return _dialect_keys(wanted, written, columns, read) | _header_key(wanted, written)


def _header_key(wanted: Wanted, written: Written) -> Keys:
    if not written.header:
        return {}
    doubt = f"line {written.header} is taken for the names of the columns; what stands above is passed over"
    return {"header": (written.header, () if wanted.said.header else (doubt,))}


def _dialect_keys(wanted: Wanted, written: Written, columns: tuple[Column, ...], read: tuple[int, int]) -> Keys:
    encoding, dialect = written.encoding, written.dialect
    if encoding is None or dialect is None:
        return {"sheet": (wanted.said.sheet, ())} if wanted.said.sheet else {}
    delimiter = "tab" if dialect.delimiter == "\t" else dialect.delimiter
    keys: Keys = {
        "encoding": (encoding.name, tuple(encoding_doubts(encoding, columns))),
        "delimiter": (delimiter, tuple(delimiter_doubts(dialect, *read))),
    }
    if dialect.quote != '"':
        keys["quote"] = (dialect.quote or "none", ())
    return keys
