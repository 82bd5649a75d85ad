"""Set a customer's invoice settings."""

from bulkops.core.field import Field, Kind
from bulkops.core.operation import Effect, OperationType, Sign
from bulkops.core.resource import Route
from bulkops.providers.ddapi.resources import INVOICE_SETTINGS

_DETAILS = """\
Only what stands in `with` changes. DDAPI itself would reset every setting that a request leaves out, so bulkops reads
the customer's settings first, lays yours over them and sends them all.

A customer who has no settings yet is left alone, unless the entry says `create: true`; then the customer has to exist,
and `with` must name every setting that cannot be null. Settings once created cannot be removed.

`ReverseTax` is sent only to a host that has it, which shows in the settings of any customer of the plan; there it is
kept where you do not name it, and needed for new settings. Where a plan only makes new settings, nothing shows it:
the plan says so.

Currencies, terms of payment and customers that a step would set are looked up while planning, once each; what is not
there stops the plan, and what a customer has already is not asked for. A list that the host does not show is a
warning. For the four kinds of ids that DDAPI has no list of, the profile can list those that the company uses.

After the write the settings are read back. Where the host says success and did not take a field, the operation counts
as refused and the message names the field; the other fields are set.

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
