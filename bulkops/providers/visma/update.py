"""Update an invoice that is not released."""

from bulkops.core.operation import Effect, OperationType, Sign
from bulkops.core.resource import Route
from bulkops.providers.visma.fields import INVOICE_FIELDS
from bulkops.providers.visma.resources import INVOICE
from bulkops.providers.visma.rules import left_by, lines_are_named_once
from bulkops.providers.visma.totals import net_after

_DETAILS = """\
Only what stands in `with` changes; everything else stays. Lines are named by `lineNumber`: lines that are not named
stay too. `null` clears a field where the table says so.

An invoice can be changed while it is `Hold` or `Balanced`. Once released, only its due date and cash discount date
can be.

The update is bound to the version of the invoice that was planned from: if someone else has changed it since, it is
refused as a conflict and nothing is overwritten."""

UPDATE = OperationType(
    name="visma.invoice.update",
    summary="Change fields and lines of a customer invoice.",
    details=_DETAILS,
    sign=Sign.CHANGE,
    resource=INVOICE,
    fields=INVOICE_FIELDS,
    payload_required=True,
    write=Route(method="PUT", path="/v1/customerinvoice/{key}", success=(204,)),
    effect=Effect.CONDITIONAL_UPDATE,
    if_match=True,
    undone_by="visma.invoice.update",
    leaves=left_by,
    rules=(lines_are_named_once,),
    net_after=net_after,
    example={"creditTermsId": "14", "invoiceLines": [{"lineNumber": 1, "quantity": "10"}]},
    source="visma-net.md, sections 4, 5, 9 and 10",
)
