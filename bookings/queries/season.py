"""Season tickets as they are now, by the clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from bookings.models import Booking, SeasonTicket, SeasonTrip

State = SeasonTicket.State


def effective_season_state(ticket: SeasonTicket, now: datetime) -> SeasonTicket.State:
    """This function gives the state by the clock: what wasn't paid in time is RELEASED, recorded or not."""
    if ticket.state == State.PREBOOKED and ticket.hold_expires_at <= now:
        return State.RELEASED
    return State(ticket.state)


def season_ticket_of(booking: Booking) -> SeasonTicket | None:
    """This function finds the season ticket a seat was reserved with: such a booking costs nothing."""
    return None if booking.total else SeasonTicket.objects.filter(trips__booking=booking).first()


def today_of(ticket: SeasonTicket, now: datetime) -> date:
    """This function gives the service day of an instant, in the timezone of the ticket's line."""
    return now.astimezone(ZoneInfo(ticket.route.timezone or settings.TIME_ZONE)).date()


def live_trips(ticket: SeasonTicket) -> QuerySet[SeasonTrip]:
    """This function selects the trips made or reserved, the latest first."""
    found = ticket.trips.exclude(state=SeasonTrip.State.RETURNED)
    related = ("dated_trip__trip", "booking__origin", "booking__destination")
    return found.select_related(*related).order_by("-dated_trip__service_date", "-made_at")


def reserved_ahead(ticket: SeasonTicket, now: datetime) -> QuerySet[SeasonTrip]:
    """This function selects the reservations of trains that haven't left yet."""
    reserved = ticket.trips.filter(state=SeasonTrip.State.RESERVED, booking__departs_at__gt=now)
    return reserved.filter(booking__state=Booking.State.FULFILLED)
