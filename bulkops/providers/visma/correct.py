"""Correct a released invoice: make a copy of it to be edited, and a credit note that takes back the original."""

from bulkops.core.operation import Effect, OperationType, Sign
from bulkops.core.resource import Route
from bulkops.providers.visma.resources import INVOICE
from bulkops.providers.visma.spawns import CORRECTION, OTHER_NOTES

_DETAILS = """\
The invoice must be released, without payments, and its lines must not come from shipments or sales orders. Visma.net
makes a copy of it, and a credit note of the original. Later entries change and release the copy: they name it by
`invoice: {from: …}` with the `id` of this entry. When the copy is released, the original is matched with its credit
note. Whether the copy starts as a draft is not published: an update of it that says `hold: false` makes sure that it
can be released.

Sent twice, it would make two copies. If an answer is lost, bulkops therefore looks for an invoice of the same
customer, currency, amount and text, made since, before it sends anything again."""

CORRECT = OperationType(
    name="visma.invoice.correct",
    summary="Correct a released customer invoice: make a copy to be edited, and a credit note of the original.",
    details=_DETAILS,
    sign=Sign.FINAL,
    resource=INVOICE,
    options=(OTHER_NOTES,),
    write=Route(method="POST", path="/v1/customerinvoice/{key}/action/correct"),
    success_note="the copy is made, and not yet released",
    effect=Effect.SPAWNING_ACTION,
    if_match=True,
    irreversible=True,
    spawn=CORRECTION,
    allowed_in=frozenset({"Open"}),
    source="visma-net.md, sections 4, 5 and 10",
)
