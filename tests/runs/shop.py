"""What a shop's table holds, counted without bulkops: by the standard library, from the cells alone."""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

Row = dict[str, str]

#: Whose VAT code, as the page has it first, the system does not know.
UNION = {"EIRE", "France", "Germany"}


def is_cancelled(row: Row) -> bool:
    return row["InvoiceNo"].startswith("C")


def is_refused(row: Row) -> bool:
    return row["Country"] in UNION


@dataclass
class Part:
    """Some rows of a table.

    Attributes:
        rows: Their count.
        net: Sum without VAT.
        by_number: Sum of each invoice.
    """

    rows: int = 0
    net: Decimal = Decimal(0)
    by_number: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    @property
    def invoices(self) -> int:
        return len(self.by_number)


def read_rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table, delimiter=";", strict=True))


def count(rows: Iterable[Row], keep: Callable[[Row], bool] = lambda _: True) -> Part:
    part = Part()
    for row in filter(keep, rows):
        net = int(row["Quantity"]) * Decimal(row["UnitPrice"].replace(",", "."))
        part.rows += 1
        part.net += net
        part.by_number[row["InvoiceNo"]] += net
    return part


def source_cells(rows: Iterable[Row]) -> Counter[tuple[str, ...]]:
    """Count the rows by their cells, without what results put behind them."""
    return Counter(tuple(cell for name, cell in row.items() if not name.startswith("_")) for row in rows)
