"""What operations of DDAPI are about, and how it is read."""

from bulkops.core.field import Kind
from bulkops.core.resource import Resource, Route
from bulkops.providers.ddapi.fields import SETTINGS_FIELDS

INVOICE_SETTINGS = Resource(
    name="invoice_settings",
    api="ddapi",
    key="customer",
    key_kind=Kind.INTEGER,
    number="CustomerNumber",
    read=Route(method="GET", path="/api/customers/invoice", query=(("customerNumber", "{key}"),)),
    fields=SETTINGS_FIELDS,
)
