"""The one lock of the operations on money: the booking's row, taken first, held shortly."""

from bookings.models import Booking


def lock_booking(booking_id: int) -> Booking:
    """This function locks the booking's row until the transaction ends and returns it as it is now.

    The lock lets rows that point to the booking be written meanwhile. Order of locks: booking, payment, refund, seats.
    """
    locked = Booking.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("dated_trip__trip__route", "origin", "destination").get(pk=booking_id)
