"""What no column says is left open: the currency, a needed field, the number of a document."""

from pathlib import Path

import pytest

from bulkops.cli.main import run
from tests.importing.case import imported
from tests.reading.tables.case import read

HEAD = "Fakturanr;Fakturadatum;Kundnr;Artikel;Antal;Pris"
ROWS = "1;2026-03-31;00104;A;1;2,50\n2;2026-03-31;00105;A;2;3,50\n"


def test_a_currency_that_no_column_names_is_a_line_to_be_uncommented(tmp_path: Path) -> None:
    case = imported(tmp_path, f"{HEAD}\n{ROWS}")
    (doubt,) = case.currency
    assert "left out, the customer's own" in doubt
    assert [entry["with"].get("currencyId") for entry in read(case.manifest).trees] == [None, None]
    (line,) = [line for line in case.text.splitlines() if line.strip() == "# currencyId: XXX"]
    case.manifest.write_text(case.text.replace(line, line.replace("# ", "").replace("XXX", "SEK")), encoding="utf-8")
    assert [entry["with"]["currencyId"] for entry in read(case.manifest).trees] == ["SEK", "SEK"]
    assert not case.validated()[0].errors


def test_a_currency_is_no_doubt_where_a_column_names_it_or_nothing_is_priced(tmp_path: Path) -> None:
    named = imported(tmp_path, f"{HEAD};Valuta\n" + ROWS.replace("\n", ";SEK\n"))
    assert (named.currency, named.doubts) == ((), ())
    unpriced = imported(tmp_path, "Fakturanr;Kundnr;Artikel;Antal\n1;00104;A;1\n")
    assert unpriced.currency == ()
    changed = imported(tmp_path, f"{HEAD}\n{ROWS}", op="visma.invoice.update")
    assert changed.currency == (), "what a change does not name stays as it is"


def test_a_needed_field_without_a_column_may_be_a_constant(tmp_path: Path) -> None:
    case = imported(tmp_path, "Fakturanr;Artikel;Antal\n1;A;1\n")
    (todo,) = case.todos
    assert todo.startswith(
        "name the column for `customerNumber`, or write one value for all rows: `customerNumber: VALUE`"
    )
    case.manifest.write_text(case.text.replace("{column: TODO}", '"00104"'), encoding="utf-8")
    assert not case.validated()[0].errors


def test_what_is_counted_measured_dated_or_told_names_no_document(tmp_path: Path) -> None:
    for column, cells in (
        ("tid", ("4,5", "5", "3")),
        ("mått", ("1 204,50", "-3,25", "7,00")),
        ("leverans", ("04.11.2026", "17.11.2026", "26.11.2026")),
        ("what", ("Workshop", "Set-up 2", "Training")),
    ):
        case = imported(tmp_path, f"{column};Kundnr\n" + "".join(f"{cell};00104\n" for cell in cells))
        assert column not in case.paths, column
        assert "group_by:" not in case.text
        assert any("tells the documents apart" in todo for todo in case.todos)
        assert case.validated()[0].errors


def test_hours_are_a_quantity(tmp_path: Path) -> None:
    case = imported(tmp_path, "date,hours,what\n2026-11-04,4.5,Workshop\n2026-11-17,5,Set-up\n2026-11-26,3,Training\n")
    assert case.paths == {"date": "documentDate", "hours": "invoiceLines[].quantity"}
    assert len(case.todos) == 2


def test_a_number_that_is_called_otherwise_is_still_found(tmp_path: Path) -> None:
    case = imported(tmp_path, "Ref;Kundnr;Antal\nA-1;00104;1\nA-2;00105;2\n")
    assert case.paths["Ref"] == "names the document"


def test_rows_of_sums_are_counted_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, manifest = tmp_path / "t.csv", tmp_path / "t.yaml"
    table.write_text(f"{HEAD}\n{ROWS}Summa;;;;3;6,00\n", encoding="utf-8")
    assert run(["import", str(table), "-o", str(manifest)]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert ": 2 rows and 1 sum row · 6 columns · 2 documents" in out
    assert "Proposed from `t.csv`: 2 rows and 1 of sums, 6 columns." in manifest.read_text(encoding="utf-8")
