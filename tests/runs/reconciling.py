"""What `bulkops reconcile` tells of a run, and that its counts and sums add up, whatever it tells."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from bulkops.core.http import Request
from bulkops.core.json import dumps
from bulkops.sandbox.ledger import FOREIGN
from tests.runs.drifting import INVOICE
from tests.runs.folder import Done, Folder


def reconcile(folder: Folder, run: str = "", *, code: int | None = None) -> dict[str, Any]:
    """Reconcile a run; make sure that it adds up, that the exit code fits, and that nothing was written."""
    before = _own_writes(folder)
    name = run or folder.last_run().name
    done = folder.run("reconcile", name, "--format", "json")
    assert done.out, done.text
    found: dict[str, Any] = json.loads(done.out)
    assert (found["format"], found["run"]) == ("bulkops.reconcile/1", name)
    assert _own_writes(folder) == before
    check_adds_up(found)
    unsettled, differences = found["operations_unsettled"], found["differences"]
    assert done.code == (7 if unsettled else 1 if differences else 0)
    assert code in {None, done.code}, done.text
    return found


def _own_writes(folder: Folder) -> int:
    return sum(seen.client != FOREIGN for seen in folder.writes())


def check_adds_up(found: Mapping[str, Any]) -> None:
    """Make sure that counts are those of the documents, and that what explains a sum leads from one to the other."""
    listed = found["documents"]
    for standing, count in found["counts"].items():
        if standing != "as_made":
            assert sum(one["standing"] == standing for one in listed) == count, standing
    assert sum(found["counts"].values()) == found["documents_total"]
    assert sum(one["code"] is not None for one in listed) == found["differences"]
    for line in found["sums"]:
        because = sum(map(Decimal, line["because"].values()), Decimal(line["made"]))
        assert because == Decimal(line["found"]), line
        assert Decimal(line["found"]) - Decimal(line["made"]) == Decimal(line["difference"])


def sums(found: Mapping[str, Any], kind: str = "visma.invoice") -> dict[str, tuple[str, str, dict[str, str]]]:
    """Give, by currency, what was made, what was found, and why that is not the same."""
    return {
        line["currency"]: (line["made"], line["found"], line["because"])
        for line in found["sums"]
        if line["kind"] == kind
    }


def told(found: Mapping[str, Any]) -> dict[str, tuple[str, dict[str, tuple[Any, Any]]]]:
    """Give, by document, how it stands and what is different."""
    return {
        one["key"]: (one["standing"], {each["path"]: (each.get("left"), each.get("now")) for each in one["changes"]})
        for one in found["documents"]
    }


def ledger_net(folder: Folder, numbers: Iterable[str]) -> Decimal:
    """Add up what the system itself holds of some documents."""
    wanted = set(numbers)
    with folder.ledger() as ledger:
        return sum((held.net for held in ledger.documents() if held.number in wanted), Decimal(0))


def post(mark: str, price: str, day: str = "2026-03-31") -> Request:
    """Make an invoice with a mark, as another client does."""
    body = {
        "customerNumber": {"value": "10001"},
        "documentDate": {"value": day},
        "externalReference": {"value": mark},
        "currencyId": {"value": "NOK"},
        "invoiceLines": [
            {
                "inventoryNumber": {"value": "A"},
                "quantity": {"value": 1},
                "unitPriceInCurrency": {"value": Decimal(price)},
            }
        ],
    }
    return Request(api="visma", method="POST", path=INVOICE, body=dumps(body))


def creates(folder: Folder, count: int, name: str = "m") -> list[str]:
    """Apply a manifest of invoices that are created and not released; give their numbers, in its order."""
    entries = "".join(
        f"""
  - id: inv-{number}
    op: visma.invoice.create
    with:
      customerNumber: "10001"
      currencyId: NOK
      hold: false
      documentDate: 2026-03-31
      externalReference: {name}-{number}
      invoiceLines: [{{inventoryNumber: A, quantity: 2, unitPriceInCurrency: {number}.25}}]"""
        for number in range(1, count + 1)
    )
    folder.write(f"{name}.yaml", f"bulkops: 1\nname: {name}\noperations:{entries}\n")
    done = folder.apply(f"{name}.yaml")
    assert done.code == 0, done.text
    with folder.ledger() as ledger:
        numbers = {held.external_reference: held.number for held in ledger.documents()}
    return [numbers[f"{name}-{number}"] for number in range(1, count + 1)]


def flat(done: Done) -> str:
    """Give an output on one line."""
    return " ".join(done.out.split())
