"""Other seats for passengers whose seats are held."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from bookings import inventory
from bookings.inventory import HeldSeat, SeatRef, Span
from bookings.models import Booking, BookingEvent
from bookings.operations.lock_booking import lock_held
from bookings.operations.record_event import record_event


@inventory.with_retries
@transaction.atomic
def change_seats(*, booking: Booking, wanted: Mapping[int, SeatRef], now: datetime) -> list[HeldSeat]:
    """Move passengers, by their numbers, to seats they have chosen, all or none; two may exchange theirs.

    The old seats are let go only when the new ones are won. This function raises HoldExpired, NotHeld, SeatTaken,
    WrongSeat, HoldLost or Busy; the old seats stay then.
    """
    locked = lock_held(booking.pk, now)
    seats = {str(number): [seat.coach, seat.number] for number, seat in sorted(wanted.items())}
    record_event(booking=locked, kind=BookingEvent.Kind.SEATS_CHANGED, now=now, data={"seats": seats})
    return inventory.change_seats(
        booking_id=locked.pk,
        dated_trip_id=locked.dated_trip_id,
        span=Span(locked.from_position, locked.to_position),
        wanted=wanted,
    )
