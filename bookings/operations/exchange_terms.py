"""What other tickets would cost a passenger who gives up these: the old price kept, the fee, the new price."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bookings import fares, inventory
from bookings.models import PAID_STATES, Booking, ExchangeRule, Passenger, SeasonTrip
from bookings.offers import PriceTables, TripSelection, check_party, load_frozen_tables, price_journey
from bookings.operations.benefit_uses import with_spent
from bookings.operations.hold_places import takes_along
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


def price_exchange(
    terms: ExchangeTerms, selection: TripSelection, places: Mapping[str, int] | None = None
) -> ExchangePrice:
    """This function prices another trip for those who exchange. Raises NotOnSale("no_price"), PartyRefused.

    Ages, seasons and companions count anew for the day of the new trip. Bicycles, pets and baggage come along as far as
    the new train has `places` left and its countries sell them; what doesn't stands in the line as `left_behind`.
    """
    facts = with_spent(
        _come_along(terms, selection, places or {}),
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
    lines = [_line(*each, terms) for each in zip(terms.passengers, facts, price.fares, strict=True)]
    sums = {
        name: sum((Decimal(line[name]) for line in lines), Decimal(0)) for name in ("paid", "fee", "price")
    }
    return ExchangePrice(lines=lines, **sums)


def _come_along(
    terms: ExchangeTerms, selection: TripSelection, places: Mapping[str, int]
) -> tuple[fares.PassengerFacts, ...]:
    left, facts = dict(places), []
    limits = fares.ancillary_limits(selection.sections, terms.tables.ancillaries, selection.travel_date)
    for each in passenger_facts(terms.passengers):
        along = {kind: min(count, limits[kind], left.get(kind, 0)) for kind, count in each.ancillaries}
        left = {kind: count - along.get(kind, 0) for kind, count in left.items()}
        facts.append(
            replace(each, ancillaries=tuple((kind, count) for kind, count in along.items() if count))
        )
    return tuple(facts)


def _line(
    passenger: Passenger, facts: fares.PassengerFacts, fare: fares.FarePrice, terms: ExchangeTerms
) -> dict[str, Any]:
    along = dict(facts.ancillaries)
    behind = {kind: count - along.get(kind, 0) for kind, count in passenger.ancillaries.items()}
    paid = fares.Money(passenger.price, terms.currency)
    fee = fares.exchange_fee(paid, terms.rule)
    return {
        "number": passenger.number,
        "paid": str(paid.amount),
        "fee": str(fee.amount),
        "price": str(fare.price.amount),
        "difference": str(fares.exchange_difference(paid=paid, fee=fee, price=fare.price).amount),
        "fare": fare.to_json(),
        "ancillaries": along,
        "left_behind": {kind: count for kind, count in behind.items() if count > 0},
    }


def _rule(booking: Booking, departs_at: datetime, now: datetime) -> fares.ExchangeRule | None:
    seat_mode = booking.dated_trip.seat_mode
    rows = ExchangeRule.objects.filter(seat_mode=seat_mode)
    local_now = now.astimezone(ZoneInfo(booking.origin.timezone))
    rules = [time_rule(row, fares.ExchangeRule) for row in rows]
    return fares.refund_rule_on(rules, seat_mode, local_now, departs_at, booking.origin.country)


def _tables(booking: Booking, passengers: Sequence[Passenger]) -> PriceTables:
    if booking.rate is None:
        raise RuntimeError(f"booking {booking.reference} was sold without a rate")
    claimed = [facts.claimed_benefit for facts in passenger_facts(passengers)]
    return load_frozen_tables(claimed=claimed, rate_row=booking.rate, rate=booking.rate_value)


def places_for(terms: ExchangeTerms, selections: Sequence[TripSelection]) -> dict[int, dict[str, int]]:
    """This function counts the places left on trains for what those who exchange take along, by dated trip.

    It makes two queries, none where nobody takes anything along. On their own train their own places count as free.
    """
    if not takes_along(terms.passengers):
        return {}
    return inventory.places_left(
        spans={each.dated_trip_id: each.span for each in selections}, booking_id=terms.booking.pk
    )
