"""What one writes in an afternoon in place of bulkops: `csv`, an HTTP client, a pool of threads, a results file.

It reads the export that `benchmarks.tables` makes, groups its rows, sends each invoice, sends again what was answered
with a 5xx or not at all, and writes down what became of each row. It imports nothing of bulkops. What it does not do:
check anything before the first call, look for what is there already, keep a journal, or go on after it was killed.

Run by the other benchmarks: `plain_script.py creates|releases|updates TABLE URL [--in-flight 8] [--give-up]`.
"""

import argparse
import csv
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2

TRIES = 4
_WAIT_S = 0.2
_INVOICES = "/v1/customerinvoice"

Rows = list[dict[str, str]]


class Sender:
    """The HTTP client, with a token and a loop that tries again.

    Args:
        url: Where the system is.
        in_flight: How many connections it may open.
        gives_up: Whether what was not answered counts as failed, and is not sent again.
    """

    def __init__(self, url: str, in_flight: int, *, gives_up: bool) -> None:
        limits = httpx2.Limits(max_connections=in_flight, max_keepalive_connections=in_flight)
        self._client = httpx2.Client(base_url=url, limits=limits, timeout=60, trust_env=False)
        self._tries = 1 if gives_up else TRIES
        form = {"grant_type": "client_credentials", "client_id": "isv_script", "client_secret": "sandbox"}
        token = self._client.post("/connect/token", data={**form, "tenant_id": "demo"}).raise_for_status().json()
        self._client.headers["Authorization"] = f"Bearer {token['access_token']}"

    def send(self, method: str, path: str, body: Any = None) -> httpx2.Response:
        """Send a request until it is answered by anything but a 5xx."""
        for left in reversed(range(self._tries)):
            try:
                response = self._client.request(method, path, json=body)
            except httpx2.TransportError:
                if not left:
                    raise
            else:
                if response.status_code < 500 or not left:
                    return response.raise_for_status()
            time.sleep(_WAIT_S)  # noqa: TID251 - a script of an afternoon has no clock to take
        raise AssertionError


def create(sender: Sender, rows: Rows) -> str:
    """Make an invoice of its rows; give its number."""
    head = rows[0]
    lines = [
        {
            "operation": "Insert",
            "inventoryNumber": {"value": row["Artikel"]},
            "description": {"value": row["Benämning"]},
            "quantity": {"value": _number(row["Antal"])},
            "unitPriceInCurrency": {"value": _number(row["À-pris"])},
        }
        for row in rows
    ]
    body = {
        "customerNumber": {"value": head["Kundnr"]},
        "documentDate": {"value": _day(head["Fakturadatum"])},
        "documentDueDate": {"value": _day(head["Förfallodatum"])},
        "currencyId": {"value": head["Valuta"]},
        "customerRefNumber": {"value": head["Ordernr"]},
        "externalReference": {"value": head["Fakturanr"]},
        "invoiceText": {"value": head["Er referens"]},
        "hold": {"value": False},
        "invoiceLines": lines,
    }
    response = sender.send("POST", "/v2/customerinvoice", body)
    return response.headers["Location"].rsplit("/", 1)[-1]


def release(sender: Sender, rows: Rows) -> str:
    """Make an invoice and release it; that it was released in the end is not looked at."""
    number = create(sender, rows)
    sender.send("POST", f"{_INVOICES}/{number}/action/release")
    return number


def update(sender: Sender, rows: Rows) -> str:
    """Set an invoice's reference and text, where they are not so already."""
    row = rows[0]
    now = sender.send("GET", f"{_INVOICES}/{row['Nummer']}").json()
    wanted = {"customerRefNumber": row["Referens"], "invoiceText": row["Text"]}
    changed = {name: {"value": value} for name, value in wanted.items() if now.get(name) != value}
    if changed:
        sender.send("PUT", f"{_INVOICES}/{row['Nummer']}", changed)
    return row["Nummer"]


WORK: dict[str, Callable[[Sender, Rows], str]] = {"creates": create, "releases": release, "updates": update}


def _number(text: str) -> float:
    return float(Decimal(text.replace(",", ".")))


def _day(text: str) -> str:
    return datetime.strptime(text, "%d.%m.%Y").date().isoformat()  # noqa: DTZ007 - a day has no zone


def main() -> None:
    parser = argparse.ArgumentParser(description="Send a legacy export, the plain way.")
    parser.add_argument("what", choices=WORK)
    parser.add_argument("table", type=Path)
    parser.add_argument("url")
    parser.add_argument("--in-flight", type=int, default=8)
    parser.add_argument("--give-up", action="store_true", help="count as failed what was not answered")
    options = parser.parse_args()

    sender, work = Sender(options.url, options.in_flight, gives_up=options.give_up), WORK[options.what]
    groups: dict[str, Rows] = {}
    with options.table.open(encoding="cp1252", newline="") as stream:
        for row in csv.DictReader(stream, delimiter=";"):
            groups.setdefault(row.get("Fakturanr") or row["Nummer"], []).append(row)

    def one(rows: Rows) -> tuple[Rows, str, str]:
        try:
            return rows, "ok", work(sender, rows)
        except (httpx2.HTTPError, ValueError, KeyError) as error:
            return rows, "failed", str(error)

    with (
        ThreadPoolExecutor(options.in_flight) as pool,
        options.table.with_name("script-results.csv").open("w", encoding="cp1252", newline="") as stream,
    ):
        writer = csv.writer(stream, delimiter=";")
        for rows, state, told in pool.map(one, groups.values()):
            writer.writerows([*row.values(), state, told] for row in rows)


if __name__ == "__main__":
    main()
