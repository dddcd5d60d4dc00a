"""A party's price written into a booking and its passengers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from bookings.fares import PassengerFacts
from bookings.models import Booking, BookingEvent, Passenger
from bookings.offers import (
    PartyPrice,
    PartyRefused,
    PriceTables,
    journey_sections,
    load_frozen_tables,
    load_price_tables,
    price_journey,
)
from bookings.operations.benefit_uses import take_uses, with_spent
from bookings.operations.record_event import record_event
from bookings.queries import journey_stops

SPENT_CODES = frozenset({"trips_of_day_used", "trips_of_period_used"})


def passenger_facts(passengers: Sequence[Passenger]) -> tuple[PassengerFacts, ...]:
    """This function gives passengers as the fares take them."""
    return tuple(
        PassengerFacts(
            passenger.country,
            passenger.benefit.code if passenger.benefit else None,
            passenger.birth_date,
            passenger.number,
            ancillaries=tuple(passenger.ancillaries.items()),
        )
        for passenger in passengers
    )


def price_booking(
    booking: Booking, passengers: Sequence[Passenger], tables: PriceTables, now: datetime
) -> PartyPrice:
    """This function prices a booking's passengers again by the given tables. Raises NotOnSale("no_price").

    Of benefits for so many trips only those count that the passengers have left now.
    """
    stops = journey_stops(booking)
    day = stops[0].departure.date()
    facts = passenger_facts(passengers)
    return price_journey(
        sections=journey_sections(stops),
        travel_date=day,
        party=with_spent(facts, passengers, tables=tables, day=day, now=now),
        currency=booking.currency,
        tables=tables,
        seat_mode=booking.dated_trip.seat_mode,
    )


def write_price(
    booking: Booking, passengers: Sequence[Passenger], price: PartyPrice, tables: PriceTables
) -> None:
    """This function puts a price into the rows of a booking and its passengers, unsaved."""
    booking.total = price.total
    booking.rate, booking.rate_value = tables.rate_row, tables.rate.byn_for_100_rub
    for passenger, fare in zip(passengers, price.fares, strict=True):
        passenger.price, passenger.full_price = fare.price.amount, fare.full_price.amount
        passenger.price_lines = fare.to_json()
        passenger.granted_benefit = tables.granted_by(fare.reduction)


def booking_tables(booking: Booking, claimed: Iterable[str | None], now: datetime) -> PriceTables:
    """This function reads what a booking is priced again by: at the rate frozen into it."""
    if booking.rate is None:
        return load_price_tables(claimed=claimed, now=now)
    return load_frozen_tables(claimed=claimed, rate_row=booking.rate, rate=booking.rate_value)


def refuse_spent(
    *, booking: Booking, passengers: Sequence[Passenger], tables: PriceTables, now: datetime
) -> None:
    """Take the trips of limited benefits for a booking being made.

    This function raises PartyRefused, with the benefits of which none is left.
    """
    if not any(rule.is_limited for rule in tables.benefits):
        return
    if not take_uses(booking=booking, passengers=passengers, now=now):
        price = price_booking(booking, passengers, tables, now)
        raise PartyRefused([problem for problem in price.problems if problem.code in SPENT_CODES])


def settle_uses(
    *, booking: Booking, passengers: Sequence[Passenger], tables: PriceTables, now: datetime
) -> bool:
    """Take the trips of limited benefits for a locked, priced booking; where another was quicker, price it again.

    This function tells whether the price was written anew, the rows saved.
    """
    again = False
    # Each turn somebody of the party loses a benefit, so it ends.
    while not take_uses(booking=booking, passengers=passengers, now=now):
        write_price(booking, passengers, price_booking(booking, passengers, tables, now), tables)
        booking.save(update_fields=["total"])
        for passenger in passengers:
            passenger.save()
        again = True
    return again


def record_price_change(
    booking: Booking, old_total: Decimal, now: datetime, *, old_currency: str | None = None
) -> None:
    """This function notes in the booking's history that its price is another one now, or in another currency."""
    data = {"old": str(old_total), "new": str(booking.total), "currency": booking.currency}
    if old_currency and old_currency != booking.currency:
        data["old_currency"] = old_currency
    record_event(booking=booking, kind=BookingEvent.Kind.PRICE_CHANGED, now=now, data=data)
