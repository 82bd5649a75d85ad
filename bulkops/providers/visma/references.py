"""Header fields: what the invoice refers to, at our end and at the customer's."""

from bulkops.core.field import Field
from bulkops.providers.visma.declare import text

REFERENCES: tuple[Field, ...] = (
    text(
        "externalReference",
        "Your own reference for the invoice; it goes along to AutoInvoice. Bulkops finds a new invoice by it, and "
        "makes one up where you give none.",
        "acme-2026-03",
    ),
    text("customerRefNumber", "The customer's own reference or order number.", "PO-77120"),
    text("customerProject", "The customer's own project number, for electronic invoices.", "KP-31"),
    text("accountingCostRef", "How the buyer wants it booked: the buyer's accounting reference.", "4010-210"),
    text("originatorDocRef", "Document that caused the purchase, for electronic invoices.", "RFQ-2026-9"),
    text("contractDocRef", "Contract the invoice is based on, for electronic invoices.", "C-1180"),
)
