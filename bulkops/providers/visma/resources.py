"""What operations of Visma.net are about, and how it is read."""

from bulkops.core.resource import Listing, Resource, Route
from bulkops.providers.visma.fields import INVOICE_FIELDS

#: Members of the answer by the list's parameter. Whether the server compares exactly or looks for a part of the
#: text is not published; callers compare again (visma-net.md, section 11).
_FILTERS = {
    "externalReference": "externalReference",
    "customerRefNumber": "customerRefNumber",
    "paymentReference": "paymentReference",
    "customer": "customer.number",
    "status": "status",
    "branch": "branchNumber.number",
    "project": "project.id",
    "financialPeriod": "financialPeriod",
}


def _listing(path: str) -> Listing:
    """Declare a list of documents; 1000 rows a page is the largest size seen to work (section 8)."""
    return Listing(
        path=path,
        page_size=1000,
        filters=_FILTERS,
        modified="lastModifiedDateTime",
        created="createdDateTime",
    )


INVOICE = Resource(
    name="invoice",
    api="visma",
    key="invoice",
    number="referenceNumber",
    read=Route(method="GET", path="/v1/customerinvoice/{key}"),
    listing=_listing("/v1/customerinvoice"),
    fields=INVOICE_FIELDS,
    tag="timeStamp",
    status="status",
    currency="currencyId",
    net="detailTotalInCurrency",
    party="customer.number",
)

#: No row version is declared for credit notes, and no operation here changes their fields.
CREDIT_NOTE = Resource(
    name="credit_note",
    api="visma",
    key="credit_note",
    number="referenceNumber",
    read=Route(method="GET", path="/v1/customerCreditNote/{key}"),
    listing=_listing("/v1/customerCreditNote"),
    status="status",
    currency="currencyId",
    net="detailTotalInCurrency",
    party="customer.number",
)
