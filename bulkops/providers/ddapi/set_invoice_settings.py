"""Set a customer's invoice settings."""

from bulkops.core.field import Field, Kind
from bulkops.core.operation import Effect, OperationType, Sign
from bulkops.core.resource import Route
from bulkops.providers.ddapi.resources import INVOICE_SETTINGS

_DETAILS = """\
Only what stands in `with` changes. DDAPI itself would reset every setting that a request leaves out, so bulkops reads
the customer's settings first, lays yours over them and sends them all.

A customer who has no settings yet is left alone, unless the entry says `create: true`; then `with` must name every
setting that cannot be null (all but `ReverseTax`, which older installations lack). Settings once created cannot be
removed.

DDAPI cannot bind a change to a version. Bulkops reads the settings just before and compares; a change in the moment
between cannot be seen."""

SET_INVOICE_SETTINGS = OperationType(
    name="ddapi.invoice_settings.set",
    summary="Set a customer's invoice settings.",
    details=_DETAILS,
    sign=Sign.CHANGE,
    resource=INVOICE_SETTINGS,
    fields=INVOICE_SETTINGS.fields,
    options=(
        Field(
            name="create",
            kind=Kind.FLAG,
            description="Whether settings may be created for a customer who has none.",
            example=True,
        ),
    ),
    payload_required=True,
    write=Route(method="PUT", path="/api/customers/invoice"),
    effect=Effect.UPSERT,
    undone_by="ddapi.invoice_settings.set",
    example={"TermsOfPaymentId": 4, "PaysInvoiceFee": False},
    source="compilator-ddapi.md, sections 5 and 6",
)
