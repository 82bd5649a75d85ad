"""What stands under `rows:` in a manifest: which table, how it is written, which rows of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bulkops.core.entry import Entry
from bulkops.core.finding import Finding
from bulkops.core.schema_rows import HEADER_LINE_MAX
from bulkops.core.sheet_column import is_workbook
from bulkops.core.tree import Map, Seq
from bulkops.planning.template_date import carries_a_date
from bulkops.planning.template_names import Report, did_you_mean, listed, shown
from bulkops.planning.template_notation import NEGATIVE, SIGN, SPELLINGS, THOUSANDS, Notation

KEYS = (
    "file",
    "sheet",
    "encoding",
    "delimiter",
    "quote",
    "header",
    "decimal",
    "thousands",
    "negative",
    "dates",
    "group_by",
    "where",
)
_OTHER_WORKBOOKS = (".xls", ".xlsb", ".ods", ".numbers")
_PLAIN_NOTATION = Notation()
_TABS = {"tab": "\t", "\\t": "\t"}
_QUOTES = {"none": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A table to read.

    Attributes:
        file: Path as written, relative to the manifest; `${env:NAME}` in it is not filled in yet.
        sheet: Name or number of a workbook's sheet; empty: its only one.
        encoding: Name of the character encoding.
        delimiter: One character.
        quote: One character; empty: cells are never quoted.
        header: Line with the names of the columns; 0: the first that is not blank.
        notation: How numbers and dates are written.
        group_by: Columns whose values make rows one operation; empty: each row is one.
        where: Conditions on columns, as written.
    """

    file: str
    sheet: str = ""
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    header: int = 0
    notation: Notation = _PLAIN_NOTATION
    group_by: tuple[str, ...] = ()
    where: Map | None = None


def read_source(entry: Entry, report: Report) -> Source | None:
    """Read the `rows` key of an entry; what is wrong in it is reported.

    Returns:
        What to read, defaults standing in for keys that were refused; None where the table cannot be read so.
    """
    rows = entry.tree.get("rows")
    if not isinstance(rows, Map):
        report(_shape(entry, "rows", "a mapping with at least `file`"))
        return None
    for key in rows:
        if key not in KEYS:
            report(_unknown(entry, key))
    file = _text(entry, rows, "file", lambda _: True, "the path of a table", report)
    if not file:
        if "file" not in rows or file == "":
            message = "`rows` names no `file`"
            report(Finding(code="T003", message=message, place=entry.place(("rows",)), hint="add `file: NAME.csv`"))
        return None
    if file.lower().endswith(_OTHER_WORKBOOKS):
        report(_workbook(entry, file))
        return None
    dialect = _dialect(entry, rows, file, report)
    source = Source(
        file=file,
        sheet=_sheet(entry, rows, file, report),
        encoding=_text(entry, rows, "encoding", bool, "the name of an encoding, such as `cp1252`", report) or "utf-8",
        delimiter=dialect[0] if dialect else ",",
        quote=dialect[1] if dialect else '"',
        header=int(
            _text(entry, rows, "header", _is_line, f"the number of a line, 1 to {HEADER_LINE_MAX}", report) or 0
        ),
        notation=_notation(entry, rows, report),
        group_by=_group_by(entry, rows, report),
        where=_where(entry, rows, report),
    )
    # With a wrong sign every row would be read wrongly: what follows would only confuse.
    return source if dialect else None


def _dialect(entry: Entry, rows: Map, file: str, report: Report) -> tuple[str, str] | None:
    what = 'one character, such as `";"` or `tab`'
    written = _text(entry, rows, "delimiter", lambda text: _is_sign(_TABS.get(text, text)), what, report)
    delimiter = _TABS.get(written or "", written or ("\t" if file.lower().endswith((".tsv", ".tab")) else ","))
    what = "one character other than the delimiter, or `none` where cells are never quoted"
    quote = _text(entry, rows, "quote", lambda text: _is_quote(_QUOTES.get(text, text), delimiter), what, report)
    if any(rows.get(key) is not None and read is None for key, read in (("delimiter", written), ("quote", quote))):
        return None
    return delimiter, '"' if quote is None else _QUOTES.get(quote, quote)


def _is_line(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 5 and 0 < int(text) <= HEADER_LINE_MAX


def _is_quote(text: str, delimiter: str) -> bool:
    return not text or (_is_sign(text) and text != delimiter)


def _is_sign(text: str) -> bool:
    return len(text) == 1 and text not in "\r\n\0"


def _notation(entry: Entry, rows: Map, report: Report) -> Notation:
    decimal = _text(entry, rows, "decimal", lambda text: text in {".", ","}, "`.` or `,`", report) or ""
    what = f"none, or one of {listed(THOUSANDS[1:])}, and not the decimal sign"
    written = _text(
        entry, rows, "thousands", lambda text: _bare(text) in THOUSANDS and text != (decimal or "."), what, report
    )
    negative = _text(entry, rows, "negative", NEGATIVE.__contains__, listed(NEGATIVE), report) or SIGN
    what = "a format with day, month and year, such as `%d.%m.%Y`"
    dates = _text(entry, rows, "dates", carries_a_date, what, report) or _PLAIN_NOTATION.dates
    return Notation(decimal=decimal, thousands=_bare(written or ""), negative=negative, dates=dates)


def _bare(thousands: str) -> str:
    return SPELLINGS.get(thousands, thousands)


def _group_by(entry: Entry, rows: Map, report: Report) -> tuple[str, ...]:
    written: Any = rows.get("group_by")
    if written is None:
        return ()
    names = list(written) if isinstance(written, Seq) else [written]
    if names and all(isinstance(name, str) and name for name in names):
        return tuple(names)
    report(_shape(entry, "group_by", "the name of a column, or a list of them"))
    return ()


def _where(entry: Entry, rows: Map, report: Report) -> Map | None:
    written = rows.get("where")
    if written is None or isinstance(written, Map):
        return written
    report(_shape(entry, "where", "a mapping of columns to values, such as `{Status: [Open, New]}`"))
    return None


def _text(entry: Entry, rows: Map, key: str, accepts: Callable[[str], bool], what: str, report: Report) -> str | None:
    written: Any = rows.get(key)
    if written is None:
        return None
    if isinstance(written, str) and accepts(written):
        return str(written)
    report(_shape(entry, key, what, written if isinstance(written, str) else None))
    return None


def _shape(entry: Entry, key: str, what: str, written: str | None = None) -> Finding:
    path = ("rows",) if key == "rows" else ("rows", key)
    found = "" if written is None else f", not `{shown(written)}`"
    return Finding(code="T001", message=f"`{'.'.join(path)}` takes {what}{found}", place=entry.place(path))


def _unknown(entry: Entry, key: str) -> Finding:
    return Finding(
        code="T002",
        message=f"`rows` has no key `{shown(key)}`",
        place=entry.place(("rows", key), key=True),
        hint=did_you_mean(key, KEYS) or f"it takes {listed(KEYS)}",
    )


def _sheet(entry: Entry, rows: Map, file: str, report: Report) -> str:
    sheet = _text(entry, rows, "sheet", bool, "the name or number of a sheet", report) or ""
    if sheet and not is_workbook(file):
        report(_shape(entry, "sheet", f"a sheet of a workbook, and `{shown(file)}` is none"))
    return sheet


def _workbook(entry: Entry, file: str) -> Finding:
    return Finding(
        code="T006",
        message=f"`{shown(file)}` is a workbook of a kind that is not read",
        place=entry.place(("rows", "file")),
        hint="save it as .xlsx and name that file",
    )
