"""A run from a nasty table: Windows-1252, semicolons, quotes, blank lines, rows of one invoice apart."""

import csv
from collections import Counter
from pathlib import Path

from tests.runs.folder import Done, Folder

COLUMNS = ["_state", "_code", "_message", "_number"]
HEADER = b"Nr;Kund;Text;Artikel;Antal;Pris;Status\r\n"
#: By line: 2 to 10 are rows, of which 5 is two lines long, and 8 is blank.
ROWS = {
    2: b'N1;10001;"K\xf6ket; ""norra""";A;1;10,50;Open\r\n',
    3: b"N2;10001;Caf\xe9;A;2;5,00;Open\r\n",
    4: b'N1;10001;"K\xf6ket; ""norra""";B;1;1,25;Open\r\n',
    5: b'N3;10001;"two\r\nlines";A;1;7,00;Open\r\n',
    7: b"N4;10001;plain;A;1;8,00;Closed\r\n",
    9: b'N3;10001;"two\r\nlines";B;3;1,00;Open\r\n',
    11: b"N5;10001;last;A;1;9,00;Open",
}
TABLE = HEADER + b"".join(row + (b"\r\n" if line == 7 else b"") for line, row in ROWS.items())
MANIFEST = """bulkops: 1
name: nasty
defaults:
  visma.invoice.create: {{currencyId: NOK, hold: false}}
operations:
  - rows:
      file: {file}
      encoding: cp1252
      delimiter: ";"
      decimal: ","
      group_by: Nr
      where: {{Status: Open}}
    id: "inv-{{Nr}}"
    op: visma.invoice.create
    with:
      customerNumber: {{column: Kund}}
      documentDate: 2026-03-31
      externalReference: {{column: Nr}}
      invoiceText: {{column: Text}}
      invoiceLines:
        each_row:
          inventoryNumber: {{column: Artikel}}
          quantity: {{column: Antal}}
          unitPriceInCurrency: {{column: Pris}}
    then: [visma.invoice.release]
"""


def prepare(folder: Folder, *, file: str = "nasty.csv", more: str = "") -> None:
    (folder.path / "nasty.csv").write_bytes(TABLE)
    folder.write("nasty.yaml", MANIFEST.format(file=file) + more)


def results(folder: Folder, *more: str, to: str = "out") -> Done:
    return folder.run("results", "-o", to, *more)


def read(folder: Folder, name: str, *, encoding: str = "cp1252", delimiter: str = ";") -> list[dict[str, str]]:
    path = folder.path / "out" / name
    if not path.exists():
        return []
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def by_state(folder: Folder, out: str = "out") -> Counter[tuple[str, str, str]]:
    """Count rows by file, state and code."""
    found: Counter[tuple[str, str, str]] = Counter()
    for path in sorted((folder.path / out).glob("*.csv")):
        with path.open(encoding="cp1252", newline="") as stream:
            for row in csv.DictReader(stream, delimiter=";"):
                found[path.stem, row["_state"], row["_code"]] += 1
    return found


def source_bytes(path: Path) -> list[bytes]:
    """Give the rows of a results file without the four columns, whose cells have no `;` and no quotes in them here."""
    rows, kept = [], b""
    for line in path.read_bytes().splitlines(keepends=True):
        kept += line
        if kept.count(b'"') % 2 == 0:
            body, _, _ = kept.rpartition(b"\r\n")
            rows.append(b";".join(body.split(b";")[:-4]) + b"\r\n")
            kept = b""
    return rows
