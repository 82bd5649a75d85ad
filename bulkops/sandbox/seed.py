"""Demonstration data: a small company with invoices in every early status, and settings of a few customers."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from bulkops.core.http import Request
from bulkops.core.json import dumps
from bulkops.sandbox import ddapi
from bulkops.sandbox.actions import finish_releases
from bulkops.sandbox.call import Call
from bulkops.sandbox.invoices import create
from bulkops.sandbox.rows import find, start_release
from bulkops.sandbox.state import State
from bulkops.sandbox.switches import Switches

_DAY_S = 86_400
#: Number, customer, status, currency, text, and lines as (item, text, quantity, price).
_INVOICES: tuple[tuple[str, str, str, str, str, tuple[tuple[str, str, str, str], ...]], ...] = (
    (
        "100231",
        "10001",
        "Balanced",
        "NOK",
        "Consulting, first half of the month",
        (("101", "Consulting, senior", "12.5", "1250"), ("220", "Travel", "1", "840.50")),
    ),
    ("100232", "10002", "Balanced", "NOK", "Service agreement", (("310", "Service agreement, monthly", "1", "4900"),)),
    (
        "100233",
        "10003",
        "Balanced",
        "NOK",
        "Spare parts",
        (("410", "Filter", "24", "89.90"), ("411", "Gasket", "12", "14.25"), ("999", "Freight", "1", "250")),
    ),
    (
        "100234",
        "10001",
        "Hold",
        "NOK",
        "Consulting, second half of the month",
        (("101", "Consulting, senior", "8", "1250"),),
    ),
    ("100235", "10004", "Hold", "SEK", "Installation in Gothenburg", (("120", "Installation", "16", "980"),)),
    ("100236", "10005", "Open", "NOK", "Spare parts", (("410", "Filter", "48", "89.90"),)),
    ("100237", "10002", "Open", "NOK", "Service agreement", (("310", "Service agreement, monthly", "1", "4900"),)),
    ("100238", "10006", "Open", "EUR", "Training", (("130", "Training day", "2", "1150"),)),
)
_SETTINGS_OF = range(10042, 10048)


def seed(state: State, switches: Switches, now: float) -> None:
    """Fill an empty company; one that has documents or settings is left as it is."""
    if state.db.execute("SELECT 1 FROM document UNION ALL SELECT 1 FROM settings LIMIT 1").fetchone():
        return
    quiet = Switches(utc_offset_minutes=switches.utc_offset_minutes)
    for age, invoice in enumerate(_INVOICES):
        _add_invoice(state, quiet, now - (len(_INVOICES) - age) * _DAY_S, invoice)
    for number in _SETTINGS_OF:
        _add_settings(state, quiet, now, number)
    state.db.execute("INSERT OR REPLACE INTO counter VALUES ('invoice', 100300)")


def _add_invoice(state: State, switches: Switches, at: float, invoice: tuple[Any, ...]) -> None:
    number, customer, status, currency, text, lines = invoice
    day = datetime.fromtimestamp(at, UTC).date().isoformat()
    body = {
        "customerNumber": {"value": customer},
        "referenceNumber": {"value": number},
        "overrideNumberSeries": {"value": True},
        "documentDate": {"value": day},
        "currencyId": {"value": currency},
        "invoiceText": {"value": text},
        "hold": {"value": status == "Hold"},
        "externalReference": {"value": f"demo-{number}"},
        "invoiceLines": [
            {
                "operation": "Insert",
                "inventoryNumber": {"value": item},
                "description": {"value": line_text},
                "quantity": {"value": Decimal(quantity)},
                "unitPriceInCurrency": {"value": Decimal(price)},
            }
            for item, line_text, quantity, price in lines
        ],
    }
    request = Request(api="visma", method="POST", path="/v2/customerinvoice", body=dumps(body))
    create(Call(state=state, switches=switches, request=request, now=at, seq=0))
    row = find(state, number)
    if status == "Open" and row is not None:
        start_release(state, row, at)
        finish_releases(state, switches, at)


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
