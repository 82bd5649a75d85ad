"""The documents that actions make out of an invoice, and what they are recognised by when an answer was lost.

Whether they carry text and references over is not published: equal ones speak for a document, others not against it.
"""

from bulkops.core.operation import Spawn
from bulkops.providers.visma.resources import CREDIT_NOTE, INVOICE

_ALIKE = (
    ("customer.number", "customer.number"),
    ("currencyId", "currencyId"),
    ("amountInCurrency", "amountInCurrency"),
)
_MARKS = (("invoiceText", "invoiceText"), ("customerRefNumber", "customerRefNumber"))

#: What `reverse` makes: a credit note that is not released.
REVERSAL = Spawn(resource=CREDIT_NOTE, alike=_ALIKE, marks=_MARKS, result="referenceNumber")
#: The same, applied to the invoice: whether that closes it at once is not published.
APPLIED_REVERSAL = Spawn(
    resource=CREDIT_NOTE,
    alike=_ALIKE,
    marks=_MARKS,
    result="referenceNumber",
    leaves=frozenset({"Open", "Closed"}),
)
#: What `correct` makes: a copy to be edited; the credit note that comes with it is the system's own affair.
CORRECTION = Spawn(resource=INVOICE, alike=_ALIKE, marks=_MARKS, result="refNbr")
