"""Holds that have run out: swept, recorded, told. The seats themselves were free the moment the clock said so."""

import logging
from datetime import datetime

from django.db import transaction

from bookings import inventory
from bookings.models import Booking, BookingEvent, Notification, Payment
from bookings.notifications.outbox import enqueue
from bookings.operations.record_event import record_event

log = logging.getLogger(__name__)


def expire_holds(*, now: datetime) -> int:
    """Release what ended holds still cover, record them as RELEASED and tell their purchasers.

    This function returns how many bookings it recorded. It may run twice at once, late, or not at all for a while: a
    booking is recorded once, and found by its `hold_expires_at`, whoever has swept its seats. One that another
    transaction has its hands on, paying it perhaps, is left to the next run.
    """
    for trip in inventory.trips_with_expired_holds():
        _sweep(trip)
    ended = Booking.objects.filter(state=Booking.State.PREBOOKED, hold_expires_at__lte=now)
    bookings = list(ended.order_by("hold_expires_at").values_list("pk", flat=True))
    return sum(_record_if_free(booking, now) for booking in bookings)


def _sweep(dated_trip_id: int) -> None:
    try:
        inventory.with_retries(inventory.sweep_expired)(dated_trip_id=dated_trip_id)
    except inventory.Busy:
        log.warning("ended holds of dated trip %s are left to the next sweep", dated_trip_id)


def _record_if_free(booking_id: int, now: datetime) -> bool:
    try:
        return _record(booking_id, now)
    except inventory.Busy:
        log.warning("the ended hold of booking %s is left to the next run", booking_id)
        return False


@inventory.with_retries
@transaction.atomic
def _record(booking_id: int, now: datetime) -> bool:
    free = Booking.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    booking = free.filter(pk=booking_id, state=Booking.State.PREBOOKED, hold_expires_at__lte=now).first()
    if booking is None:
        return False
    booking.state, booking.ended_at = Booking.State.RELEASED, booking.hold_expires_at
    booking.save(update_fields=["state", "ended_at"])
    record_event(booking=booking, kind=BookingEvent.Kind.HOLD_ENDED, now=now)
    tell_hold_ended(booking, now)
    inventory.release(booking_id=booking.pk)
    return True


def tell_hold_ended(booking: Booking, now: datetime) -> None:
    """This function lets a mail say, once for each end of a hold, that the seats were released."""
    # While the bank has the card in its hands nothing is certain: its answer brings the tickets or the money back.
    if booking.payments.filter(status=Payment.Status.PENDING).exists() or booking.hold_expires_at is None:
        return
    key = f"hold_ended:{booking.told_as}:{booking.hold_expires_at.timestamp():.0f}"
    enqueue(booking=booking, kind=Notification.Kind.HOLD_ENDED, dedupe_key=key, now=now)
