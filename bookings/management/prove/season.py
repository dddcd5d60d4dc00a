"""Season tickets against the trips made with them and the seats reserved for them."""

from django.db.models import Count, F, Q

from bookings.models import PAID_STATES, Booking, SeasonTicket, SeasonTrip

State = SeasonTrip.State


def season_faults() -> dict[str, int]:
    """This function counts what must not be, by kind: trips not counted as used, and seats that don't match trips."""
    live = Count("trips", filter=~Q(trips__state=State.RETURNED))
    reserved = SeasonTrip.objects.filter(state=State.RESERVED)
    seats = Booking.objects.filter(state__in=PAID_STATES, season_trip__isnull=False)
    return {
        "season_trips_not_as_counted": SeasonTicket.objects.annotate(live=live)
        .exclude(live=F("trips_used"))
        .count(),
        "season_trips_beyond_those_bought": SeasonTicket.objects.filter(
            trips_used__gt=F("trips_allowed")
        ).count(),
        "season_trips_without_a_seat": reserved.exclude(booking__state__in=PAID_STATES).count(),
        "season_seats_without_a_trip": seats.filter(season_trip__state=State.RETURNED).count(),
    }
