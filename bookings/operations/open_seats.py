"""Opening dated trips for sale."""

from datetime import datetime

from bookings import inventory
from timetables.models import DatedTrip


def open_seats(*, now: datetime) -> int:
    """Give every coming train its seats for sale; trains that have theirs already are left as they are.

    This function returns the number of seats it made, 0 when there was nothing to do; it may run twice, late, or by
    two workers at once.
    """
    coming = DatedTrip.objects.filter(
        departs_at__gt=now, state=DatedTrip.State.SCHEDULED, seat_mode__in=("numbered", "quota")
    )
    return inventory.open_trips(dated_trip_ids=list(coming.values_list("id", flat=True)))
