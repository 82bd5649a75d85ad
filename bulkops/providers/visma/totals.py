"""The net sum of an invoice from its lines, where the user gives what it takes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bulkops.core.money import rounded
from bulkops.core.operation import Document, Payload

_HUNDRED = Decimal(100)


def net(payload: Payload) -> Decimal | None:
    """Sum the lines without VAT, each rounded as the system rounds it.

    Returns:
        None where a line takes its price or quantity from the system, so that the sum is not known here.
    """
    amounts = [_line(line) for line in payload.get("invoiceLines") or ()]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if amounts and len(known) == len(amounts) else None


def net_after(document: Document, before: Document) -> Decimal | None:
    """Say what the net sum of an invoice will be once its lines are as in `document`.

    Lines that stay as they are keep the amount that the system gave them.

    Args:
        document: The invoice as an update will leave it, amounts not yet computed again.
        before: The invoice as it was read.
    """
    kept = {line.get("lineNumber"): line for line in before.get("invoiceLines") or ()}
    total = Decimal(0)
    for line in document.get("invoiceLines") or ():
        held = kept.get(line.get("lineNumber"))
        amount = held.get("amountInCurrency") if held == line and held is not None else _changed(line, held or {})
        if amount is None:
            return None
        total += Decimal(amount)
    return total


def _changed(line: Mapping[str, Any], held: Mapping[str, Any]) -> Decimal | None:
    """Compute a changed line: an amount or discount that the system computed from the old values does not count."""
    wanted = dict(line)
    for name in ("manualAmountInCurrency", "discountAmountInCurrency"):
        if name in held and wanted.get(name) == held[name]:
            del wanted[name]
    return _line(wanted)


def _line(line: Mapping[str, Any]) -> Decimal | None:
    manual = line.get("manualAmountInCurrency")
    if manual is not None:
        return rounded(Decimal(manual))
    quantity, price = line.get("quantity"), line.get("unitPriceInCurrency")
    if quantity is None or price is None or line.get("discountCode"):
        return None
    amount = Decimal(quantity) * Decimal(price)
    discount = line.get("discountAmountInCurrency")
    if discount is not None:
        return rounded(amount - Decimal(discount))
    percent = Decimal(line.get("discountPercent") or 0)
    return rounded(amount - amount * percent / _HUNDRED)
