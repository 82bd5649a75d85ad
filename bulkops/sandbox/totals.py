"""Sums of a document: lines, discounts, VAT by code, in the document's currency and the company's."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bulkops.core.money import rounded
from bulkops.sandbox.errors import RefusedError
from bulkops.sandbox.masters import VAT_CODES, VatCode

_ZERO = Decimal(0)
_HUNDRED = Decimal(100)


def vat_code(number: str) -> VatCode:
    """Find a VAT category.

    Raises:
        RefusedError: The company has none of that name.
    """
    code = VAT_CODES.get(number)
    if code is None:
        raise RefusedError(
            400, f"Error creating document. Error: TaxCategoryID '{number}' cannot be found in the system."
        )
    return code


def compute_line(line: dict[str, Any], rate: Decimal, *, discount_fixed: bool) -> None:
    """Compute a line's amounts.

    Args:
        line: The line as the answer shows it.
        rate: What one unit of the document's currency costs in the company's.
        discount_fixed: Its discount was given as an amount; the percentage follows. Otherwise the other way round.
    """
    gross = rounded(line["quantity"] * line["unitPriceInCurrency"])
    if discount_fixed:
        discount = rounded(line["discountAmountInCurrency"] or _ZERO)
        line["discountPercent"] = rounded(discount / gross * _HUNDRED) if gross else _ZERO
    else:
        discount = rounded(gross * (line["discountPercent"] or _ZERO) / _HUNDRED)
    line["discountAmountInCurrency"] = discount
    manual = line["manualAmountInCurrency"]
    line["amountInCurrency"] = gross - discount if manual is None else rounded(manual)
    for name in ("unitPrice", "discountAmount", "amount"):
        line[name] = rounded(line[f"{name}InCurrency"] * rate)
    line["manualAmount"] = None if manual is None else rounded(manual * rate)


def tax_details(lines: list[dict[str, Any]], by_hand: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Compute VAT by code, in order of first use; amounts set by hand take the computed ones' place."""
    taxable: dict[str, Decimal] = {}
    for line in lines:
        number = line["vatCode"]["id"]
        taxable[number] = taxable.get(number, _ZERO) + line["amountInCurrency"]
    set_by_hand = {entry.get("taxId"): entry for entry in by_hand}
    return [
        _tax_detail(position, number, base, set_by_hand.get(number, {}))
        for position, (number, base) in enumerate(taxable.items(), 1)
    ]


def _tax_detail(position: int, number: str, base: Decimal, by_hand: Mapping[str, Any]) -> dict[str, Any]:
    code = vat_code(number)
    base = base if by_hand.get("taxableAmount") is None else Decimal(by_hand["taxableAmount"])
    vat = base * code.rate / _HUNDRED if by_hand.get("vatAmount") is None else Decimal(by_hand["vatAmount"])
    return {
        "taxId": number,
        "recordId": position,
        "vatId": {"number": number, "description": code.description},
        "vatRate": code.rate,
        "taxableAmount": rounded(base),
        "vatAmount": rounded(vat),
        "expenseAmount": rounded(Decimal(by_hand.get("expenseAmount") or 0)),
    }


def sums(body: Mapping[str, Any], rate: Decimal) -> dict[str, Decimal]:
    """Add up a document from its lines and VAT: every total of the answer, in both currencies."""
    taxed = [entry for entry in body["taxDetails"] if entry["vatRate"]]
    exempt = [entry for entry in body["taxDetails"] if not entry["vatRate"]]
    detail = sum((line["amountInCurrency"] for line in body["invoiceLines"]), _ZERO)
    vat = sum((entry["vatAmount"] for entry in body["taxDetails"]), _ZERO)
    in_currency = {
        "detailTotal": detail,
        "discountTotal": _ZERO,
        "vatTaxableTotal": sum((entry["taxableAmount"] for entry in taxed), _ZERO),
        "vatExemptTotal": sum((entry["taxableAmount"] for entry in exempt), _ZERO),
        "vatTotal": vat,
        "amount": detail + vat,
        "balance": detail + vat,
        "cashDiscount": _ZERO,
    }
    totals = {f"{name}InCurrency": amount for name, amount in in_currency.items()}
    return totals | {name: rounded(amount * rate) for name, amount in in_currency.items()}
