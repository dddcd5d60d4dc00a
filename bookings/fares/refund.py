"""How much of a paid price comes back, by dated rules of the time left to departure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from bookings.fares.money import Money


@dataclass(frozen=True, slots=True)
class RefundRule:
    """From a day on: when more than so many minutes are left, this share in percent less a fee (of the sale's
    currency).
    """

    valid_from: date
    minutes_before_departure: int
    share_percent: Decimal
    fee: Money | None = None
    act: str = ""
    article: str = ""
    quality: str = "U"


def refund_rule_on(rules: Iterable[RefundRule], now: datetime, departs_at: datetime) -> RefundRule | None:
    """The rule for a refund asked for `now`, both instants aware: of the latest set the one with most minutes
    still left.

    This function returns None when nothing comes back: after departure, or where no set of rules is valid
    yet. "More than two hours" is meant strictly: with exactly 120 minutes left the next rule counts.
    """
    begun = [rule for rule in rules if rule.valid_from <= now.date()]
    latest = max((rule.valid_from for rule in begun), default=None)
    left = departs_at - now
    fitting = [
        r for r in begun if r.valid_from == latest and left > timedelta(minutes=r.minutes_before_departure)
    ]
    return max(fitting, key=lambda rule: rule.minutes_before_departure, default=None)


def refund_amount(paid: Money, rule: RefundRule | None) -> Money:
    """What comes back of a paid price by a rule, in the currency of the sale.

    This function rounds half up to the kopeck and never returns less than nothing or more than was paid. A
    fee in another currency than the sale's raises CurrencyMismatch: convert it at the sale's rate first.
    """
    nothing = Money.zero(paid.currency)
    if rule is None:
        return nothing
    share = paid.percent(rule.share_percent)
    return max(nothing, share - rule.fee) if rule.fee else share
