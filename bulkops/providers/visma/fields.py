"""All fields of an invoice's request body, `CustomerInvoiceUpdateDto`: creating and updating take the same."""

from dataclasses import replace

from bulkops.core.field import Field
from bulkops.providers.visma.header import CUSTOMER, DATES, DOCUMENT
from bulkops.providers.visma.lines import INVOICE_LINES
from bulkops.providers.visma.payment import DEBT_COLLECTION, PAYMENT, TAX_DETAIL_LINES
from bulkops.providers.visma.recipient import BILLING_ADDRESS, INVOICE_CONTACT
from bulkops.providers.visma.references import REFERENCES
from bulkops.providers.visma.rotrut import DEDUCTIBLE_DOCUMENT, ROT_RUT_DETAILS

INVOICE_FIELDS: tuple[Field, ...] = (
    *CUSTOMER,
    *DATES,
    *DOCUMENT,
    *PAYMENT,
    *REFERENCES,
    BILLING_ADDRESS,
    INVOICE_CONTACT,
    *DEBT_COLLECTION,
    DEDUCTIBLE_DOCUMENT,
    ROT_RUT_DETAILS,
    INVOICE_LINES,
    TAX_DETAIL_LINES,
)


def for_new(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Give the fields as a new document takes them: there is nothing yet that could be updated or deleted."""
    return tuple(_for_new(field) for field in fields)


def _for_new(field: Field) -> Field:
    if field.control and field.name == "operation":
        return replace(field, choices=("Insert",))
    return replace(field, fields=for_new(field.fields)) if field.fields else field
