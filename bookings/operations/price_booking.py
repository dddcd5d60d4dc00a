"""A party's price written into a booking and its passengers."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from bookings.fares import PassengerFacts
from bookings.models import Booking, BookingEvent, Passenger
from bookings.offers import PartyPrice, PriceTables, journey_sections, price_journey
from bookings.operations.record_event import record_event
from bookings.queries import journey_stops

PRICE_FIELDS = ("price", "full_price", "price_lines", "granted_benefit")


def passenger_facts(passengers: Sequence[Passenger]) -> tuple[PassengerFacts, ...]:
    """This function gives passengers as the fares take them."""
    return tuple(
        PassengerFacts(
            passenger.country,
            passenger.benefit.code if passenger.benefit else None,
            passenger.birth_date,
            passenger.number,
        )
        for passenger in passengers
    )


def price_booking(booking: Booking, passengers: Sequence[Passenger], tables: PriceTables) -> PartyPrice:
    """This function prices a booking's passengers again by the given tables. Raises NotOnSale("no_price")."""
    stops = journey_stops(booking)
    return price_journey(
        sections=journey_sections(stops),
        travel_date=stops[0].departure.date(),
        party=passenger_facts(passengers),
        currency=booking.currency,
        tables=tables,
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
        code = fare.reduction.benefit if fare.reduction else ""
        passenger.granted_benefit = tables.benefit_rows.get(code)


def record_price_change(
    booking: Booking, old_total: Decimal, now: datetime, *, old_currency: str | None = None
) -> None:
    """This function notes in the booking's history that its price is another one now, or in another currency."""
    data = {"old": str(old_total), "new": str(booking.total), "currency": booking.currency}
    if old_currency and old_currency != booking.currency:
        data["old_currency"] = old_currency
    record_event(booking=booking, kind=BookingEvent.Kind.PRICE_CHANGED, now=now, data=data)
