"""What is done with the hold of one train of a journey, the others' holds follow: kept longer, or let go."""

from datetime import datetime

from bookings.models import Booking
from bookings.operations.extend_hold import NotExtendable, extend_hold
from bookings.operations.lock_booking import HoldExpired, NotHeld
from bookings.operations.release_booking import NotReleasable, release_booking


def extend_journey(*, booking: Booking, now: datetime) -> Booking:
    """Keep the seats of a booking longer, and those of the journey's other trains that are not paid yet.

    This function raises what extend_hold raises of the booking itself; the others follow where they can.
    """
    extended = extend_hold(booking=booking, now=now)
    for other in held_beside(booking, now):
        try:
            extend_hold(booking=other, now=now)
        except (NotExtendable, HoldExpired, NotHeld):
            continue
    return extended


def release_journey(*, booking: Booking, now: datetime) -> list[Booking]:
    """Free the seats of a booking, and of the journey's other trains that are not paid yet.

    This function raises NotReleasable of the booking itself; it returns all bookings that were let go.
    """
    released = [release_booking(booking=booking, now=now)]
    for other in held_beside(booking, now):
        try:
            released.append(release_booking(booking=other, now=now))
        except NotReleasable:
            continue
    return released


def held_beside(booking: Booking, now: datetime) -> list[Booking]:
    """This function lists the other bookings of a journey whose seats are kept now."""
    if booking.journey is None:
        return []
    others = Booking.objects.filter(
        journey=booking.journey, state=Booking.State.PREBOOKED, hold_expires_at__gt=now
    )
    return list(others.exclude(pk=booking.pk).order_by("departs_at"))
