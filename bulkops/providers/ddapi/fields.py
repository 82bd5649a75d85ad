"""All fields of a customer's invoice settings but the customer's number, in the order of the vendor's page.

What may be null follows from the vendor's samples (compilator-ddapi.md, section 5.4); ids are taken to be 32 bits
wide and to start at 1 (section 5.8).
"""

from bulkops.core.field import Field, Kind


def _flag(name: str, description: str) -> Field:
    return Field(name=name, kind=Kind.FLAG, description=description, example=True, wrapped=False, observed=name)


def _id(name: str, description: str, example: int, *, nullable: bool = False, listed: bool = False) -> Field:
    return Field(
        name=name,
        kind=Kind.INTEGER,
        description=description,
        example=example,
        nullable=nullable,
        minimum=1,
        wrapped=False,
        observed=name,
        listed=listed,
    )


SETTINGS_FIELDS: tuple[Field, ...] = (
    _flag(
        "RetainsInvoiceType",
        "Whether the customer keeps its own invoice type. The vendor does not explain it further.",
    ),
    _id("CurrencyId", "Currency of the customer's invoices, by its id in the system; not a code such as `SEK`.", 1),
    _id("TermsOfPaymentId", "Terms of payment, by their id in the system.", 4),
    _flag("PaysInvoiceFee", "Whether the customer is charged a fee for each invoice."),
    _id("InvoiceTypeId", "Type of the customer's invoices, by its id in the system.", 2, nullable=True, listed=True),
    _id("InterestTypeId", "Kind of interest on late payment, by its id in the system.", 1, nullable=True, listed=True),
    _id(
        "InvoiceCycleId", "How often the customer is invoiced, by its id in the system.", 3, nullable=True, listed=True
    ),
    _id(
        "InvoiceRecipientCustomerNumber",
        "Customer who receives the invoices in this customer's place, by customer number.",
        10050,
        nullable=True,
    ),
    _id("CreditAccountId", "Credit account, by its id in the system.", 7, nullable=True, listed=True),
    _flag("AllowInvoicePaymentFromOrder", "Whether an order of this customer may be paid by invoice."),
    _flag("SendInvoiceFromOrderAsEmail", "Whether an invoice may be sent by e-mail straight from the order."),
    Field(
        name="InvoiceOrderPaymentEmailAddress",
        kind=Kind.TEXT,
        description="E-mail address that invoices from orders are sent to.",
        example="invoice@nordvik.example",
        nullable=True,
        length_max=50,
        wrapped=False,
        observed="InvoiceOrderPaymentEmailAddress",
        sensitive=True,
    ),
    _flag(
        "ReverseTax",
        "Whether the buyer accounts for VAT (reverse charge). Only newer installations have it, and the vendor does "
        "not describe it.",
    ),
)
