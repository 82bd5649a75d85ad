"""Reverse a released invoice by a credit note, and apply the credit note to it."""

from bulkops.core.operation import Effect, OperationType, Sign
from bulkops.core.resource import Route
from bulkops.providers.visma.resources import INVOICE
from bulkops.providers.visma.reverse import REVERSAL_FIELDS
from bulkops.providers.visma.spawns import APPLIED_REVERSAL, OTHER_NOTES

_DETAILS = """\
As `visma.invoice.reverse`, and the credit note is applied to the invoice, so that the two are matched. Visma.net does
not publish more about it; in particular not whether the invoice is `Closed` at once.

Sent twice, it would make two credit notes. If an answer is lost, bulkops therefore looks for a credit note of the
same customer, currency, amount and text before it sends anything again."""

REVERSE_AND_APPLY_TO_NOTE = OperationType(
    name="visma.invoice.reverse_and_apply_to_note",
    summary="Reverse a released customer invoice by a credit note, and apply the credit note to it.",
    details=_DETAILS,
    sign=Sign.FINAL,
    resource=INVOICE,
    fields=REVERSAL_FIELDS,
    options=(OTHER_NOTES,),
    write=Route(method="POST", path="/v1/customerinvoice/{key}/action/reverseandapplytonote"),
    success_note="the credit note is made and applied to the invoice",
    effect=Effect.SPAWNING_ACTION,
    if_match=True,
    irreversible=True,
    spawn=APPLIED_REVERSAL,
    allowed_in=frozenset({"Open"}),
    source="visma-net.md, sections 4, 5 and 10",
)
