"""A credit note applied to an invoice: both are settled by it, as far as it goes (visma-net.md, section 10)."""

from decimal import Decimal
from typing import Any

from bulkops.core.money import rounded
from bulkops.sandbox.cause import Cause
from bulkops.sandbox.rows import Row, change
from bulkops.sandbox.state import State
from bulkops.sandbox.times import today


def apply_note(state: State, credit_note: Row, invoice: Row, cause: Cause, *, posted: bool = True) -> None:
    """Apply a credit note to an invoice.

    Args:
        state: The company.
        credit_note: The credit note.
        invoice: The invoice.
        cause: What it comes from.
        posted: It counts; otherwise it is only noted, and balances stay as they are.
    """
    amount = min(_balance(credit_note), _balance(invoice))
    for row in (credit_note, invoice):
        if posted:
            _settle(row, amount)
    for row, other in ((credit_note, invoice), (invoice, credit_note)):
        row.body["applications"].append(_application(other, amount, cause, posted=posted))
        change(state, row, cause, "settled" if posted else "applied", source=other.number)


def _balance(row: Row) -> Decimal:
    return Decimal(row.body["balanceInCurrency"])


def _settle(row: Row, amount: Decimal) -> None:
    body = row.body
    left = _balance(row) - amount
    body["balanceInCurrency"] = left
    body["balance"] = rounded(left * Decimal(body["exchangeRate"])) if left else Decimal(0)
    if not left:
        body["status"] = "Closed"
        body["closedFinancialPeriod"] = body["financialPeriod"]


def _application(other: Row, amount: Decimal, cause: Cause, *, posted: bool) -> dict[str, Any]:
    """Tell of the other document of an application."""
    date = today(cause.at, cause.utc_offset_minutes)
    return {
        "docType": other.body["documentType"],
        "customerCD": other.body["customer"]["number"],
        "refNbr": other.number,
        "amountPaid": amount,
        "cashDiscountTaken": Decimal(0),
        "balance": other.body["balanceInCurrency"],
        "pendingPPD": False,
        "released": posted,
        "hold": False,
        "voided": False,
        "ppdCrMemoRefNbr": "",
        "paymentRef": other.body.get("paymentReference") or "",
        "status": other.status,
        "applicationDate": date,
        "applicationPeriod": date[:4] + date[5:7],
        "invoiceText": other.body.get("invoiceText") or "",
    }
