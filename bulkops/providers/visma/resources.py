"""What there is at Visma.net, and how it is read; operations are about some of it."""

from bulkops.core.field import Kind
from bulkops.core.listing import Listing, Paging
from bulkops.core.resource import Resource, Route
from bulkops.providers.visma.fields import INVOICE_FIELDS
from bulkops.providers.visma.listing_filters import listing
from bulkops.providers.visma.shown import (
    CREDIT_NOTE_SECTIONS,
    INVOICE_SECTIONS,
    ROT_RUT_SECTIONS,
    WORK_TYPE_SECTIONS,
)

_DOCUMENT_COLUMNS = (
    "referenceNumber",
    "status",
    "documentDate",
    "customer.number",
    "customer.name",
    "currencyId",
    "amountInCurrency",
    "balanceInCurrency",
)

INVOICE = Resource(
    name="invoice",
    api="visma",
    summary="A customer invoice: head, sums, lines, and what was paid.",
    key="invoice",
    example="100231",
    number="referenceNumber",
    read=Route(method="GET", path="/v1/customerinvoice/{key}"),
    listing=listing("/v1/customerinvoice", INVOICE_SECTIONS),
    fields=INVOICE_FIELDS,
    tag="timeStamp",
    status="status",
    currency="currencyId",
    net="detailTotalInCurrency",
    vat="vatTotalInCurrency",
    party="customer.number",
    shows=INVOICE_SECTIONS,
    columns=_DOCUMENT_COLUMNS,
    source="visma-net.md, section 4",
)

#: No row version is declared for credit notes, and no operation here changes their fields.
CREDIT_NOTE = Resource(
    name="credit_note",
    api="visma",
    summary="A credit note, such as a reversal makes.",
    key="credit_note",
    example="200001",
    number="referenceNumber",
    read=Route(method="GET", path="/v1/customerCreditNote/{key}"),
    listing=listing("/v1/customerCreditNote", CREDIT_NOTE_SECTIONS),
    status="status",
    currency="currencyId",
    net="detailTotalInCurrency",
    vat="vatTotalInCurrency",
    party="customer.number",
    shows=CREDIT_NOTE_SECTIONS,
    columns=_DOCUMENT_COLUMNS,
    source="visma-net.md, sections 4 and 11",
)

ROT_RUT = Resource(
    name="invoice.rotrut",
    api="visma",
    title="ROT/RUT deduction",
    summary="The ROT or RUT deduction of an invoice: its sums, and the persons it is shared among. Sweden only.",
    key="invoice",
    example="100231",
    number="refNbr",
    read=Route(method="GET", path="/v1/customerinvoice/{key}/rotrut"),
    shows=ROT_RUT_SECTIONS,
    columns=("refNbr", "type", "totalDeductableAmount", "workPrice", "distributedAmount"),
    source="visma-net.md, section 13",
)

WORK_TYPES = Resource(
    name="work_types",
    api="visma",
    title="work type",
    summary="A kind of work that gives a ROT or RUT deduction.",
    key="work_type",
    example="Bygg",
    number="xmlTag",
    listing=Listing(path="/v1/customerinvoice/worktypes", paging=Paging.WHOLE),
    shows=WORK_TYPE_SECTIONS,
    columns=("xmlTag", "rutRotType", "description"),
    source="visma-net.md, section 13",
)

ATTACHMENT = Resource(
    name="attachment",
    api="visma",
    summary="A file attached to a document, by the id that the document shows.",
    key="attachment",
    key_kind=Kind.UUID,
    example="6f1ce2bb-7a0c-4f39-9d6b-0f3b1c2d4e5f",
    number="id",
    read=Route(method="GET", path="/v1/attachment/{key}"),
    accept="*/*",
    source="visma-net.md, section 12",
)

RESOURCES: tuple[Resource, ...] = (
    ATTACHMENT,
    CREDIT_NOTE,
    INVOICE,
    ROT_RUT,
    WORK_TYPES,
)
