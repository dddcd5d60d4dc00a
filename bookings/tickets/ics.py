"""The journey as a calendar entry (RFC 5545)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Alarm, Calendar, Event

from bookings.tickets.page_words import seat_words, turns
from bookings.tickets.view import TicketStation, TicketStatus, TicketView

PRODUCT = "-//Cross-border suburban railway//Tickets//EN"
ALARM_BEFORE = timedelta(hours=1)


def render_ics(views: TicketView | Sequence[TicketView]) -> bytes:
    """This function returns a calendar file with an entry per ticket, in the tickets' language.

    Times carry the stations' timezones with their VTIMEZONE. The UID of a ticket never changes and SEQUENCE is the
    view's, so that a calendar takes over a changed time or a cancellation (RFC 5546); an alarm rings an hour before.
    """
    tickets = [views] if isinstance(views, TicketView) else list(views)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for view in tickets:
        with override(view.language):
            calendar.add_component(_event(view))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(view: TicketView) -> Event:
    event = Event()
    event.add("uid", f"{view.number}@{urlsplit(view.url).hostname or 'tickets'}")
    event.add("sequence", view.sequence)
    event.add("dtstamp", view.issued_at.astimezone(UTC))
    event.add("dtstart", _local(view.departs_at, view.origin))
    event.add("dtend", _local(view.arrives_at, view.destination))
    event.add("summary", _summary(view))
    event.add("location", view.origin.name)
    event.add("description", _description(view))
    event.add("status", "CONFIRMED" if view.status is TicketStatus.VALID else "CANCELLED")
    if view.url:
        event.add("url", view.url)
    if view.status is TicketStatus.VALID:
        event.add_component(_alarm(view))
    return event


def _local(instant: datetime, station: TicketStation) -> datetime:
    return instant.astimezone(ZoneInfo(station.timezone))


def _summary(view: TicketView) -> str:
    return _("Train %(train)s: %(origin)s – %(destination)s") % {
        "train": view.train,
        "origin": view.origin.name,
        "destination": view.destination.name,
    }


def _description(view: TicketView) -> str:
    seat = seat_words(view) or "\n".join(turns(view)) or _one_seat(view)
    carry = _("Carry with you: %(things)s") % {"things": "; ".join(view.carry)} if view.carry else ""
    ticket = _("Ticket %(number)s") % {"number": view.number}
    return "\n".join(filter(None, [ticket, view.passenger, seat, carry, view.demonstration]))


def _one_seat(view: TicketView) -> str:
    return _("Coach %(coach)s, seat %(seat)s") % {"coach": view.coach, "seat": view.seat}


def _alarm(view: TicketView) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _summary(view))
    alarm.add("trigger", -ALARM_BEFORE)
    return alarm
