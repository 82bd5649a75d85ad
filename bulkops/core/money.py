"""Rounding of money, exact."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def rounded(amount: Decimal) -> Decimal:
    """Round to hundredths, halves away from zero, as invoices are."""
    return amount.quantize(CENT, ROUND_HALF_UP)
