"""A hold made longer, for passengers who need more time (WCAG 2.2.1)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from bookings import inventory
from bookings.models import Booking, BookingEvent
from bookings.operations.create_booking import held_until
from bookings.operations.lock_booking import HoldExpired, lock_held
from bookings.operations.record_event import record_event
from bookings.queries import may_extend
from timetables.models import SeatMode


class NotExtendable(Exception):
    """The hold was made longer before, or it is too early for it."""


@inventory.with_retries
@transaction.atomic
def extend_hold(*, booking: Booking, now: datetime) -> Booking:
    """Keep a booking's seats for HOLD_SECONDS more, once, asked for in the hold's last HOLD_WARNING_SECONDS.

    This function raises HoldExpired, NotHeld, NotExtendable.
    """
    locked = lock_held(booking.pk, now)
    if not may_extend(locked, now) or locked.hold_expires_at is None:
        raise NotExtendable
    locked.hold_expires_at += timedelta(seconds=settings.HOLD_SECONDS)
    locked.hold_extended = True
    locked.save(update_fields=["hold_expires_at", "hold_extended"])
    record_event(booking=locked, kind=BookingEvent.Kind.HOLD_EXTENDED, now=now, data=held_until(locked))
    seconds = int((locked.hold_expires_at - now).total_seconds())
    kept = inventory.extend(booking_id=locked.pk, hold_seconds=seconds)
    if locked.dated_trip.seat_mode != SeatMode.OPEN and kept != locked.passengers.count():
        raise HoldExpired
    return locked
