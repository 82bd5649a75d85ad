"""Results of every kind of source: workbooks, several tables of one manifest, lines above a header; and each line proved."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.folder import Folder
from tests.runs.tabled import TABLE, read, results
from tests.runs.test_results_rows import CREATES, refuse, told

BOOK = """bulkops: 1
name: book
defaults:
  visma.invoice.create: {currencyId: NOK, hold: false}
operations:
  - rows: {file: march.xlsx, sheet: Sales, header: 3, decimal: ".", group_by: No}
    id: "inv-{No}"
    op: visma.invoice.create
    with:
      customerNumber: {column: Customer}
      documentDate: {column: Date}
      externalReference: {column: No}
      invoiceText: {column: Text}
      invoiceLines:
        each_row: {inventoryNumber: {column: Article}, quantity: {column: Quantity}, unitPriceInCurrency: {column: Price}}
"""
PAYLOAD = """    op: visma.invoice.create
    with:
      customerNumber: "10001"
      externalReference: {column: Nr}
      invoiceLines: [{inventoryNumber: A, quantity: 1, unitPriceInCurrency: {column: Price}}]
"""


def workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Notes"
    sheet = book.create_sheet("Sales")
    for row in (
        ("Sales, March",),
        (),
        ("No", "Customer", "Date", "Text", "Article", "Quantity", "Price"),
        ("B1", 10001, date(2026, 3, 31), "Küche", "A", 1.234, 100),
        ("B2", 10001, date(2026, 3, 30), 'Café, "small"', "A", 2, 0.1 + 0.2),
        ("B1", 10001, date(2026, 3, 31), "Küche", "B", 1, 1234.5),
    ):
        sheet.append(row)
    book.save(path)


def test_rows_of_a_workbook_are_written_as_text_and_read_again_in_its_place(folder: Folder) -> None:
    workbook(folder.path / "march.xlsx")
    folder.write("book.yaml", BOOK)
    refuse(folder, "Caf")
    first = folder.apply("book.yaml")
    assert first.code == 1, first.text
    done = results(folder)
    assert done.code == 0, done.text
    assert [(row["No"], row["Quantity"], row["Price"]) for row in read(folder, "succeeded.csv", delimiter=",")] == [
        ("B1", "1.234", "100"),
        ("B1", "1", "1234.5"),
    ]
    failed = folder.path / "out" / "failed.csv"
    text = failed.read_text(encoding="utf-8")
    assert text.startswith("No,Customer,Date,Text,Article,Quantity,Price,_state,_code,_message,_number\n")
    assert 'B2,10001,2026-03-30,"Café, ""small""",A,2,0.3,refused,' in text
    failed.write_text(text.replace("Café", "Kaffé").replace(",2,0.3,", ",1.234,0.3,"), encoding="utf-8")
    again = folder.run(*told(done), "--yes")
    assert again.code == 0, again.text
    assert len(folder.effects("created")) == 2
    second = results(folder, to="again")
    assert second.code == 0, second.text
    assert (folder.path / "again" / "succeeded.csv").read_text(encoding="utf-8").count("B2,10001,2026-03-30") == 1
    with folder.ledger() as ledger:
        assert {str(held.net) for held in ledger.documents() if held.external_reference == "B2"} == {"0.37"}


def test_several_tables_of_one_manifest(folder: Folder) -> None:
    folder.write("a.csv", "Nr,Price\nX1,10\nX2,20\n")
    folder.write("b.csv", "Nr,Price\nY1,30\n")
    entries = "".join(f'  - rows: {{file: {name}.csv}}\n    id: "{name}-{{Nr}}"\n{PAYLOAD}' for name in ("a", "b"))
    folder.write(
        "two.yaml",
        f"bulkops: 1\nname: two\ndefaults: {{visma.invoice.create: {{currencyId: NOK}}}}\noperations:\n{entries}",
    )
    refuse(folder, "X2")
    assert folder.apply("two.yaml").code == 1
    done = results(folder)
    assert done.code == 0, done.text
    assert "a.csv: 1 succeeded · 1 failed = 2 rows\nb.csv: 1 succeeded = 1 row\n" in done.out
    assert {path.name for path in (folder.path / "out").glob("*.csv")} == {
        "a-succeeded.csv",
        "a-failed.csv",
        "b-succeeded.csv",
    }
    words = told(done)
    assert words == ["apply", "two.yaml", "--rows", "a.csv=out/a-failed.csv"]
    file = folder.path / "out" / "a-failed.csv"
    file.write_bytes(file.read_bytes().replace(b"X2,20", b"Z2,20"))
    again = folder.run(*words, "--yes")
    assert again.code == 0, again.text
    # One table was read in the place of another, and the other as it is named; both are found again.
    second = results(folder, to="again")
    assert second.code == 0, second.text
    assert "out/a-failed.csv: 1 succeeded = 1 row\nb.csv: 1 succeeded = 1 row\n" in second.out


def test_tables_of_one_name_have_files_of_their_own(folder: Folder) -> None:
    for number, name in enumerate(("x/a", "y/a", "a-2")):
        (folder.path / name).parent.mkdir(exist_ok=True)
        folder.write(f"{name}.csv", f"Nr,Price\nX{number},1{number}\n")
    entries = "".join(f'  - rows: {{file: {name}.csv}}\n    id: "{{Nr}}"\n{PAYLOAD}' for name in ("x/a", "y/a", "a-2"))
    folder.write(
        "all.yaml",
        f"bulkops: 1\nname: all\ndefaults: {{visma.invoice.create: {{currencyId: NOK}}}}\noperations:\n{entries}",
    )
    assert folder.apply("all.yaml").code == 0
    done = results(folder)
    assert done.code == 0, done.text
    files = sorted((folder.path / "out").glob("*.csv"))
    assert len(files) == 3
    assert sorted(path.read_bytes().splitlines()[1][:5] for path in files) == [b"X0,10", b"X1,11", b"X2,12"]


def test_the_line_that_names_the_delimiter_stays_on_top(folder: Folder) -> None:
    (folder.path / "nasty.csv").write_bytes(b"sep=;\r\n" + TABLE)
    folder.write("nasty.yaml", CREATES.format(file="nasty.csv"))
    refuse(folder, "Caf")
    assert folder.apply("nasty.yaml").code == 1
    done = results(folder)
    assert done.code == 0, done.text
    for name in ("succeeded", "failed", "skipped"):
        assert (folder.path / "out" / f"{name}.csv").read_bytes().startswith(b"sep=;\r\nNr;Kund;Text;")
    assert results(folder, "--check").code == 0
    file = folder.path / "out" / "failed.csv"
    file.write_bytes(file.read_bytes().replace(b"Caf\xe9", b"Kaff\xe9"))
    assert folder.run(*told(done), "--yes").code == 0
    assert results(folder, to="again").code == 0
    written = (folder.path / "again" / "succeeded.csv").read_bytes()
    assert written.startswith(b"sep=;\r\nNr;Kund;Text;Artikel;Antal;Pris;Status;_state;_code;_message;_number\r\nN2;")


@pytest.fixture
def proof(folder: Folder) -> Folder:
    """Give results with a row in every kind of file."""
    more = """  - id: by-hand
    op: visma.invoice.create
    with: {customerNumber: "10001", invoiceLines: [{inventoryNumber: A, quantity: 1, unitPriceInCurrency: 3}]}
"""
    (folder.path / "nasty.csv").write_bytes(TABLE + b"\r\nN6;10001;lost;A;1;6,00;Open\r\n")
    folder.write("nasty.yaml", CREATES.format(file="nasty.csv") + more)
    folder.fail(
        Fault(kind=FaultKind.REFUSE, method="POST", path="/v2/customerinvoice", contains="Caf", count=0),
        Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path="/v2/customerinvoice", contains="N6"),
    )
    assert folder.apply("nasty.yaml").code == 7
    assert results(folder).code == 0
    return folder


def test_a_line_that_was_changed_in_any_file_is_named(proof: Folder) -> None:
    files = sorted((proof.path / "out").glob("*.csv"))
    assert [path.stem for path in files] == ["failed", "in_doubt", "operations", "skipped", "succeeded"]
    for path in files:
        whole = path.read_bytes()
        lines = whole.splitlines(keepends=True)
        for number in range(1, len(lines) + 1):
            line = lines[number - 1]
            path.write_bytes(b"".join([*lines[: number - 1], line.swapcase(), *lines[number:]]))
            done = results(proof, "--check")
            assert (done.code, f"error[P090]: `out/{path.name}:" in done.err) == (1, True), done.text
            told_line = int(done.err.split(f"{path.name}:")[1].partition("`")[0])
            # A row of two lines is named by its first.
            assert told_line == number or (number - told_line == 1 and b'"two' in lines[told_line - 1]), done.err
            if number == 2:
                break
        path.write_bytes(whole)
    assert results(proof, "--check").code == 0
