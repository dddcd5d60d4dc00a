"""A passenger, or a clerk for them, lets held seats go."""

from datetime import datetime

from django.db import transaction

from bookings import inventory
from bookings.models import Booking, BookingEvent
from bookings.operations.lock_booking import NotHeld, lock_held
from bookings.operations.record_event import record_event
from bookings.operations.wake_queue import wake_queue


class NotReleasable(Exception):
    """There is nothing to let go: the booking is paid, let go before, or its hold has ended."""

    def __init__(self, state: Booking.State) -> None:
        super().__init__(state.value)
        self.state = state


@inventory.with_retries
@transaction.atomic
def release_booking(*, booking: Booking, now: datetime, by: str = "") -> Booking:
    """Free the seats of a booking that is held and not paid; it ends as CANCELLED.

    A payment that is still accepted by the bank afterwards goes back by itself. This function raises NotReleasable.
    """
    try:
        locked = lock_held(booking.pk, now)
    except NotHeld as refused:
        raise NotReleasable(refused.state) from None
    locked.state, locked.ended_at = Booking.State.CANCELLED, now
    locked.save(update_fields=["state", "ended_at"])
    record_event(booking=locked, kind=BookingEvent.Kind.CANCELLED, now=now, by=by)
    inventory.release(booking_id=locked.pk)
    wake_queue(locked.dated_trip_id)
    return locked
