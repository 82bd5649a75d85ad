"""One set of invoices in every dialect that exports are written in: the same operations come of each."""

import csv
from io import StringIO
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reading.tables.case import read_text
from tests.reading.tables.entries import entry

_NAMES = ("No", "Date", "Customer", "Item", "Count", "Price", "Draft", "Text")
_ROWS = (
    ("00001", "2026-03-31", "00104", "007", "2", "1234.56", "N", "Åkeri & Sjö AB, Ørsta"),
    ("00001", "2026-03-31", "00104", "A-1", "-1", "1000000", "N", 'Mutter 7" läng; "M8"'),
    ("0002", "2026-01-02", "0", "é", "0.5", "-0.5", "N", "two\nlines; Ü"),
)
_LINES = """
  customerNumber: {column: Customer}
  documentDate: {column: Date}
  invoiceLines:
    each_row:
      inventoryNumber: {column: Item}
      quantity: {column: Count}
      unitPriceInCurrency: {column: Price}
      description: {column: Text}
"""


def number(text: str, decimal: str, thousands: str, style: str) -> str:
    """Write a number as an export does."""
    whole, _, part = text.lstrip("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", thousands) if thousands else whole
    body = f"{grouped}{decimal}{part}" if part else grouped
    return style.format(body) if text.startswith("-") else body


def written(
    *,
    delimiter: str = ";",
    quote: str = '"',
    end: str = "\r\n",
    decimal: str = ",",
    thousands: str = "",
    negative: str = "-{}",
    day: str = "{2}.{1}.{0}",
    always: bool = False,
) -> str:
    """Write the invoices in a dialect."""
    out = StringIO()
    quoting: Literal[0, 1] = csv.QUOTE_ALL if always else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=delimiter, quotechar=quote, lineterminator=end, quoting=quoting)
    writer.writerow(_NAMES)
    for row in _ROWS:
        counts = (number(each, decimal, thousands, negative) for each in row[4:6])
        writer.writerow([row[0], day.format(*row[1].split("-")), row[2], row[3], *counts, *row[6:]])
    return out.getvalue()


def operations(folder: Path, declared: str, table: str | bytes) -> list[object]:
    out = read_text(folder, entry(declared, payload=_LINES), {"t.csv": table})
    assert [finding.message for finding in out.findings] == []
    return list(out.trees)


EXPECTED = [
    {
        "id": "inv-00001",
        "op": "visma.invoice.create",
        "with": {
            "customerNumber": "00104",
            "documentDate": "2026-03-31",
            "invoiceLines": [
                {
                    "inventoryNumber": "007",
                    "quantity": "2",
                    "unitPriceInCurrency": "1234.56",
                    "description": _ROWS[0][7],
                },
                {
                    "inventoryNumber": "A-1",
                    "quantity": "-1",
                    "unitPriceInCurrency": "1000000",
                    "description": _ROWS[1][7],
                },
            ],
        },
    },
    {
        "id": "inv-0002",
        "op": "visma.invoice.create",
        "with": {
            "customerNumber": "0",
            "documentDate": "2026-01-02",
            "invoiceLines": [
                {"inventoryNumber": "é", "quantity": "0.5", "unitPriceInCurrency": "-0.5", "description": _ROWS[2][7]}
            ],
        },
    },
]

_DATES = 'dates: "%d.%m.%Y"\n'
DIALECTS: dict[str, tuple[str, str]] = {
    "trailing minus": (_DATES, written(negative="{}-")),
    "minus sign of printers": (_DATES, written(negative="\u2212{}")),
    "parentheses": (_DATES + "negative: parentheses", written(negative="({})")),
    "spaces between thousands": (_DATES + 'thousands: " "', written(thousands=" ")),
    "no-break spaces": (_DATES + 'thousands: " "', written(thousands="\u00a0")),
    "no-break spaces, declared as such": (_DATES + 'thousands: "\\u00a0"', written(thousands="\u00a0")),
    "points between thousands": (_DATES + 'thousands: "."', written(thousands=".")),
    "apostrophes": (_DATES + "decimal: '.'\nthousands: \"'\"", written(decimal=".", thousands="'")),
    "no decimal sign declared": (_DATES + "decimal: null", written(decimal=".")),
    "english": ('delimiter: ","\ndecimal: "."\nthousands: ","\ndates: "%m/%d/%Y"',
                written(delimiter=",", decimal=".", thousands=",", day="{1}/{2}/{0}")),
    "tabs": (_DATES + "delimiter: tab", written(delimiter="\t")),
    "bars": (_DATES + 'delimiter: "|"', written(delimiter="|")),
    "every cell quoted": (_DATES, written(always=True)),
    "single quotes": (_DATES + "quote: \"'\"", written(quote="'")),
    "ends of unix": (_DATES, written(end="\n")),
    "ends of old macs": (_DATES, written(end="\r")),
    "ends mixed": (_DATES, written(end="\n").replace("\n", "\r\n", 1)),
    "sep above the header": (_DATES, "sep=;\r\n" + written()),
    "blank lines": (_DATES, "\r\n" + written() + "\r\n;;;;;;;\r\n"),
    "dates in one piece": ('dates: "%Y%m%d"', written(day="{0}{1}{2}")),
    "two digits of the year": ('dates: "%y%m%d"', written(day="{0}{1}{2}").replace(";20260", ";260")),
    "days without zeros": (_DATES, written(day="{2}.{1}.{0}").replace(";02.01.", ";2.1.")),
}  # fmt: skip


@pytest.mark.parametrize(("declared", "table"), DIALECTS.values(), ids=DIALECTS)
def test_every_dialect_gives_the_same_operations(tmp_path: Path, declared: str, table: str) -> None:
    assert operations(tmp_path, declared, table) == EXPECTED


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-7",
        "cp1252",
        "windows-1252",
        "iso-8859-1",
        "latin1",
        "iso-8859-15",
        "cp850",
        "cp865",
        "mac-roman",
        "cp500",
    ],
)
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_encoding_gives_the_same_operations(tmp_path: Path, encoding: str, end: str) -> None:
    declared = f"{_DATES}encoding: {encoding}"
    assert operations(tmp_path, declared, written(end=end).encode(encoding)) == EXPECTED


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-8"])
def test_a_mark_is_no_part_of_the_first_name(tmp_path: Path, encoding: str) -> None:
    table = ("\ufeff" + written()).encode(encoding)
    assert operations(tmp_path, f"{_DATES}encoding: {encoding}", table) == EXPECTED


@pytest.mark.parametrize("quote", ["none", '""'])
def test_without_quotes_they_are_letters_like_others(tmp_path: Path, quote: str) -> None:
    payload = "  invoiceText: {column: Text}\n  customerRefNumber: {column: Item}"
    table = 'No;Item;Text\n1;"A;7" pipe "M8"\n'
    (tree,) = read_text(tmp_path, entry(f"quote: {quote}", payload=payload), {"t.csv": table}).trees
    assert tree["with"] == {"customerRefNumber": '"A', "invoiceText": '7" pipe "M8"'}


def test_a_column_may_write_its_dates_in_a_way_of_its_own(tmp_path: Path) -> None:
    payload = "  documentDate: {column: Date}\n  documentDueDate: {column: Due, dates: '%Y%m%d'}"
    out = read_text(tmp_path, entry(_DATES, payload=payload), {"t.csv": "No;Date;Due\n1;31.3.2026;20260430\n"})
    assert [tree["with"] for tree in out.trees] == [{"documentDate": "2026-03-31", "documentDueDate": "2026-04-30"}]


def test_a_quote_inside_an_unquoted_cell_is_a_letter(tmp_path: Path) -> None:
    table = 'No;Text\n1;Nut 7" long\n2;"Nut 7"" long"\n'
    out = read_text(tmp_path, entry(payload="  invoiceText: {column: Text}"), {"t.csv": table})
    assert [tree["with"]["invoiceText"] for tree in out.trees] == ['Nut 7" long'] * 2


def test_a_long_cell_is_read_whole(tmp_path: Path) -> None:
    table = f'No;Text\n1;"{"x" * 900_000}\n{"y" * 900_000}"\n'
    (tree,) = read_text(tmp_path, entry(payload="  invoiceText: {column: Text}"), {"t.csv": table}).trees
    assert len(tree["with"]["invoiceText"]) == 1_800_001


def test_a_text_of_several_lines_with_delimiters_in_it_is_a_text(tmp_path: Path) -> None:
    table = 'No;Item;Text\n1;A;"one; two\nthree; four; five\nsix"\n'
    (tree,) = read_text(tmp_path, entry(payload="  invoiceText: {column: Text}"), {"t.csv": table}).trees
    assert tree["with"]["invoiceText"] == "one; two\nthree; four; five\nsix"


_CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).filter(
    lambda text: text.strip() and "#" not in text and "E+" not in text
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(_CELL, min_size=1, max_size=4),
    st.sampled_from([";", ",", "\t", "|", " "]),
    st.sampled_from(['"', "'"]),
    st.sampled_from(["\r\n", "\n", "\r"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_whatever_a_writer_wrote_is_read_back(
    tmp_path: Path, cells: list[str], delimiter: str, quote: str, end: str, quoting: Literal[0, 1]
) -> None:
    out = StringIO()
    if any("\r" in cell or "\n" in cell for cell in cells):
        quoting = csv.QUOTE_ALL  # the library forgets to quote a line end other than its own
    writer = csv.writer(out, delimiter=delimiter, quotechar=quote, lineterminator=end, quoting=quoting)
    writer.writerow(["No", "Text"])
    writer.writerows(enumerate(cells))
    sign = "tab" if delimiter == "\t" else f'"{delimiter}"'
    text = entry(f"delimiter: {sign}\nquote: {quote!r}", payload="  invoiceText: {column: Text}")
    read = read_text(tmp_path, text, {"t.csv": out.getvalue()})
    assert read.findings == []
    assert [tree["with"]["invoiceText"] for tree in read.trees] == cells
