"""Make legacy exports of any size, the same bytes every time, and the manifest that says what their columns mean."""

import random
from collections.abc import Iterator
from pathlib import Path

#: Rows of one invoice.
LINES = 3
#: Invoices whose rows stand among one another.
_WINDOW = 200

HEADER = (
    "Fakturanr;Radnr;Kundnr;Kundnamn;Gatuadress;Postnr;Ort;Land;Org.nr;Fakturadatum;Förfallodatum;Er referens;"
    "Vår referens;Ordernr;Valuta;Betalningsvillkor;Artikel;Benämning;Enhet;Antal;À-pris;Momskod;Projekt;Säljare;Status"
)
MANIFEST = """\
bulkops: 1
name: {name}
operations:
  - rows:
      file: {file}
      encoding: cp1252
      delimiter: ";"
      decimal: ","
      dates: "%d.%m.%Y"
      group_by: Fakturanr
    id: "inv-{{Fakturanr}}"
    op: visma.invoice.create
    with:
      customerNumber: {{column: Kundnr}}
      documentDate: {{column: Fakturadatum}}
      documentDueDate: {{column: Förfallodatum}}
      currencyId: {{column: Valuta}}
      customerRefNumber: {{column: Ordernr}}
      externalReference: {{column: Fakturanr}}
      invoiceText: {{column: Er referens}}
      hold: false
      invoiceLines:
        each_row:
          inventoryNumber: {{column: Artikel}}
          description: {{column: Benämning}}
          quantity: {{column: Antal}}
          unitPriceInCurrency: {{column: À-pris}}
"""
UPDATES = """\
bulkops: 1
name: updates
operations:
  - rows: {{file: {file}, encoding: cp1252, delimiter: ";"}}
    id: "upd-{{Nummer}}"
    op: visma.invoice.update
    invoice: {{column: Nummer}}
    with:
      customerRefNumber: {{column: Referens}}
      invoiceText: {{column: Text}}
"""
_TOWNS = ("Malmö", "Västerås", "Örebro", "Ålesund", "Tønsberg", "Århus", "Køge", "Hämeenlinna")


def export(folder: Path, rows: int, *, then: str = "") -> Path:
    """Write a table of 25 columns in Windows-1252, three lines an invoice, and its manifest; give the manifest.

    Args:
        folder: Where.
        rows: How many rows.
        then: What follows each create, such as `visma.invoice.release`; empty: nothing.
    """
    table = folder / f"export-{rows}.csv"
    with table.open("w", encoding="cp1252", newline="") as stream:
        stream.write(HEADER + "\r\n")
        stream.writelines(_lines(rows))
    path = folder / f"export-{rows}.yaml"
    follows = f"    then: [{then}]\n" if then else ""
    path.write_text(MANIFEST.format(name=f"export-{rows}", file=table.name) + follows, encoding="utf-8")
    return path


def updates(folder: Path, first: int, invoices: int) -> Path:
    """Write a table with a row for each invoice from a number on, which changes two fields, and its manifest."""
    table = folder / f"updates-{invoices}.csv"
    with table.open("w", encoding="cp1252", newline="") as stream:
        stream.write("Nummer;Referens;Text\r\n")
        stream.writelines(f"{number};PO-{number}-B;Ändrad {number}\r\n" for number in range(first, first + invoices))
    path = table.with_suffix(".yaml")
    path.write_text(UPDATES.format(file=table.name), encoding="utf-8")
    return path


def _lines(rows: int) -> Iterator[str]:
    shuffled = random.Random(rows)
    window: list[str] = []
    for n in range(rows):
        window.append(_line(*divmod(n, LINES)))
        if len(window) == LINES * _WINDOW or n == rows - 1:
            shuffled.shuffle(window)
            yield from window
            window.clear()


def _line(n: int, line: int) -> str:
    day, town = 1 + n % 28, _TOWNS[n % len(_TOWNS)]
    return (
        f"{n:08};{line + 1};{10001 + n % 9000};Blåbär & Söner {n % 9000} AB;Storgatan {n % 120};{10000 + n % 80000};"
        f"{town};SE;556{n % 1000000:06};{day:02}.03.2026;{day:02}.04.2026;Åsa Öberg {n % 500};Kjell;PO-{n:08};SEK;30;"
        f"CONS-{1 + (n + line) % 20};Konsulttid, vecka {9 + line};tim;{1 + (n + line) % 40},5;{900 + n % 500},25;25;"
        f"P{n % 300};Å. Ek;Ny\r\n"
    )
