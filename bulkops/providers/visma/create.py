"""Create an invoice."""

from bulkops.core.field import Field, Kind
from bulkops.core.operation import Effect, OperationType, Sign
from bulkops.core.resource import Route
from bulkops.providers.visma.fields import INVOICE_FIELDS, for_new
from bulkops.providers.visma.resources import INVOICE
from bulkops.providers.visma.rules import left_by, lines_are_named_once, number_is_given
from bulkops.providers.visma.totals import net

#: Fields a new invoice can be found again by, after an answer was lost.
_IDENTITIES = ("externalReference", "customerRefNumber", "referenceNumber")

_DETAILS = """\
The invoice starts as `Balanced`, ready for release, or as `Hold` (a draft) with `hold: true`; where `hold` is left
out, the company's own setting decides.

Visma.net has no key that makes a repeated request harmless. Bulkops therefore marks each new invoice: with the value
you give in `externalReference`, or with one derived from the manifest's name and the entry's `id`. If an answer is
lost, the invoice is looked for by that mark before anything is sent again. `identity` chooses another field for the
mark; `referenceNumber` (with `overrideNumberSeries`) is the strongest, and takes the numbering into your own hands.
The mark may be shown on electronic invoices."""

CREATE = OperationType(
    name="visma.invoice.create",
    summary="Create a customer invoice.",
    details=_DETAILS,
    sign=Sign.CREATE,
    resource=INVOICE,
    targeted=False,
    fields=for_new(INVOICE_FIELDS),
    required=("customerNumber",),
    options=(
        Field(
            name="identity",
            kind=Kind.CHOICE,
            description="Field by which the new invoice is found again if the answer is lost.",
            example="customerRefNumber",
            choices=_IDENTITIES,
        ),
    ),
    payload_required=True,
    write=Route(method="POST", path="/v2/customerinvoice", success=(201,)),
    effect=Effect.MARKED_CREATE,
    undone_by="visma.invoice.delete",
    identity=_IDENTITIES,
    example={
        "customerNumber": "00104",
        "documentDate": "2026-03-31",
        "invoiceLines": [{"inventoryNumber": "CONS-1", "quantity": "12.5", "unitPriceInCurrency": "1250.00"}],
    },
    leaves=left_by,
    rules=(lines_are_named_once, number_is_given),
    net=net,
    source="visma-net.md, sections 1, 4, 9 and 11",
)
