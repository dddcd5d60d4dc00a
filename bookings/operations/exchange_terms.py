"""What other tickets would cost a passenger who gives up these: the old price kept, the fee, the new price."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bookings import fares
from bookings.models import PAID_STATES, Booking, ExchangeRule, Passenger, SeasonTrip
from bookings.offers import PriceTables, TripSelection, check_party, load_frozen_tables, price_journey
from bookings.operations.benefit_uses import with_spent
from bookings.operations.offer_refund import departure_of, free_refund_reason, time_rule, travelling
from bookings.operations.price_booking import passenger_facts


class ExchangeRefused(Exception):
    """These tickets can't be exchanged.

    `code` says why: not_paid, departed, nothing_left, no_rule, other_currency, same_trip, season_ticket.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeTerms:
    """Whose tickets are given up and on what terms; `free` says why there is no fee, "" where the rule counts."""

    booking: Booking
    passengers: tuple[Passenger, ...]
    departs_at: datetime
    free: str
    rule: fares.ExchangeRule | None
    tables: PriceTables
    asked_at: datetime

    @property
    def currency(self) -> fares.Currency:
        """This property is the currency of the sale, which an exchange keeps."""
        return fares.as_currency(self.booking.currency)

    def describe(self) -> dict[str, Any]:
        """This method keeps what must be said about the fee: `reason` of its lack, or the rule."""
        if self.rule is None:
            return {"reason": self.free, "share_percent": 100}
        names = ("minutes_before_departure", "act", "article", "quality")
        told = {name: getattr(self.rule, name) for name in names}
        return told | {"reason": "rule", "share_percent": int(self.rule.share_percent)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangePrice:
    """One trip's price for those who exchange: a line for each passenger, and the sums in the sale's currency."""

    lines: Sequence[dict[str, Any]]
    paid: Decimal
    fee: Decimal
    price: Decimal

    @property
    def difference(self) -> Decimal:
        """This property is what is to be paid; below nothing, it goes back."""
        return self.price + self.fee - self.paid


def exchange_terms(
    *, booking: Booking, passenger_numbers: Collection[int] | None = None, now: datetime
) -> ExchangeTerms:
    """This function reads the terms for these passengers of a paid booking (all, unless told) at this moment.

    By the dated rules of the way the train is sold; without a fee where the railway cancelled or changed the train.
    Currency and rate are those of the sale. Raises ExchangeRefused.
    """
    if booking.state not in PAID_STATES:
        raise ExchangeRefused("not_paid")
    if SeasonTrip.objects.filter(booking=booking).exists():
        raise ExchangeRefused("season_ticket")
    free, departs_at = free_exchange_reason(booking), departure_of(booking)
    if departs_at <= now and not free:
        raise ExchangeRefused("departed")
    passengers = travelling(booking, passenger_numbers)
    if passengers is None:
        raise ExchangeRefused("nothing_left")
    rule = None if free else _rule(booking, departs_at, now)
    if rule is None and not free:
        raise ExchangeRefused("no_rule")
    return ExchangeTerms(
        booking=booking,
        passengers=tuple(passengers),
        departs_at=departs_at,
        free=free,
        rule=rule,
        tables=_tables(booking, passengers),
        asked_at=now,
    )


def free_exchange_reason(booking: Booking) -> str:
    """This function tells why a booking is exchanged without a fee: what gives a full refund gives this too."""
    return free_refund_reason(booking)


def price_exchange(terms: ExchangeTerms, selection: TripSelection) -> ExchangePrice:
    """This function prices another trip for those who exchange. Raises NotOnSale("no_price"), PartyRefused.

    Ages, seasons and companions count anew for the day of the new trip.
    """
    facts = with_spent(
        passenger_facts(terms.passengers),
        terms.passengers,
        tables=terms.tables,
        day=selection.travel_date,
        now=terms.asked_at,
    )
    check_party(facts, benefits=terms.tables.benefit_rows, travel_date=selection.travel_date)
    price = price_journey(
        sections=selection.sections,
        travel_date=selection.travel_date,
        party=facts,
        currency=terms.currency,
        tables=terms.tables,
        seat_mode=selection.option.seat_mode,
    )
    lines = [_line(*pair, terms) for pair in zip(terms.passengers, price.fares, strict=True)]
    sums = {
        name: sum((Decimal(line[name]) for line in lines), Decimal(0)) for name in ("paid", "fee", "price")
    }
    return ExchangePrice(lines=lines, **sums)


def _line(passenger: Passenger, fare: fares.FarePrice, terms: ExchangeTerms) -> dict[str, Any]:
    paid = fares.Money(passenger.price, terms.currency)
    fee = fares.exchange_fee(paid, terms.rule)
    return {
        "number": passenger.number,
        "paid": str(paid.amount),
        "fee": str(fee.amount),
        "price": str(fare.price.amount),
        "difference": str(fares.exchange_difference(paid=paid, fee=fee, price=fare.price).amount),
        "fare": fare.to_json(),
    }


def _rule(booking: Booking, departs_at: datetime, now: datetime) -> fares.ExchangeRule | None:
    seat_mode = booking.dated_trip.seat_mode
    rows = ExchangeRule.objects.filter(seat_mode=seat_mode)
    local_now = now.astimezone(ZoneInfo(booking.origin.timezone))
    return fares.refund_rule_on(
        [time_rule(row, fares.ExchangeRule) for row in rows], seat_mode, local_now, departs_at
    )


def _tables(booking: Booking, passengers: Sequence[Passenger]) -> PriceTables:
    if booking.rate is None:
        raise RuntimeError(f"booking {booking.reference} was sold without a rate")
    claimed = [facts.claimed_benefit for facts in passenger_facts(passengers)]
    return load_frozen_tables(claimed=claimed, rate_row=booking.rate, rate=booking.rate_value)
