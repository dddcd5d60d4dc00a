"""What of a season or multi-ride ticket comes back, by a dated rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bookings.fares.dated import Dated
from bookings.fares.money import Money
from bookings.fares.refund import fee_of


@dataclass(frozen=True, slots=True)
class SeasonRefundRule(Dated):
    """What comes back: a share of the price before the first day, of the unused part after; less a fee."""

    valid_from: date
    valid_until: date | None
    before_start_percent: Decimal
    unused_percent: Decimal
    fee_byn: Decimal = Decimal(0)
    fee_rub: Decimal = Decimal(0)
    act: str = ""
    article: str = ""
    quality: str = "U"

    def __post_init__(self) -> None:
        if not all(0 <= share <= 100 for share in (self.before_start_percent, self.unused_percent)):
            raise ValueError("a share is between 0 and 100 percent")
        if min(self.fee_byn, self.fee_rub) < 0:
            raise ValueError("a fee must not be negative")


def season_refund_rule_on(rules: Iterable[SeasonRefundRule], day: date) -> SeasonRefundRule | None:
    """This function gives the rule in force on the day of a refund, the latest; None where nothing comes back yet."""
    return max((rule for rule in rules if rule.in_force(day)), key=lambda rule: rule.valid_from, default=None)


def season_refund(paid: Money, rule: SeasonRefundRule | None, *, began: bool, left: int, whole: int) -> Money:
    """What comes back of a season ticket, in the currency of the sale: `left` of `whole` parts (trips or days) unused.

    This function rounds half up to the kopeck and never returns less than nothing or more than was paid.
    """
    nothing = Money.zero(paid.currency)
    if rule is None or whole < 1:
        return nothing
    unused = min(max(left, 0), whole)
    share = rule.unused_percent if began else rule.before_start_percent
    part = paid.amount * (Decimal(unused) / whole if began else 1) * share / 100
    return max(nothing, Money.rounded(part, paid.currency) - fee_of(rule, paid.currency))
