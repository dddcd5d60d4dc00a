"""A reservation made with a season ticket is given up: the trip counts as not made."""

from datetime import datetime

from bookings.models import Booking, SeasonTrip
from bookings.operations.lock_season import lock_season


def return_season_trip(*, booking: Booking, now: datetime) -> None:
    """This function gives the trip of a reservation that is given up back to its season ticket.

    It belongs into the transaction that gives the booking up, whose row is locked; other bookings are left alone.
    """
    reserved = SeasonTrip.objects.filter(booking=booking, state=SeasonTrip.State.RESERVED).first()
    if reserved is None:
        return
    ticket = lock_season(reserved.season_ticket_id)
    still = SeasonTrip.objects.filter(pk=reserved.pk, state=SeasonTrip.State.RESERVED)
    if still.update(state=SeasonTrip.State.RETURNED, returned_at=now):
        ticket.trips_used -= 1
        ticket.save(update_fields=["trips_used"])
