"""Exports of two more systems, from the table to the proof: imported, validated, planned, applied, and added up apart."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import openpyxl

from tests.runs.folder import FIRST_NUMBER, Folder

ABOVE = "Nordisk Handel A/S\tFakturajournal\nUdskrevet\t31-03-2026 23:59\n\n"
DANISH = """\
Bilagsnr.\tBilagsdato\tDebitornr.\tValuta\tVarenr.\tBeskrivelse\tMængde\tStykpris\tLinjebeløb
0007\t05-03-2026\t10001\tNOK\tA\tKørsel, lastbil\t12,50\t1.104,50\t13.806,25
0008\t25-03-2026\t10002\tNOK\tB\tRådgivning "grøn"\t3,00\t750,00\t2.250,00
0007\t05-03-2026\t10001\tNOK\tB\tRetur\t2,00-\t99,95\t199,90-
0009\t31-03-2026\t10001\tNOK\tA\tÆblemost\t1.200,00\t0,85\t1.020,00
"""
SUM_ROW = "I alt\t\t\t\t\t\t\t\t16.876,35\n"
NAMES = ("Laskunumero", "Laskupäivä", "Asiakasnumero", "Valuutta", "Tuotenumero", "Määrä", "Yksikköhinta")
SHEET = (
    (2001, date(2026, 3, 5), 10001, "NOK", "A", 1.234, 1000),
    (2002, date(2026, 3, 6), 10002, "NOK", "B", 3, 0.1 + 0.2),
    (2001, date(2026, 3, 5), 10001, "NOK", "B", -2, 99.5),
)


def danish_number(text: str) -> Decimal:
    """Read a number by hand, not by what is tested."""
    bare = Decimal(text.rstrip("-").replace(".", "").replace(",", "."))
    return -bare if text.endswith("-") else bare


def made(folder: Folder) -> dict[str, tuple[str, Decimal]]:
    """Give customer and net sum of what was made, by the mark on it."""
    with folder.ledger() as ledger:
        held = [each for each in ledger.documents() if each.number >= FIRST_NUMBER]
    assert {each.currency for each in held} == {"NOK"}
    return {each.external_reference: (each.customer, each.net) for each in held}


def through(folder: Folder, table: str, *options: str) -> Path:
    """Go from a table to the proof; give the folder of the results."""
    imported = folder.run("import", table, "-o", "m.yaml", *options)
    assert imported.code == 0, imported.text
    assert "TODO" not in imported.out
    for words in (("validate", "m.yaml"), ("plan", "m.yaml", "-o", "m.plan"), ("apply", "--yes", "m.plan")):
        done = folder.run(*words)
        assert done.code == 0, done.text
    for more in ((), ("--check",)):
        done = folder.run("results", "-o", "out", *more)
        assert done.code == 0, done.text
    return folder.path / "out"


def test_a_danish_export_adds_up(folder: Folder) -> None:
    (folder.path / "journal.csv").write_bytes((ABOVE + DANISH + SUM_ROW).encode("utf-16"))
    out = through(folder, "journal.csv")
    sums: dict[str, tuple[str, Decimal]] = {}
    for row in csv.DictReader(StringIO(DANISH), delimiter="\t", quoting=csv.QUOTE_NONE):
        _, net = sums.get(row["Bilagsnr."], ("", Decimal(0)))
        sums[row["Bilagsnr."]] = (row["Debitornr."], net + danish_number(row["Linjebeløb"]))
    assert made(folder) == sums
    assert sum(net for _, net in sums.values()) == danish_number(SUM_ROW.rsplit("\t", maxsplit=1)[-1].strip())

    found = {path.stem: path.read_bytes().decode("utf-16").removeprefix(ABOVE) for path in out.glob("*.csv")}
    assert {name: len(text.splitlines()) - 1 for name, text in found.items()} == {"succeeded": 4, "skipped": 1}
    header, *rows = DANISH.splitlines()
    columns = "_state\t_code\t_message\t_number"
    assert {text.splitlines()[0] for text in found.values()} == {f"{header}\t{columns}"}
    assert [line.rsplit("\t", 4)[0] for line in found["succeeded"].splitlines()[1:]] == rows
    assert found["skipped"].splitlines()[1].startswith(SUM_ROW.rstrip("\n"))


def test_a_finnish_workbook_adds_up(folder: Folder) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Yhteenveto", 3])
    sheet = book.create_sheet("Laskut")
    for row in (NAMES, *SHEET):
        sheet.append(row)
    book.save(folder.path / "laskut.xlsx")
    out = through(folder, "laskut.xlsx", "--sheet", "Laskut")
    # 1.234 * 1000 - 2 * 99.5, and 3 * 0.3: what was typed, not what a binary number makes of it.
    assert made(folder) == {"2001": ("10001", Decimal("1035.00")), "2002": ("10002", Decimal("0.90"))}
    (found,) = out.glob("*.csv")
    rows = list(csv.DictReader(StringIO(found.read_text(encoding="utf-8"))))
    assert [(row["Laskunumero"], row["Määrä"], row["Yksikköhinta"]) for row in rows] == [
        ("2001", "1.234", "1000"),
        ("2002", "3", "0.3"),
        ("2001", "-2", "99.5"),
    ]
    assert {row["_state"] for row in rows} == {"succeeded"}
