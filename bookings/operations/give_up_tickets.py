"""Tickets that are no longer wanted: void, their seats free, the booking left to those who still travel."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from bookings import inventory
from bookings.models import Booking, Passenger
from bookings.operations.return_season_trip import return_season_trip
from bookings.operations.wake_queue import wake_queue
from bookings.tickets.issue import void_tickets


def give_up_tickets(
    *,
    booking: Booking,
    numbers: Collection[int],
    as_state: Passenger.State,
    ended: Booking.State,
    now: datetime,
) -> None:
    """This function takes passengers, by their numbers, off a locked booking, in the caller's transaction.

    Their state becomes `as_state`; a booking with nobody left becomes `ended`. A season ticket gets its trip back.
    """
    booking.passengers.filter(number__in=numbers).update(state=as_state)
    inventory.release(booking_id=booking.pk, passenger_numbers=list(numbers))
    wake_queue(booking.dated_trip_id)
    return_season_trip(booking=booking, now=now)
    void_tickets(booking=booking, passenger_numbers=numbers)
    left = booking.passengers.filter(state=Passenger.State.ACTIVE)
    if not left.exists():
        booking.state, booking.ended_at = ended, now
    sums = left.aggregate(total=Sum("price"), fees=Sum("fees"))
    booking.total, booking.fees = (sums[name] or Decimal(0) for name in ("total", "fees"))
    booking.ticket_sequence += 1
    booking.save(update_fields=["state", "ended_at", "total", "fees", "ticket_sequence"])
