"""A second client's edits, and what `bulkops drift` tells of them."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from bulkops.adapters.clock import SystemClock
from bulkops.core.http import Request
from bulkops.core.json import dumps
from bulkops.sandbox.erp import Erp
from tests.runs.folder import Folder
from tests.runs.test_interrupt import wait_until

INVOICE = "/v1/customerinvoice"
SETTINGS = {
    "CustomerNumber": 10042,
    "RetainsInvoiceType": False,
    "CurrencyId": 1,
    "TermsOfPaymentId": 3,
    "PaysInvoiceFee": True,
    "InvoiceTypeId": 1,
    "InterestTypeId": 1,
    "InvoiceCycleId": 3,
    "AllowInvoicePaymentFromOrder": True,
    "SendInvoiceFromOrderAsEmail": False,
    "InvoiceOrderPaymentEmailAddress": None,
    "ReverseTax": False,
}
CREATE = (
    "op: visma.invoice.create, with: {customerNumber: '10001', hold: false, currencyId: NOK, documentDate: 2026-03-31,"
    " externalReference: mark, invoiceLines: [{inventoryNumber: A, quantity: 1, unitPriceInCurrency: 5.50}]}"
)
OURS = "op: visma.invoice.update, invoice: '100231', with: {invoiceText: Ours}"
#: Every kind of operation on invoices; they follow a `CREATE` that is the first entry, in a folder with a `file.txt`.
EVERY_KIND = (
    "op: visma.invoice.update, invoice: {from: m-1}, with: {invoiceText: Ours, hold: false}",
    "op: visma.invoice.attach, invoice: {from: m-1}, file: file.txt, sendToAutoinvoice: true",
    "op: visma.invoice.print, invoice: {from: m-1}, save_as: m-1.pdf",
    "op: visma.invoice.release, invoice: {from: m-1}",
    "op: visma.invoice.correct, invoice: {from: m-1}",
    "op: visma.invoice.update, invoice: {from: m-6}, with: {invoiceText: Corrected, hold: false}",
    "op: visma.invoice.release, invoice: {from: m-6}",
    "op: visma.invoice.release, invoice: '100232'",
    "op: visma.invoice.reverse, invoice: '100232'",
    (
        "op: visma.invoice.update, invoice: '100231', with: {hold: true, invoiceLines: [{operation: Insert,"
        " inventoryNumber: A, quantity: 3, unitPriceInCurrency: 2}]}"
    ),
    "op: visma.invoice.delete, invoice: '100234'",
)


def put(number: str, **members: Any) -> Request:
    return Request(api="visma", method="PUT", path=f"{INVOICE}/{number}", body=dumps(members))


def delete(number: str) -> Request:
    return Request(api="visma", method="DELETE", path=f"{INVOICE}/{number}")


def release(number: str) -> Request:
    return Request(api="visma", method="POST", path=f"{INVOICE}/{number}/action/release")


def settings(**members: Any) -> Request:
    return Request(api="ddapi", method="PUT", path="/api/customers/invoice", body=dumps(SETTINGS | members))


def edit(folder: Folder, *requests: Request) -> None:
    """Do what another client does."""
    erp = folder.open_erp()
    for request in requests:
        assert erp.handle(request, SystemClock().now()).good, request
        if request.path.endswith("/action/release"):
            wait_until(partial(_is_released, erp, request))
    erp.close()


def _is_released(erp: Erp, request: Request) -> bool:
    """Say whether a release is over: its answer only says that it has started."""
    path = request.path.removesuffix("/action/release")
    seen = erp.handle(Request(api="visma", method="GET", path=path), SystemClock().now())
    return bool(json.loads(seen.body)["status"] != "Balanced")


def applied(folder: Folder, *entries: str, name: str = "m") -> None:
    lines = "".join(f"  - {{id: {name}-{number}, {entry}}}\n" for number, entry in enumerate(entries, 1))
    folder.write(f"{name}.yaml", f"bulkops: 1\nname: {name}\noperations:\n{lines}")
    done = folder.apply(f"{name}.yaml")
    assert done.code == 0, done.text


def drift(folder: Folder, *options: str) -> dict[str, Any]:
    """Look for drift; make sure that the exit code fits, and that nothing was written."""
    before = len(folder.writes())
    done = folder.run("drift", "--format", "json", "--detailed-exitcode", *options)
    assert done.code in {0, 2}, done.text
    found: dict[str, Any] = json.loads(done.out)
    assert found["format"] == "bulkops.drift/1"
    assert done.code == (2 if found["documents"] else 0)
    assert sum(found["counts"].values()) == len(found["documents"])
    assert len(folder.writes()) == before
    return found


def told(found: Mapping[str, Any]) -> dict[str, Any]:
    """Give, by document, what was done to it and which fields are different."""
    return {
        one["key"]: (one["drift"], {each["path"]: (each.get("left"), each.get("now")) for each in one["changes"]})
        for one in found["documents"]
    }
