"""Money: an amount in a currency, exact."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency.

    Attributes:
        currency: ISO 4217 code; empty where the customer's own currency applies and is not known here.
        amount: In units of the currency.
    """

    currency: str
    amount: Decimal


def rounded(amount: Decimal) -> Decimal:
    """Round to hundredths, halves away from zero, as invoices are."""
    return amount.quantize(CENT, ROUND_HALF_UP)
