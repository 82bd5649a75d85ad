"""What there is at DDAPI, and how it is read (compilator-ddapi.md, sections 5 to 8)."""

from bulkops.core.field import Kind
from bulkops.core.listing import Filter, Listing, Paging
from bulkops.core.resource import Resource, Route
from bulkops.providers.ddapi.fields import CUSTOMERS, SETTINGS_FIELDS
from bulkops.providers.ddapi.shown import (
    CURRENCY_SECTIONS,
    CUSTOMER_SECTIONS,
    SETTINGS_SECTIONS,
    TERMS_SECTIONS,
)

INVOICE_SETTINGS = Resource(
    name="invoice_settings",
    api="ddapi",
    title="invoice settings",
    plural="invoice settings",
    summary="How a customer is invoiced: currency, terms, fees, cycle, recipient.",
    key="customer",
    key_kind=Kind.INTEGER,
    example="10042",
    number="CustomerNumber",
    read=Route(method="GET", path="/api/customers/invoice", query=(("customerNumber", "{key}"),)),
    fields=SETTINGS_FIELDS,
    lookup=CUSTOMERS,
    shows=SETTINGS_SECTIONS,
    columns=("CustomerNumber", "CurrencyId", "TermsOfPaymentId", "PaysInvoiceFee", "InvoiceTypeId", "InvoiceCycleId"),
    source="compilator-ddapi.md, section 5",
)

CURRENCY = Resource(
    name="currency",
    api="ddapi",
    plural="currencies",
    summary="A currency, by the id that settings name it with.",
    key="currency",
    key_kind=Kind.INTEGER,
    example="1",
    number="Id",
    read=Route(method="GET", path="/api/Currencies/{key}"),
    shows=CURRENCY_SECTIONS,
    columns=("Id", "CurrencyCode", "Name", "Rate"),
    source="compilator-ddapi.md, section 8",
)

TERMS_OF_PAYMENT = Resource(
    name="terms_of_payment",
    api="ddapi",
    plural="terms of payment",
    summary="Terms of payment, by the id that settings name them with.",
    key="terms_of_payment",
    key_kind=Kind.INTEGER,
    example="4",
    number="Id",
    listing=Listing(path="/api/invoice/termsofpayment", paging=Paging.WHOLE),
    shows=TERMS_SECTIONS,
    columns=("Id", "Name", "Days", "DiscountDays", "Discount"),
    source="compilator-ddapi.md, section 8",
)

#: The list takes a day since which a customer was changed; this one is before all of them.
_EVER = "1900-01-01"

CUSTOMER = Resource(
    name="customer",
    api="ddapi",
    summary="A customer, by customer number; there is no way to ask for one alone, so the list is searched.",
    key="customer",
    key_kind=Kind.INTEGER,
    example="10042",
    number="CustomerNo",
    listing=Listing(
        path="/api/customers/{since}",
        paging=Paging.NUMBERED,
        # 25 is the API's default; its largest is not published. More than the server gives is no harm: pages are
        # counted by the server.
        page_size=100,
        rows="CustomerReponse",  # sic
        pages="TotalPages",
        where=(
            # Rows show the time of the change in the server's own way of writing dates: it cannot be compared again.
            Filter(
                name="Changed",
                description="Customers changed since a day; left out, all customers.",
                example="2026-03-31",
                kind=Kind.DATE,
                place="since",
                default=_EVER,
            ),
        ),
        elsewhere={
            "pageNumber": "the pages are read for you; `--limit` ends after so many rows",
            "pageSize": "`--page-size` sets it",
        },
    ),
    shows=CUSTOMER_SECTIONS,
    columns=("CustomerNo", "Name", "Town", "CountryId", "Inactive", "Changed"),
    source="compilator-ddapi.md, sections 7 and 8",
)

RESOURCES: tuple[Resource, ...] = (
    CURRENCY,
    CUSTOMER,
    INVOICE_SETTINGS,
    TERMS_OF_PAYMENT,
)
