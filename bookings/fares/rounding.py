"""Rounding rules of a tariff, written as short codes that an operator can type: "up:0.01", "half_up:1",
"up:0.05".
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal, InvalidOperation
from typing import Final

KOPECK: Final = Decimal("0.01")

_MODES: Final = {"up": ROUND_UP, "down": ROUND_DOWN, "half_up": ROUND_HALF_UP}


class BadRounding(ValueError):
    """A rounding code that can't be read."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """A direction and the step a price must be a multiple of."""

    mode: str
    step: Decimal

    def apply(self, amount: Decimal) -> Decimal:
        """Round an amount of money of either currency to a whole number of steps.

        This function returns an amount with two decimals. The amount must not be negative, so "up" is always
        away from the passenger and "down" towards them.
        """
        steps = (amount / self.step).quantize(Decimal(1), rounding=_MODES[self.mode])
        return (steps * self.step).quantize(KOPECK)


def parse_rounding(code: str) -> Rounding:
    """Read a rounding code "mode:step", mode one of up, down, half_up, step in money units, "up:0.05".

    This function raises BadRounding when the mode is unknown or the step isn't a positive number of whole
    kopecks: a finer step would make prices that can't be paid.
    """
    mode, _, text = code.partition(":")
    step = _step(code, text)
    if mode not in _MODES or not step.is_finite() or step <= 0 or step % KOPECK:
        raise BadRounding(f"rounding {code!r}: expected up, down or half_up, a colon and a step such as 0.01")
    return Rounding(mode, step)


def half_up(amount: Decimal) -> Decimal:
    """Round to the kopeck, halves away from zero.

    This function returns two decimals in the amount's own currency; it is used for conversions and
    reductions.
    """
    return amount.quantize(KOPECK, rounding=ROUND_HALF_UP)


def _step(code: str, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise BadRounding(f"rounding {code!r}: {text!r} is not a number") from None
