"""Validate and plan a large legacy export, beside a script that reads the same rows and builds the same requests.

The table has 25 columns, is in Windows-1252 with a decimal comma, and holds three lines an invoice, among one another.
The script is what one writes in an afternoon: `csv`, a dictionary of all invoices, `json`; it checks nothing, looks for
nothing that is there already, and sends nothing here. What it costs to send them is for `benchmarks.migration`.

Run: `python -m benchmarks.large_table [--rounds 3] [--rows 30000]`; 1,000,000 rows take some minutes.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks.measure import BULKOPS, PYTHON, interleaved, median, table
from benchmarks.tables import export

ROWS = 30_000
_SCRIPT_NAME = "script that sends nothing"
_SCRIPT = """
import csv, json, sys
from datetime import datetime
found = {}
with open(sys.argv[1], encoding="cp1252", newline="") as stream:
    for row in csv.DictReader(stream, delimiter=";"):
        day = datetime.strptime(row["Fakturadatum"], "%d.%m.%Y").date().isoformat()
        head = {"customerNumber": {"value": row["Kundnr"]}, "documentDate": {"value": day}, "invoiceLines": []}
        found.setdefault(row["Fakturanr"], head)["invoiceLines"].append({
            "inventoryNumber": {"value": row["Artikel"]}, "description": {"value": row["Benämning"]},
            "quantity": {"value": float(row["Antal"].replace(",", "."))},
            "unitPriceInCurrency": {"value": float(row["À-pris"].replace(",", "."))}})
for body in found.values():
    json.dumps(body)
"""


def run(rounds: int, rows: int) -> str:
    """Measure, and give a table."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        manifest = export(folder, rows)
        script = folder / "script.py"
        script.write_text(_SCRIPT, encoding="utf-8")
        commands = {
            _SCRIPT_NAME: [PYTHON, script.name, f"{manifest.stem}.csv"],
            "bulkops validate": [*BULKOPS, "validate", manifest.name],
            "bulkops plan": [*BULKOPS, "plan", manifest.name],
        }
        costs = {name: median(found) for name, found in interleaved(commands, folder, rounds).items()}
    lines = [
        [
            f"{name}, {rows:,} rows",
            f"{cost.wall_s:.1f}",
            f"{cost.cpu_s:.1f}",
            f"{rows / cost.cpu_s:,.0f}",
            f"{cost.cpu_s / costs[_SCRIPT_NAME].cpu_s:.1f}",
            f"{cost.peak_mib:.0f}",
        ]
        for name, cost in costs.items()
    ]
    return table(("command", "s", "CPU s", "rows a CPU second", "ratio to the script", "peak MiB"), lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure `bulkops validate` and `plan` of a table.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=ROWS)
    options = parser.parse_args()
    print(run(options.rounds, options.rows))


if __name__ == "__main__":
    main()
