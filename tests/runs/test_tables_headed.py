"""A table that is a manifest of its own, with a title above its columns: applied, reported, mended and applied again."""

from datetime import date

import openpyxl

from tests.runs.folder import Folder
from tests.runs.tabled import read, results
from tests.runs.test_results_rows import refuse, told

ABOVE = 'March;"of all\nbranches"\n\n'
NAMES = (
    "@op",
    "@id",
    "customerNumber",
    "currencyId",
    "invoiceText",
    "invoiceLines[].inventoryNumber",
    "invoiceLines[].quantity",
    "invoiceLines[].unitPriceInCurrency",
)
CREATE = "visma.invoice.create"
TABLE = f"""{ABOVE}{";".join(NAMES)}
{CREATE};1;10001;NOK;first;A;1,5;10
{CREATE};2;10001;NOK;spoilt;A;2;20
"""


def test_what_stands_above_the_columns_is_kept_and_a_saved_plan_knows_of_it(folder: Folder) -> None:
    folder.write("march.csv", TABLE)
    refuse(folder, "spoilt")
    options = ("--header", "4", "--delimiter", ";", "--decimal", ",")
    saved = folder.run("plan", "march.csv", *options, "-o", "march.plan")
    assert saved.code == 0, saved.text
    first = folder.apply("march.plan")
    assert first.code == 1, first.text
    done = results(folder, *options)
    assert done.code == 0, done.text
    failed = folder.path / "out" / "failed.csv"
    text = failed.read_text(encoding="utf-8")
    columns = (*NAMES, "@manifest", "_state", "_code", "_message", "_number")
    assert text.startswith(ABOVE + ";".join(columns) + "\n")
    failed.write_text(text.replace("spoilt", "mended"), encoding="utf-8")
    words = told(done)
    assert words == ["apply", "--header", "4", "--delimiter", ";", "--decimal", ",", "out/failed.csv"]
    again = folder.run(*words, "--yes")
    assert again.code == 0, again.text
    assert len(folder.effects("created")) == 2


def test_rows_of_a_sheet_with_a_title_are_applied_again_as_the_command_says(folder: Folder) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Notes"
    sheet = book.create_sheet("Sales")
    rows = [(CREATE, 1, 10001, "NOK", "first", "A", 1.234, 100), (CREATE, 2, 10001, "NOK", "spoilt", "A", 2.125, 100)]
    for row in (("Sales", date(2026, 3, 31)), (), NAMES, *rows):
        sheet.append(row)
    book.save(folder.path / "march.xlsx")
    refuse(folder, "spoilt")
    options = ("--header", "3", "--sheet", "Sales")
    first = folder.run("apply", "--yes", "march.xlsx", *options)
    assert first.code == 1, first.text
    done = results(folder, *options)
    assert done.code == 0, done.text
    assert [row["invoiceLines[].quantity"] for row in read(folder, "succeeded.csv", delimiter=",")] == ["1.234"]
    failed = folder.path / "out" / "failed.csv"
    failed.write_text(failed.read_text(encoding="utf-8").replace("spoilt", "mended"), encoding="utf-8")
    words = told(done)
    assert words == ["apply", "--decimal", ".", "out/failed.csv"]
    again = folder.run(*words, "--yes")
    assert again.code == 0, again.text
    with folder.ledger() as ledger:
        made = sorted(str(held.net) for held in ledger.documents() if held.number > "100300")
    assert made == ["123.40", "212.50"]
