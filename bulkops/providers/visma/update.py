"""Update an invoice that is not released."""

from bulkops.core.operation import Effect, OperationType, Sign
from bulkops.core.resource import Route
from bulkops.providers.visma.fields import INVOICE_FIELDS
from bulkops.providers.visma.matching import MATCHING, MATCHING_OPTIONS
from bulkops.providers.visma.resources import INVOICE
from bulkops.providers.visma.rules import left_by, lines_are_named_once, lines_can_be_matched
from bulkops.providers.visma.totals import net_after

_DETAILS = """\
Only what stands in `with` changes; everything else stays. Lines are named by `lineNumber`: lines that are not named
stay too. `null` clears a field where the table says so.

Who does not know the line numbers names the lines by a value of theirs: with `match_lines: inventoryNumber`, a line of
`with` that has neither `operation` nor `lineNumber` changes the invoice's line with the same item, and is added where
there is none. Lines of the invoice that nothing in `with` is about stay, or are deleted with `other_lines: delete`, so
that the invoice comes to have the lines of `with`. The plan shows what follows, line by line; two lines with the same
value are a mistake that it names. The invoice has to be there when the plan is made.

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
    options=MATCHING_OPTIONS,
    payload_required=True,
    write=Route(method="PUT", path="/v1/customerinvoice/{key}", success=(204,)),
    effect=Effect.CONDITIONAL_UPDATE,
    if_match=True,
    undone_by="visma.invoice.update",
    matching=MATCHING,
    leaves=left_by,
    rules=(lines_are_named_once, lines_can_be_matched),
    net_after=net_after,
    example={"creditTermsId": "14", "invoiceLines": [{"lineNumber": 1, "quantity": "10"}]},
    source="visma-net.md, sections 4, 5, 9 and 10",
)
