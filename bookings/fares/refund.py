"""How much of a paid price comes back, by dated rules of the time left to departure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol, TypeVar

from bookings.fares.dated import Dated
from bookings.fares.money import Currency, Money

AnyRule = TypeVar("AnyRule", bound="RefundRule")


class OfCountry(Protocol):
    """Any rule that may be one country's."""

    @property
    def country(self) -> str:
        """This property is the country's code, "" of a rule of none."""


class HasFees(Protocol):
    """Any rule with a fee in either currency."""

    @property
    def fee_byn(self) -> Decimal:
        """This property is the fee of what was sold in roubles of Belarus."""

    @property
    def fee_rub(self) -> Decimal:
        """This property is the fee of what was sold in roubles of Russia."""


HasCountry = TypeVar("HasCountry", bound=OfCountry)


@dataclass(frozen=True, slots=True)
class RefundRule(Dated):
    """While at least so many minutes are left, this share in percent less a fee for each ticket; dates
    half-open.

    `seat_mode` is how the train is sold: numbered, quota or open. The fee is in the currency of the sale. A rule of a
    country holds for trips that begin there, one without a country where that country has none.
    """

    seat_mode: str
    valid_from: date
    valid_until: date | None
    minutes_before_departure: int
    share_percent: Decimal
    fee_byn: Decimal = Decimal(0)
    fee_rub: Decimal = Decimal(0)
    act: str = ""
    article: str = ""
    quality: str = "U"
    country: str = ""


def refund_rule_on(
    rules: Iterable[AnyRule], seat_mode: str, now: datetime, departs_at: datetime, country: str = ""
) -> AnyRule | None:
    """The rule for a refund or an exchange asked for `now`, both instants aware: of the latest set of the country
    where the trip begins, the strictest one still met.

    This function returns None when nothing comes back: after departure, or where no rule is valid yet. The
    Russian rule says "more than two hours"; exactly two hours is read in the passenger's favour.
    """
    in_force = [rule for rule in rules if rule.seat_mode == seat_mode and rule.in_force(now.date())]
    valid = rules_of_country(in_force, country)
    latest = max((rule.valid_from for rule in valid), default=None)
    left = departs_at - now
    met = [
        rule
        for rule in valid
        if rule.valid_from == latest and left >= timedelta(minutes=rule.minutes_before_departure)
    ]
    return max(met, key=lambda rule: rule.minutes_before_departure, default=None)


def rules_of_country(rules: Iterable[HasCountry], country: str) -> list[HasCountry]:
    """This function picks the rules of the country where a trip begins, or, where it has none, those of no country."""
    rows = list(rules)
    own = [rule for rule in rows if country and rule.country == country]
    return own or [rule for rule in rows if not rule.country]


def fee_of(rule: HasFees, currency: Currency) -> Money:
    """This function is a rule's fee in the currency of the sale."""
    return Money.rounded(rule.fee_byn if currency == "BYN" else rule.fee_rub, currency)


def refund_amount(paid: Money, rule: RefundRule | None) -> Money:
    """What comes back of one ticket's paid price by a rule, in the currency of the sale.

    This function rounds the share half up to the kopeck and never returns less than nothing or more than was
    paid.
    """
    nothing = Money.zero(paid.currency)
    if rule is None:
        return nothing
    return max(nothing, paid.percent(rule.share_percent) - fee_of(rule, paid.currency))
