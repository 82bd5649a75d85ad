"""Demonstration data: a small company with invoices in every early status, and settings of a few customers."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from bulkops.core.http import Request
from bulkops.core.json import dumps
from bulkops.sandbox import ddapi, reversals
from bulkops.sandbox.actions import finish_releases
from bulkops.sandbox.attachments import attach_upload
from bulkops.sandbox.call import Call
from bulkops.sandbox.demo import FIRST_NOTE, INVOICES, NEXT_INVOICE, NEXT_NOTE, SETTINGS_OF, DemoInvoice, DemoLine
from bulkops.sandbox.form import Upload
from bulkops.sandbox.invoices import create
from bulkops.sandbox.rows import CREDIT_NOTE, INVOICE, start_release
from bulkops.sandbox.state import State
from bulkops.sandbox.switches import Switches

_DAY_S = 86_400


def seed(state: State, switches: Switches, now: float) -> None:
    """Fill an empty company; one that has documents or settings is left as it is."""
    if state.db.execute("SELECT 1 FROM document UNION ALL SELECT 1 FROM settings LIMIT 1").fetchone():
        return
    quiet = Switches(utc_offset_minutes=switches.utc_offset_minutes)
    _count_from(state, CREDIT_NOTE, FIRST_NOTE)
    for invoice in INVOICES:
        _add_invoice(state, quiet, now - invoice.days_ago * _DAY_S, invoice)
    for number in SETTINGS_OF:
        _add_settings(state, quiet, now, number)
    _count_from(state, INVOICE, NEXT_INVOICE)
    _count_from(state, CREDIT_NOTE, NEXT_NOTE)


def _count_from(state: State, series: str, number: int) -> None:
    state.db.execute("INSERT OR REPLACE INTO counter VALUES (?, ?)", (series, number - 1))


def _add_invoice(state: State, switches: Switches, at: float, invoice: DemoInvoice) -> None:
    def call(body: Any, *parameters: str) -> Call:
        request = Request(api="visma", method="POST", path="/v2/customerinvoice", body=dumps(body))
        return Call(state=state, switches=switches, request=request, now=at, seq=0, parameters=parameters)

    create(call(_body(invoice, at)))
    known = call({}, invoice.number)
    row = known.document()
    if invoice.file is not None:
        name, line, content = invoice.file
        upload = Upload(name=name, media_type="text/plain", content=content.encode(), metadata={})
        attach_upload(known, row, line, upload)
    if invoice.released:
        start_release(state, row, at)
        finish_releases(state, switches, at)
    if invoice.reversed_by:
        {"reverse": reversals.reverse, "reverseandapplytonote": reversals.reverse_and_apply}[invoice.reversed_by](known)


def _body(invoice: DemoInvoice, at: float) -> dict[str, Any]:
    return {
        "customerNumber": {"value": invoice.customer},
        "referenceNumber": {"value": invoice.number},
        "overrideNumberSeries": {"value": True},
        "documentDate": {"value": datetime.fromtimestamp(at, UTC).date().isoformat()},
        "currencyId": {"value": invoice.currency},
        "invoiceText": {"value": invoice.text},
        "hold": {"value": invoice.hold},
        "externalReference": {"value": f"demo-{invoice.number}"},
        "invoiceLines": [_line(line) for line in invoice.lines],
        **invoice.more,
    }


def _line(line: DemoLine) -> dict[str, Any]:
    return {
        "operation": "Insert",
        "inventoryNumber": {"value": line.item},
        "description": {"value": line.text},
        "quantity": {"value": Decimal(line.quantity)},
        "unitPriceInCurrency": {"value": Decimal(line.price)},
        **line.more,
    }


def _add_settings(state: State, switches: Switches, now: float, number: int) -> None:
    even = number % 2 == 0
    settings = {
        "CustomerNumber": number,
        "RetainsInvoiceType": False,
        "CurrencyId": 1 if even else 2,
        "TermsOfPaymentId": 4,
        "PaysInvoiceFee": even,
        "InvoiceTypeId": 1,
        "InterestTypeId": 1 if even else None,
        "InvoiceCycleId": 3,
        "InvoiceRecipientCustomerNumber": None,
        "CreditAccountId": None,
        "AllowInvoicePaymentFromOrder": True,
        "SendInvoiceFromOrderAsEmail": not even,
        "InvoiceOrderPaymentEmailAddress": None if even else f"invoice@customer{number}.example",
        "ReverseTax": False,
    }
    request = Request(api="ddapi", method="PUT", path="/api/customers/invoice")
    ddapi.write(Call(state=state, switches=switches, request=request, now=now, seq=0), settings)
