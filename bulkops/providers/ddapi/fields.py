"""All fields of a customer's invoice settings but the customer's number, in the order of the vendor's page.

What may be null follows from the vendor's samples (compilator-ddapi.md, section 5.4); ids are taken to be 32 bits
wide and to start at 1 (section 5.8).
"""

from typing import Any

from bulkops.core.field import Field, Kind, Lookup

CUSTOMERS = Lookup(resource="ddapi.customer", member="CustomerNo", title="Name", inactive="Inactive")


def _field(name: str, kind: Kind, description: str, example: Any, **more: Any) -> Field:
    return Field(name=name, kind=kind, description=description, example=example, wrapped=False, observed=name, **more)


def _flag(name: str, description: str, **more: Any) -> Field:
    return _field(name, Kind.FLAG, description, example=True, **more)


def _id(name: str, description: str, example: int, **more: Any) -> Field:
    return _field(name, Kind.INTEGER, description, example, minimum=1, **more)


def _kind(name: str, description: str, example: int) -> Field:
    """Declare an id of a kind that DDAPI has no list of (section 8)."""
    return _id(name, description, example, nullable=True, listed=True)


SETTINGS_FIELDS: tuple[Field, ...] = (
    _flag(
        "RetainsInvoiceType",
        "Whether the customer keeps its own invoice type. The vendor does not explain it further.",
    ),
    _id(
        "CurrencyId",
        "Currency of the customer's invoices, by its id in the system; not a code such as `SEK`.",
        1,
        lookup=Lookup(resource="ddapi.currency", member="Id", title="CurrencyCode"),
    ),
    _id(
        "TermsOfPaymentId",
        "Terms of payment, by their id in the system.",
        4,
        lookup=Lookup(resource="ddapi.terms_of_payment", member="Id", title="Name"),
    ),
    _flag("PaysInvoiceFee", "Whether the customer is charged a fee for each invoice."),
    _kind("InvoiceTypeId", "Type of the customer's invoices, by its id in the system.", 2),
    _kind("InterestTypeId", "Kind of interest on late payment, by its id in the system.", 1),
    _kind("InvoiceCycleId", "How often the customer is invoiced, by its id in the system.", 3),
    _id(
        "InvoiceRecipientCustomerNumber",
        "Customer who receives the invoices in this customer's place, by customer number.",
        10050,
        nullable=True,
        lookup=CUSTOMERS,
    ),
    _kind("CreditAccountId", "Credit account, by its id in the system.", 7),
    _flag("AllowInvoicePaymentFromOrder", "Whether an order of this customer may be paid by invoice."),
    _flag("SendInvoiceFromOrderAsEmail", "Whether an invoice may be sent by e-mail straight from the order."),
    _field(
        "InvoiceOrderPaymentEmailAddress",
        Kind.TEXT,
        "E-mail address that invoices from orders are sent to.",
        "invoice@nordvik.example",
        nullable=True,
        length_max=50,
        sensitive=True,
    ),
    _flag(
        "ReverseTax",
        "Whether the buyer accounts for VAT (reverse charge). Only newer installations have it, and the vendor does "
        "not describe it.",
        newer=True,
    ),
)
