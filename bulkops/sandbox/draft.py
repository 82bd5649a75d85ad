"""A document in the making: what the system adds to what was sent, and the sums it works out."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bulkops.sandbox import masters
from bulkops.sandbox.errors import RefusedError
from bulkops.sandbox.rows import Row
from bulkops.sandbox.totals import compute_line, sums, tax_details, vat_code

#: Members of `unseen`: lines whose discount was given as an amount, and whether the due date was given.
FIXED_DISCOUNTS = "fixedDiscounts"
OWN_DUE_DATE = "ownDueDate"


def blank(document_type: str, today: str) -> dict[str, Any]:
    """Make a document that holds what every new one holds."""
    return {
        "documentType": document_type,
        "referenceNumber": "",
        "status": "Balanced",
        "hold": False,
        "documentDate": today,
        "currencyId": "",
        "invoiceText": "",
        "note": "",
        "externalReference": "",
        "customerRefNumber": "",
        "customerProject": "",
        "paymentReference": "",
        "invoiceLines": [],
        "attachments": [],
        "applications": [],
        "taxDetails": [],
        "roundingDiff": Decimal(0),
        "dunningLetterLevel": 0,
        "sendToAutoInvoice": False,
        "dontPrint": False,
        "dontEmail": False,
        "revoked": False,
        "excludeDebtCollection": False,
        "isRotRutDeductible": False,
        "errorInfo": "",
    }


def complete(row: Row, *, strict: bool) -> None:
    """Fill in what follows from the rest, and work out the sums.

    Raises:
        RefusedError: Something that is needed is missing, or not known to the company.
    """
    body = row.body
    if not body["documentDate"]:
        raise RefusedError(400, "Error processing document. Error: 'DocDate' cannot be empty.")
    body["hold"] = bool(body["hold"])
    customer = _customer(body, strict=strict)
    _terms(row, customer, strict=strict)
    body["currencyId"] = body["currencyId"] or customer.currency
    rate = _rate(body)
    zone = _named(body, "customerVatZone", customer.vat_zone)
    body["customerVatZone"]["description"] = masters.VAT_ZONES.get(zone, f"Zone {zone}")
    _header_names(body, customer)
    if not body.get("financialPeriod"):
        body["financialPeriod"] = body.get("postPeriod") or body["documentDate"][:4] + body["documentDate"][5:7]
    body["postPeriod"] = body["financialPeriod"]
    fixed = row.unseen.get(FIXED_DISCOUNTS, [])
    for line in body["invoiceLines"]:
        _fill_line(line, zone, strict=strict)
        compute_line(line, rate, discount_fixed=line["lineNumber"] in fixed)
    by_hand: list[Mapping[str, Any]] = row.unseen.get("taxDetailLines", [])
    body["taxDetails"] = tax_details(body["invoiceLines"], by_hand)
    body.update(sums(body, rate))


def note_discount(row: Row, line: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Remember which way round a line's discount was given."""
    fixed = set(row.unseen.get(FIXED_DISCOUNTS, []))
    if given.get("discountAmountInCurrency") is not None:
        fixed.add(line["lineNumber"])
    elif given.get("discountPercent") is not None:
        fixed.discard(line["lineNumber"])
    else:
        return
    row.unseen[FIXED_DISCOUNTS] = sorted(fixed)


def _customer(body: dict[str, Any], *, strict: bool) -> masters.Customer:
    number = (body.get("customer") or {}).get("number", "")
    if not number:
        raise RefusedError(400, "Error creating document. Error: 'CustomerID' cannot be empty.")
    if strict and not masters.is_listed_customer(number):
        raise RefusedError(400, f"Error creating document. Error: Customer '{number}' cannot be found in the system.")
    customer = masters.customer(number)
    body["customer"]["name"] = customer.name
    return customer


def _terms(row: Row, customer: masters.Customer, *, strict: bool) -> None:
    body = row.body
    terms = _named(body, "creditTerms", customer.terms)
    if strict and terms not in masters.TERMS:
        raise RefusedError(400, f"Error creating document. Error: Terms '{terms}' cannot be found in the system.")
    days = masters.days_of(terms)
    body["creditTerms"]["description"] = f"{days} days net"
    if not row.unseen.get(OWN_DUE_DATE) or not body.get("documentDueDate"):
        body["documentDueDate"] = masters.due(body.get("origInvoiceDate") or body["documentDate"], days)
    if not body.get("cashDiscountDate"):
        body["cashDiscountDate"] = body["documentDueDate"]


def _rate(body: dict[str, Any]) -> Decimal:
    currency = body["currencyId"]
    if currency not in masters.RATES:
        raise RefusedError(400, f"Error creating document. Error: Currency '{currency}' cannot be found in the system.")
    if currency == masters.BASE_CURRENCY:
        body["exchangeRate"] = Decimal(1)
    elif not body.get("exchangeRate"):
        body["exchangeRate"] = masters.RATES[currency]
    body["exchangeRate"] = rate = Decimal(body["exchangeRate"])
    return rate


def _named(body: dict[str, Any], name: str, default: str) -> str:
    inner = body.get(name)
    if not inner or not inner.get("id"):
        body[name] = inner = {"id": default}
    found: str = inner["id"]
    return found


def _header_names(body: dict[str, Any], customer: masters.Customer) -> None:
    method = _named(body, "paymentMethod", "10")
    body["paymentMethod"]["description"] = f"Payment method {method}"
    _named(body, "location", "MAIN")
    body["location"] |= {"countryId": "NO", "name": "Main location"}
    if not (body.get("branchNumber") or {}).get("number"):
        body["branchNumber"] = {"number": masters.DEFAULT_BRANCH}
    body["branchNumber"]["name"] = masters.COMPANY
    body.setdefault("account", {"number": "1500", "description": "Trade debtors", "type": "Asset", "active": True})
    if body.get("project"):
        body["project"]["description"] = f"Project {body['project'].get('id')}"
    address = body.setdefault("invoiceAddress", {})
    if not address.get("overrideAddress") and not address.get("addressLine1"):
        address |= {"addressLine1": customer.address, "postalCode": customer.postal_code, "city": customer.city}
        address.setdefault("country", {"id": "NO"})
    if address.get("country"):
        address["country"]["name"] = masters.COUNTRIES.get(address["country"].get("id"), "")
    contact = body.setdefault("invoiceContact", {})
    if not contact.get("businessName"):
        contact["businessName"] = customer.name


def _fill_line(line: dict[str, Any], zone: str, *, strict: bool) -> None:
    item = line.setdefault("inventoryNumber", "")
    if strict and item and not masters.is_listed_item(item):
        raise RefusedError(400, f"Error creating document. Error: Item '{item}' cannot be found in the system.")
    line.setdefault("description", f"Item {item}" if item else "")
    line.setdefault("uom", "STK")
    for name, default in (
        ("quantity", Decimal(1)),
        ("unitPriceInCurrency", masters.price(item)),
        ("discountPercent", Decimal(0)),
        ("discountAmountInCurrency", Decimal(0)),
    ):
        line[name] = default if line.get(name) is None else Decimal(line[name])  # a whole number is read back as int
    manual = line.get("manualAmountInCurrency")
    line["manualAmountInCurrency"] = None if manual is None else Decimal(manual)
    line.setdefault("manualDiscount", False)
    line.setdefault("isRotRutDeductible", False)
    line.setdefault("attachments", [])
    line.setdefault("cost", Decimal(0))
    line.setdefault("lineType", "GN" if item else "MI")
    vat = _named(line, "vatCode", masters.VAT_BY_ZONE.get(zone, "3"))
    line["vatCode"]["description"] = vat_code(vat).description
    if not (line.get("account") or {}).get("number"):
        line["account"] = {"number": "3000", "type": "Income", "active": True}
    line["account"]["description"] = f"Account {line['account']['number']}"
