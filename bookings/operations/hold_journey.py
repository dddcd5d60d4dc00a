"""What is done with the hold of one train of a trip is done with the others': kept longer, taken again, let go."""

from datetime import datetime

from django.db import transaction

from bookings import inventory
from bookings.models import Booking
from bookings.offers import NotOnSale, TripNotFound
from bookings.operations.extend_hold import extend_hold
from bookings.operations.release_booking import NotReleasable, release_booking
from bookings.operations.retake_seats import retake_seats
from bookings.queries import ended_together, held_together


@inventory.with_retries
@transaction.atomic
def extend_journey(*, booking: Booking, now: datetime) -> Booking:
    """Keep the seats of a booking longer, and those of the trip's other trains, to the same deadline, or none longer.

    This function raises what extend_hold raises.
    """
    extended = {
        each.pk: extend_hold(booking=each, now=now) for each in _by_key(held_together(booking, now=now))
    }
    return extended[booking.pk]


@inventory.with_retries
@transaction.atomic
def retake_journey(*, booking: Booking, now: datetime, same_seats: bool = True) -> Booking:
    """Hold the seats of a booking anew, and of the trip's other trains whose holds have ended, or of none.

    A train that isn't sold any more holds the others up no longer. This function raises what retake_seats raises of
    the booking itself, and of the others where somebody else has their seats.
    """
    retaken = booking
    for each in _by_key(ended_together(booking, now=now)):
        try:
            with transaction.atomic():
                again = retake_seats(booking=each, now=now, same_seats=same_seats)
        except (NotOnSale, TripNotFound):
            if each.pk == booking.pk:
                raise
            continue
        retaken = again if each.pk == booking.pk else retaken
    return retaken


def release_journey(*, booking: Booking, now: datetime) -> list[Booking]:
    """Free the seats of a booking, and of the trip's other trains that are not paid yet.

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
    """This function lists the other bookings of a trip whose seats are kept now, in order of travel."""
    return [other for other in held_together(booking, now=now) if other.pk != booking.pk]


def _by_key(bookings: list[Booking]) -> list[Booking]:
    """Bookings are locked in the order of their keys."""
    return sorted(bookings, key=lambda each: each.pk)
