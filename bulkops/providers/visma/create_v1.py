"""Create an invoice by the older route."""

from dataclasses import replace

from bulkops.core.resource import Route
from bulkops.providers.visma.create import CREATE

_DETAILS = """\
As `visma.invoice.create`, by the route that Visma.net has declared deprecated: removal was announced for May 2021, and
it is still there. Its answer gives no version of the new invoice, and invoices with many lines have timed out on it."""

CREATE_V1 = replace(
    CREATE,
    name="visma.invoice.create_v1",
    summary="Create a customer invoice by the deprecated route.",
    details=_DETAILS,
    deprecated="the vendor announced its removal; use `visma.invoice.create`",
    write=Route(method="POST", path="/v1/customerinvoice", success=(201,)),
    source="visma-net.md, sections 1, 4, 9 and 11",
)
