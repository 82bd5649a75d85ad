"""Lines above the names of the columns: passed over as declared, whatever they hold, and counted."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from bulkops.adapters.table_rows import SourceTable, locate_source
from bulkops.core.entry import Entry
from bulkops.core.results import COLUMNS
from bulkops.core.tree import Map
from tests.reading.tables.case import read_text
from tests.reading.tables.entries import HEADER, entry

ABOVE = 'Invoices of "March\n\nPrinted;2026-03-31\n'
GOOD = "1;2026-03-31;00104;A;2;1,50;N;first\n"
BAD = "2;31.3.2026;00104;A;2;1,50;N;first\n"


def source_table(folder: Path, content: bytes, keys: dict[str, str]) -> SourceTable:
    """Open a table as results do it, without a manifest's operations."""
    (folder / "t.csv").write_bytes(content)
    rows, tree = Map(), Map()
    rows.update({"file": "t.csv", "delimiter": ";"} | keys)
    rows.marks = [0] * (2 * len(rows))
    tree["rows"] = rows
    tree.marks = [0, 0]
    made = Entry(file=str(folder / "t.yaml"), tree=tree)
    found = locate_source(made, folder, lambda _: None)
    assert found is not None
    source, path, _ = found
    return SourceTable(made, source, path, lambda *_: lambda _row: ("x",), lambda _: None)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_lines_above_are_passed_over_and_counted(tmp_path: Path, end: str, encoding: str) -> None:
    table = (ABOVE + HEADER + GOOD + BAD).replace("\n", end).encode(encoding)
    out = read_text(tmp_path, entry(f"header: 4\nencoding: {encoding}"), {"t.csv": table})
    assert [tree["id"] for tree in out.trees] == ["inv-1"]
    assert out.found == [("T033", 6, "Date")]


def test_a_sep_line_may_stand_above_too(tmp_path: Path) -> None:
    out = read_text(tmp_path, entry("header: 3"), {"t.csv": "sep=;\nMarch\n" + HEADER + GOOD})
    assert len(out.entries) == 1
    out = read_text(tmp_path, entry("header: 3"), {"t.csv": "sep=,\nMarch\n" + HEADER + GOOD})
    assert out.found == [("T019", 1, "")]


def test_a_blank_line_is_no_header_and_the_finding_names_the_one_below(tmp_path: Path) -> None:
    (finding,) = read_text(tmp_path, entry("header: 2"), {"t.csv": "March\n\n" + HEADER + GOOD}).findings
    assert finding.message == "line 2, where `rows.header` says that the columns are named, is blank"
    assert finding.hint == "declare `header: 3` if the names stand there"


def test_a_workbook_has_rows_above_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["Invoices", None, "March"], [], ["No", "Customer", "Date"], [1, "00104", date(2026, 3, 31)]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    book.save(tmp_path / "t.xlsx")
    payload = "  customerNumber: {column: Customer}\n  documentDate: {column: Date}"
    out = read_text(tmp_path, entry("file: t.xlsx\nheader: 3", payload=payload), {})
    assert [tree["with"]["documentDate"] for tree in out.trees] == ["2026-03-31"]
    out = read_text(tmp_path, entry("file: t.xlsx\nheader: 2", payload=payload), {})
    assert out.found == [("T044", 2, "")]
    out = read_text(tmp_path, entry("file: t.xlsx\nheader: 9", payload=payload), {})
    assert out.found == [("T044", 0, "")]


def test_results_keep_the_lines_above_byte_for_byte(tmp_path: Path) -> None:
    above, header = ABOVE.replace("\n", "\r\n").encode("utf-8-sig"), HEADER.replace("\n", "\r\n").encode()
    table = source_table(tmp_path, above + header + GOOD.encode(), {"header": "4"})
    (row,) = table.rows()
    assert (row.line, row.raw) == (5, GOOD.encode())
    assert table.head == above + header


def test_results_of_results_keep_them_too(tmp_path: Path) -> None:
    above = ABOVE.encode()
    added = HEADER.rstrip("\n") + ";" + ";".join(f'"{name}"' for name in COLUMNS) + "\n"
    odd = added.replace('"_state"', '"_state" ')  # a spreadsheet's own way, which is not taken off byte by byte
    for header in (added, odd.replace('"_state" ', " _state")):
        content = above + header.encode() + GOOD.strip().encode() + b";failed;C1;no;\n"
        table = source_table(tmp_path, content, {"header": "4"})
        (row,) = table.rows()
        assert row.raw == GOOD.encode()
        assert table.head == above + HEADER.encode()
