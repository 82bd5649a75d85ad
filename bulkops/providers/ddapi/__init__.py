"""DDAPI of Compilator: invoice settings of customers."""

from bulkops.core.operation import Provider
from bulkops.providers.ddapi.codec import encode, error_text, judge, new_number
from bulkops.providers.ddapi.resources import RESOURCES
from bulkops.providers.ddapi.set_invoice_settings import SET_INVOICE_SETTINGS

#: The vendor states no time limit; ASP.NET ends a request after 110 s unless it was set otherwise.
SETTLE_S = 120

DDAPI = Provider(
    name="ddapi",
    title="Compilator DDAPI",
    operations=(SET_INVOICE_SETTINGS,),
    resources=RESOURCES,
    encode=encode,
    judge=judge,
    error_text=error_text,
    new_number=new_number,
    settle_s=SETTLE_S,
)
