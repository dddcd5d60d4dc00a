"""The purchaser decides to pay in the other currency."""

from datetime import datetime

from django.db import transaction

from bookings.models import Booking
from bookings.offers import load_frozen_tables
from bookings.operations.lock_booking import lock_held
from bookings.operations.price_booking import (
    passenger_facts,
    price_booking,
    record_price_change,
    write_price,
)
from bookings.queries import held_together


@transaction.atomic
def change_currencies(*, booking: Booking, currency: str, now: datetime) -> list[Booking]:
    """Price a held booking and those paid together with it in BYN or RUB, or none of them.

    This function returns them as they are now, in the order of their keys. Raises what change_currency raises.
    """
    together = sorted(held_together(booking, now=now), key=lambda each: each.pk)
    return [change_currency(booking=each, currency=currency, now=now) for each in together]


@transaction.atomic
def change_currency(*, booking: Booking, currency: str, now: datetime) -> Booking:
    """Price a held booking in BYN or RUB at the rate frozen into it: the sum shown beside becomes the sum charged.

    This function returns the booking as it is now; asked for the currency it has, it changes nothing, nor in an
    exchange, which keeps the currency of the sale. Raises HoldExpired, NotHeld,
    NotOnSale("no_price"), bookings.fares.UnknownCurrency.
    """
    locked = lock_held(booking.pk, now)
    if locked.currency == currency or locked.rate is None or locked.exchanged_from_id:
        return locked
    old_total, old_currency = locked.total, locked.currency
    passengers = list(locked.passengers.select_related("benefit").order_by("number"))
    claimed = [facts.claimed_benefit for facts in passenger_facts(passengers)]
    tables = load_frozen_tables(claimed=claimed, rate_row=locked.rate, rate=locked.rate_value)
    locked.currency = currency
    write_price(locked, passengers, price_booking(locked, passengers, tables, now), tables)
    locked.save(update_fields=["currency", "total"])
    for passenger in passengers:
        passenger.save()
    record_price_change(locked, old_total, now, old_currency=old_currency)
    return locked
