"""The one lock of the operations on a booking: its row, taken first, held shortly."""

from collections.abc import Iterable
from datetime import datetime

from bookings.models import Booking
from bookings.queries import effective_state, is_held


class NotHeld(Exception):
    """The booking's seats are not being kept: it is paid, let go, or its hold has ended. `state` is by the clock."""

    def __init__(self, state: Booking.State = Booking.State.RELEASED) -> None:
        super().__init__(state.value)
        self.state = state


class HoldExpired(NotHeld):
    """The hold has ended, recorded or not."""


def lock_booking(booking_id: int) -> Booking:
    """This function locks the booking's row until the transaction ends and returns it as it is now.

    The lock lets rows that point to the booking be written meanwhile. Order of locks: bookings by key (so that the
    one exchanged comes before the one it is exchanged for), payments by key, refund, seats.
    """
    locked = Booking.objects.select_for_update(of=("self",), no_key=True)
    related = ("dated_trip__trip__route", "origin", "destination", "rate")
    return locked.select_related(*related).get(pk=booking_id)


def lock_together(booking_ids: Iterable[int]) -> dict[int, Booking]:
    """This function locks several bookings, each with the one it replaces, in the order of their keys."""
    return {key: lock_with_replaced(key) for key in sorted(booking_ids)}


def lock_with_replaced(booking_id: int) -> Booking:
    """This function locks a booking and, before it, the one whose tickets it is exchanged for, if any."""
    old = Booking.objects.values_list("exchanged_from_id", flat=True).get(pk=booking_id)
    replaced = lock_booking(old) if old else None
    booking = lock_booking(booking_id)
    booking.exchanged_from = replaced
    return booking


def lock_held(booking_id: int, now: datetime) -> Booking:
    """This function does the same for a booking whose seats are being kept. Raises HoldExpired, NotHeld."""
    booking = lock_booking(booking_id)
    if is_held(booking, now):
        return booking
    state = effective_state(booking, now)
    raise HoldExpired if state == Booking.State.RELEASED else NotHeld(state)
