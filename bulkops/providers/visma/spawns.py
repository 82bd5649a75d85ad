"""The documents that actions make out of an invoice, and what they are recognised by when an answer was lost.

Whether they carry text and references over is not published: equal ones speak for a document, others not against it.
"""

from bulkops.core.field import Field, Kind
from bulkops.core.operation import Spawn
from bulkops.providers.visma.resources import CREDIT_NOTE, INVOICE

_ALIKE = (
    ("customer.number", "customer.number"),
    ("currencyId", "currencyId"),
    ("amountInCurrency", "amountInCurrency"),
)
_MARKS = (("invoiceText", "invoiceText"), ("customerRefNumber", "customerRefNumber"))
_OTHERS = "other_notes"

#: What an entry may say where the plan finds credit notes like the one that would be made.
OTHER_NOTES = Field(
    name=_OTHERS,
    kind=Kind.TEXT,
    description="Numbers of credit notes, separated by commas, that look like the one of this invoice and belong to "
    "another one: they do not speak against sending.",
    example="200001, 200002",
    pattern=r"[^,\s]+( *, *[^,\s]+)*",
)

#: What `reverse` makes: a credit note that is not released.
REVERSAL = Spawn(resource=CREDIT_NOTE, alike=_ALIKE, marks=_MARKS, result="referenceNumber", others=_OTHERS)
#: The same, applied to the invoice: whether that closes it at once is not published.
APPLIED_REVERSAL = Spawn(
    resource=CREDIT_NOTE,
    alike=_ALIKE,
    marks=_MARKS,
    result="referenceNumber",
    leaves=frozenset({"Open", "Closed"}),
    others=_OTHERS,
)
#: What `correct` makes: a copy to be edited; the credit note that comes with it is the system's own affair.
CORRECTION = Spawn(resource=INVOICE, alike=_ALIKE, marks=_MARKS, result="refNbr", beside=CREDIT_NOTE, others=_OTHERS)
