"""What an exchange of tickets costs: a share of the old price that counts, a fee, and the difference to the new one."""

from __future__ import annotations

from dataclasses import dataclass

from bookings.fares.money import Money
from bookings.fares.refund import RefundRule, fee_of


@dataclass(frozen=True, slots=True)
class ExchangeRule(RefundRule):
    """While at least so many minutes are left, this share of the price counts, less a fee for each ticket."""


def exchange_fee(paid: Money, rule: ExchangeRule | None) -> Money:
    """What is kept of one ticket's paid price when it is exchanged by a rule, in the currency of the sale.

    This function rounds the share that counts half up to the kopeck. A ticket that cost nothing, and one exchanged
    without a rule because the railway failed, is exchanged for nothing.
    """
    nothing = Money.zero(paid.currency)
    if rule is None or paid == nothing:
        return nothing
    return paid - paid.percent(rule.share_percent) + fee_of(rule, paid.currency)


def exchange_difference(*, paid: Money, fee: Money, price: Money) -> Money:
    """This function returns what is still to be paid for the new ticket; below nothing, it goes back."""
    return price + fee - paid
