"""A sheet of a workbook is imported like any table; its numbers are never in doubt."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from bulkops.app.import_file import import_table, write
from bulkops.app.validate import validate
from bulkops.core.errors import InvalidInputError
from bulkops.planning.import_notation import Said
from tests.reading.tables.case import read


def book(folder: Path, *more: str) -> Path:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "Mars"
    sheet.append(["Fakturanr", "Fakturadatum", "Kundnr", "Artikel", "Antal", "Pris", "Valuta"])
    sheet.append([1000, date(2026, 2, 3), "00104", "A", 1.234, 5, "NOK"])
    sheet.append([1000, date(2026, 2, 3), "00104", "B", 2.345, 1250, "NOK"])
    for name in more:
        made.create_sheet(name)
    made.save(folder / "t.xlsx")
    return folder / "t.xlsx"


def test_a_sheet_becomes_a_manifest(tmp_path: Path) -> None:
    table, manifest = book(tmp_path, "Other"), tmp_path / "t.yaml"
    found = import_table(table, manifest, op="visma.invoice.create", said=Said(sheet="Mars"), told=lambda _: None)
    write(found, manifest, overwrite=False)
    assert (found.proposal.doubts, found.proposal.todos) == ((), ())
    finds, count = validate([str(manifest)])
    assert ([finding.message for finding in finds.kept], count) == ([], 1)
    payload = read(manifest).trees[0]["with"]
    assert payload["documentDate"] == "2026-02-03"
    assert [line["quantity"] for line in payload["invoiceLines"]] == ["1.234", "2.345"]


def test_of_several_sheets_one_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError) as caught:
        import_table(book(tmp_path, "Other"), None, op="visma.invoice.create", told=print)
    assert "2 sheets" in caught.value.findings[0].message
    assert "--sheet" in caught.value.findings[0].hint


def test_a_text_among_numbers_that_may_mean_two_is_asked_for(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in (["Fakturanr", "Kundnr", "Artikel", "Antal"], [1, "00104", "A", 2.125], [1, "00104", "B", "1.234"]):
        sheet.append(row)
    made.save(tmp_path / "t.xlsx")
    manifest = tmp_path / "t.yaml"
    asked = import_table(tmp_path / "t.xlsx", manifest, op="visma.invoice.create", told=print)
    assert asked.proposal.todos[0].startswith('`1.234` is 1.234 with `decimal: "."`, and 1234 with `decimal: ","')
    for sign, quantities in ((",", ["2.125", "1234"]), (".", ["2.125", "1.234"])):
        said = Said(decimal=sign, thousands="." if sign == "," else "")
        found = import_table(tmp_path / "t.xlsx", manifest, op="visma.invoice.create", said=said, told=print)
        assert (found.proposal.doubts, found.proposal.todos) == ((), ())
        write(found, manifest, overwrite=True)
        assert [line["quantity"] for line in read(manifest).trees[0]["with"]["invoiceLines"]] == quantities
