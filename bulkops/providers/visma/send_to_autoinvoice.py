"""Send an invoice to AutoInvoice."""

from bulkops.core.operation import Effect, OperationType, Sign
from bulkops.core.resource import Route
from bulkops.providers.visma.resources import INVOICE

_DETAILS = """\
The invoice is delivered electronically. The customer must be set up for it; Visma.net publishes no further
conditions.

**It cannot be taken back, and nothing shows whether it happened.** If an answer is lost, bulkops sends nothing again:
a person finds out, at AutoInvoice or at the customer's, and tells it with `bulkops resolve`."""

SEND_TO_AUTOINVOICE = OperationType(
    name="visma.invoice.send_to_autoinvoice",
    summary="Send a customer invoice to AutoInvoice.",
    details=_DETAILS,
    sign=Sign.FINAL,
    resource=INVOICE,
    write=Route(method="POST", path="/v1/customerinvoice/{key}/action/sendToAutoInvoice"),
    effect=Effect.OPAQUE,
    if_match=True,
    irreversible=True,
    source="visma-net.md, sections 4, 5 and 10",
)
