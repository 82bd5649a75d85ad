"""What the demonstration company holds: values only, `seed.py` makes documents of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class DemoLine:
    """A line; quantity and price as decimal text.

    Attributes:
        item: Number of the item.
        text: Description.
        quantity: How many.
        price: Price of one, in the invoice's currency.
        more: Further members, as a request has them.
    """

    item: str
    text: str
    quantity: str
    price: str
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoInvoice:
    """An invoice.

    Attributes:
        number: Its number.
        customer: Number of the customer.
        days_ago: How many days before the company was made it was entered.
        currency: Its currency.
        text: Its text.
        lines: Its lines.
        hold: It is a draft.
        released: It is released.
        reversed_by: It has a credit note: `reverse`, or `reverseandapplytonote`, which closes it; empty: none.
        file: File of the invoice, as (name, line or 0, content); None: none.
        more: Further members, as a request has them.
    """

    number: str
    customer: str
    days_ago: int
    currency: str = "NOK"
    text: str
    lines: tuple[DemoLine, ...]
    hold: bool = False
    released: bool = False
    reversed_by: str = ""
    file: tuple[str, int, str] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


def _value(value: Any) -> dict[str, Any]:
    return {"value": value}


_AGREEMENT = (DemoLine("310", "Service agreement, monthly", "1", "4900"),)
_SWEDISH = {"vatCodeId": _value("SE25"), "domesticServicesDeductible": _value(value=True)}
_STOCKHOLM = {
    "overrideAddress": _value(value=True),
    "addressLine1": _value("Ringvägen 12"),
    "postalCode": _value("118 60"),
    "city": _value("Stockholm"),
    "countryId": _value("SE"),
}
_ROT = {
    "distributedAutomaticaly": _value(value=True),
    "type": _value("Rot"),
    "estate": _value("Nordvik 1:23"),
    "distribution": [{"operation": "Insert", "personalId": _value("19800101-1234")}],
}

INVOICES: tuple[DemoInvoice, ...] = (
    DemoInvoice(
        number="100231",
        customer="10001",
        days_ago=8,
        text="Consulting, first half of the month",
        lines=(DemoLine("101", "Consulting, senior", "12.5", "1250"), DemoLine("220", "Travel", "1", "840.50")),
    ),
    DemoInvoice(number="100232", customer="10002", days_ago=7, text="Service agreement", lines=_AGREEMENT),
    DemoInvoice(
        number="100233",
        customer="10003",
        days_ago=6,
        text="Spare parts",
        lines=(
            DemoLine("410", "Filter", "24", "89.90"),
            DemoLine("411", "Gasket", "12", "14.25"),
            DemoLine("999", "Freight", "1", "250"),
        ),
        file=("order.txt", 0, "24 filters and 12 gaskets, to be delivered at the gate.\n"),
    ),
    DemoInvoice(
        number="100234",
        customer="10001",
        days_ago=5,
        text="Consulting, second half of the month",
        lines=(DemoLine("101", "Consulting, senior", "8", "1250"),),
        hold=True,
    ),
    DemoInvoice(
        number="100235",
        customer="10004",
        days_ago=4,
        currency="SEK",
        text="Installation in Gothenburg",
        lines=(DemoLine("120", "Installation", "16", "980"),),
        hold=True,
    ),
    DemoInvoice(
        number="100236",
        customer="10005",
        days_ago=3,
        text="Spare parts",
        lines=(DemoLine("410", "Filter", "48", "89.90"),),
        released=True,
        file=("delivery-note.txt", 1, "48 filters, received in full.\n"),
    ),
    DemoInvoice(
        number="100237",
        customer="10002",
        days_ago=2,
        text="Service agreement",
        lines=_AGREEMENT,
        released=True,
    ),
    DemoInvoice(
        number="100238",
        customer="10006",
        days_ago=1,
        currency="EUR",
        text="Training",
        lines=(DemoLine("130", "Training day", "2", "1150"),),
        released=True,
    ),
    DemoInvoice(
        number="100239",
        customer="10007",
        days_ago=1,
        currency="SEK",
        text="Renovation of a kitchen",
        lines=(
            DemoLine("140", "Carpentry", "18", "620", _SWEDISH | {"typeOfWork": _value("Bygg")}),
            DemoLine("450", "Timber", "1", "3400", _SWEDISH | {"itemType": _value("MaterialCost")}),
        ),
        more={
            "domesticServicesDeductibleDocument": _value(value=True),
            "rotRutDetails": _ROT,
            "billingAddress": _value(_STOCKHOLM),
        },
    ),
    DemoInvoice(
        number="100240",
        customer="10008",
        days_ago=1,
        text="Service agreement, ended",
        lines=_AGREEMENT,
        released=True,
        reversed_by="reverse",
    ),
    DemoInvoice(
        number="100241",
        customer="10006",
        days_ago=1,
        currency="EUR",
        text="Training, cancelled",
        lines=(DemoLine("130", "Training day", "1", "1150"),),
        released=True,
        reversed_by="reverseandapplytonote",
    ),
)
#: Customers that have invoice settings at DDAPI.
SETTINGS_OF = range(10042, 10048)
#: Where the credit notes of the demonstration begin, and the next numbers of both series begin above them.
FIRST_NOTE, NEXT_INVOICE, NEXT_NOTE = 100137, 100301, 200001
