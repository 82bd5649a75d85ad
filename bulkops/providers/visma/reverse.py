"""Reverse a released invoice by a credit note."""

from bulkops.core.operation import Effect, OperationType, Sign
from bulkops.core.resource import Route
from bulkops.providers.visma.declare import NOWHERE, flag
from bulkops.providers.visma.resources import INVOICE
from bulkops.providers.visma.spawns import OTHER_NOTES, REVERSAL

_DETAILS = """\
The invoice must be released. Visma.net makes a credit note of the same amount, not yet released, and leaves the
invoice as it is. Releasing the credit note, and applying it to the invoice, are steps of their own.

Sent twice, it would make two credit notes. If an answer is lost, bulkops therefore looks for a credit note of the
same customer, currency, amount and text before it sends anything again."""

#: All fields of `ReverseInvoiceActionDto`.
REVERSAL_FIELDS = (
    flag(
        "returnCreditNote",
        "Have the answer show the whole credit note, not its number alone.",
        wrapped=False,
        observed=NOWHERE,
        control=True,
    ),
)

REVERSE = OperationType(
    name="visma.invoice.reverse",
    summary="Reverse a released customer invoice by making a credit note.",
    details=_DETAILS,
    sign=Sign.FINAL,
    resource=INVOICE,
    fields=REVERSAL_FIELDS,
    options=(OTHER_NOTES,),
    write=Route(method="POST", path="/v1/customerinvoice/{key}/action/reverse"),
    success_note="the credit note is made, and not yet released",
    effect=Effect.SPAWNING_ACTION,
    if_match=True,
    irreversible=True,
    spawn=REVERSAL,
    allowed_in=frozenset({"Open", "Closed"}),
    source="visma-net.md, sections 4, 5 and 10",
)
