"""The state a booking is in by the clock, recorded or not."""

from datetime import datetime

from bookings.models import Booking


def effective_state(booking: Booking, now: datetime) -> Booking.State:
    """This function gives the booking's state: a hold that has run out is RELEASED, whether or not a job noted it."""
    if booking.state == Booking.State.PREBOOKED and not is_held(booking, now):
        return Booking.State.RELEASED
    return Booking.State(booking.state)


def is_held(booking: Booking, now: datetime) -> bool:
    """This function tells whether the booking's seats are kept for its payment."""
    ends = booking.hold_expires_at
    return booking.state == Booking.State.PREBOOKED and ends is not None and now < ends
