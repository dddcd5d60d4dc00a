"""What operators learn about sold tickets before they change trains."""

from collections.abc import Collection

from django.db.models import Count, Q
from django.urls import reverse

from bookings.models import LIVE_STATES, Booking, Passenger
from timetables.admin.sold import Concern, Sold, tell_by


@tell_by
def count_sold(dated_trips: Collection[int], concern: Concern | None = None) -> Sold:
    """This function counts held and paid bookings of these trains and who still travels on them, in one query."""
    live = Booking.objects.filter(dated_trip_id__in=dated_trips, state__in=LIVE_STATES)
    if concern and concern.ends_only:
        live = live.filter(Q(from_position=concern.start) | Q(to_position=concern.start))
    elif concern:
        live = live.filter(from_position__lt=concern.end, to_position__gt=concern.start)
    travels = Q(passengers__state=Passenger.State.ACTIVE)
    counts = live.aggregate(
        bookings=Count("pk", distinct=True), passengers=Count("passengers", filter=travels)
    )
    chosen = ",".join(map(str, sorted(dated_trips)))
    live_states = ",".join(sorted(LIVE_STATES))
    address = reverse("admin:bookings_booking_changelist")
    url = f"{address}?dated_trip__id__in={chosen}&state__in={live_states}"
    return Sold(counts["bookings"], counts["passengers"], url)
