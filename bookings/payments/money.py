"""Sums as banks write them: exact, in whole minor units or with all the decimals of the currency."""

from decimal import Decimal

DECIMALS = {"BYN": 2, "RUB": 2}  # ISO 4217


def minor_units(amount: Decimal, currency: str) -> int:
    """This function counts kopecks. Raises ValueError for a part of one, KeyError for a currency we don't sell in."""
    shifted = amount.scaleb(DECIMALS[currency])
    if shifted != shifted.to_integral_value():
        raise ValueError(f"{amount} {currency} can't be paid")
    return int(shifted)


def with_decimals(amount: Decimal, currency: str) -> str:
    """This function writes "12.30". Raises as `minor_units` does."""
    decimals = DECIMALS[currency]
    return f"{Decimal(minor_units(amount, currency)).scaleb(-decimals):.{decimals}f}"
