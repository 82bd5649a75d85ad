"""Count what the table holds, without bulkops: `python check.py TABLE.csv`. The figures of README.md come from it."""  # noqa: INP001 - a script

import csv
import sys
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

Row = dict[str, str]
Lines = Counter[tuple[str, Decimal]]


def price(row: Row) -> Decimal:
    """Price of one unit, without VAT."""
    return Decimal(row["UnitPrice"].replace(",", "."))


def total(rows: list[Row]) -> Decimal:
    """Sum of quantity times price."""
    return sum((int(row["Quantity"]) * price(row) for row in rows), Decimal(0))


def quantities(rows: list[Row], sign: int) -> Lines:
    """Quantity of each article at each price; of a cancellation with the sign -1."""
    lines: Lines = Counter()
    for row in rows:
        lines[row["StockCode"], price(row)] += sign * int(row["Quantity"])
    return lines


def judge(cancelled: Lines, earlier: list[Lines]) -> str:
    """Say how much of a cancellation an earlier invoice of the same customer holds."""
    if any(invoice == cancelled for invoice in earlier):
        return "is an earlier invoice as a whole"
    held = [sum(invoice[line] >= count for line, count in cancelled.items()) for invoice in earlier]
    if len(cancelled) in held:
        return "all its lines are part of one earlier invoice"
    if any(held):
        return "some of its lines are part of an earlier invoice"
    return "its lines are in no earlier invoice" if earlier else "the customer has no earlier invoice"


def main() -> None:
    """Print the counts."""
    documents: dict[str, list[Row]] = defaultdict(list)
    with Path(sys.argv[1]).open(encoding="utf-8-sig", newline="") as table:
        for row in csv.DictReader(table, delimiter=";", strict=True):
            documents[row["InvoiceNo"]].append(row)
    invoices = {number: rows for number, rows in documents.items() if not number.startswith("C")}
    cancellations = {number: rows for number, rows in documents.items() if number.startswith("C")}
    for name, kind in (("invoices", invoices), ("cancellations", cancellations)):
        everything = [row for rows in kind.values() for row in rows]
        sys.stdout.write(f"{len(kind)} {name}, {len(everything)} rows, {total(everything):,.2f} GBP\n")
    judged: dict[str, list[str]] = defaultdict(list)
    for number, rows in cancellations.items():
        customer = rows[0]["CustomerID"]
        earlier = [
            quantities(sold, 1)
            for other, sold in invoices.items()
            if customer and sold[0]["CustomerID"] == customer and other < number[1:]
        ]
        judged[judge(quantities(rows, -1), earlier)].append(number)
    for verdict, numbers in sorted(judged.items()):
        rows = [row for number in numbers for row in cancellations[number]]
        sys.stdout.write(
            f"{len(numbers):>3} cancellations, {len(rows):>3} rows, {total(rows):>10,.2f} GBP: {verdict}\n"
        )


if __name__ == "__main__":
    main()
