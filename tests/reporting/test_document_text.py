"""One document for a reader: grouped, its lists as tables, personal data masked."""

from collections.abc import Callable

import pytest

from bulkops.core.json import loads
from bulkops.providers import REGISTRY
from bulkops.reporting.document_text import document_text
from bulkops.reporting.reads_reference import resource_text, resources_table
from bulkops.reporting.style import Style
from bulkops.reporting.width import width_of

INVOICE = REGISTRY.resources["visma.invoice"]
DOCUMENT = loads("""{
  "documentType": "Invoice", "referenceNumber": "100231", "status": "Open", "hold": false,
  "documentDate": "2026-03-31T00:00:00", "documentDueDate": "2026-04-30T00:00:00", "invoiceText": "Consulting\\nin March",
  "customer": {"number": "10042", "name": "Nordvik AS"}, "contact": {"id": 214, "name": "Kari Nordmann"},
  "currencyId": "NOK", "exchangeRate": 1, "amountInCurrency": 19531.25, "balanceInCurrency": 19531.25, "note": null,
  "invoiceAddress": {"addressLine1": "Storgata 1", "postalCode": "0155", "city": "Oslo"},
  "invoiceLines": [
    {"lineNumber": 1, "inventoryNumber": "CONS-1", "description": "Consulting, senior", "quantity": 12.5,
     "uom": "HOUR", "unitPriceInCurrency": 1250.0, "discountPercent": 0, "amountInCurrency": 15625.0,
     "vatCode": {"id": "3"}},
    {"lineNumber": 4, "description": "Travel", "quantity": 1, "unitPriceInCurrency": 840.5, "amountInCurrency": 840.5}
  ],
  "attachments": [], "taxDetails": [{"taxId": "3", "vatRate": 25, "taxableAmount": 15625, "vatAmount": 3906.25}],
  "lastModifiedDateTime": "2026-03-31T10:20:30.1234567", "timeStamp": "AAAAAE0YIiI=",
  "peppolId": "0192:987654321", "newGroup": {"a": 1}, "newEmpty": []
}""")


def text(style: Style, *, personal: bool = False) -> str:
    return "\n".join(document_text(INVOICE, DOCUMENT, style, personal=personal)) + "\n"


def test_an_invoice(golden: Callable[[str, str], None]) -> None:
    golden("document.txt", text(Style(width=100)))


def test_personal_data_is_shown_on_request_alone() -> None:
    for name in ("Kari Nordmann", "Storgata 1"):
        assert name not in text(Style())
        assert name in text(Style(), personal=True)
    assert "Nordvik AS" in text(Style())


def test_a_narrow_ascii_terminal() -> None:
    shown = text(Style(unicode=False, width=60))
    assert shown.isascii()
    table = shown[shown.index("Lines\n") : shown.index("VAT\n")]
    assert "not shown for lack of room" in table
    assert all(width_of(line) <= 60 for line in table.split("\n") if "not shown" not in line)


@pytest.mark.parametrize("name", REGISTRY.resources)
def test_what_there_is_to_read_is_described(name: str) -> None:
    resource = REGISTRY.resources[name]
    described = resource_text(resource, width=80)
    assert resource.summary.split()[0] in described
    for column in resource.columns:
        assert column in described
    if resource.listing is not None:
        for found in resource.listing.where:
            assert f"\n  {found.name}" in described
    assert name in resources_table(REGISTRY.resources.values())
