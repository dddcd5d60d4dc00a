"""The trains of an order as entries of a calendar: no names, no reference, nothing that opens the order."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bookings.models import PAID_STATES, Booking
from bookings.queries.page import BookingView, booking_page
from bookings.queries.seat_words import seats_in_words
from railway.lib.calendar_file import Entry
from timetables.models import SeatMode

MOST = 20


def calendar_entries(booking: Booking, *, now: datetime) -> list[Entry]:
    """This function gives the trains of a paid order, of its whole journey and of what it was exchanged for.

    What was returned, exchanged or doesn't run is there as cancelled, so that calendars take it out.
    """
    views = [booking_page(each, now=now) for each in _with_others(booking)]
    return [_entry(view) for view in views if view.booking.confirmed_at]


def _with_others(booking: Booking) -> Sequence[Booking]:
    related = ("dated_trip__trip__route", "origin", "destination", "rate", "exchanged_from")
    own = Q(pk=booking.pk)
    if booking.journey:
        own |= Q(journey=booking.journey)
    found = list(Booking.objects.select_related(*related).filter(own).order_by("pk")[:MOST])
    newest = found
    while newest and len(found) < MOST:
        keys = [each.pk for each in newest]
        newest = list(Booking.objects.select_related(*related).filter(exchanged_from__in=keys).order_by("pk"))
        found += newest
    return found


def _entry(view: BookingView) -> Entry:
    trip, booking = view.trip, view.booking
    host = urlsplit(settings.SITE_URL).hostname or "tickets"
    changes = list(booking.dated_trip.changes.order_by("made_at").values_list("made_at", flat=True))
    events = [event.at for event in view.events]
    is_off = booking.state not in PAID_STATES or trip.is_cancelled or trip.part_cancelled is not None
    name = _("Train %(train)s: %(origin)s – %(destination)s") % {
        "train": trip.number,
        "origin": trip.origin.name,
        "destination": trip.destination.name,
    }
    return Entry(
        uid=f"order-{booking.uuid.hex}@{host}",
        sequence=booking.ticket_sequence + len(changes) + is_off,
        changed_at=max([booking.created_at, *changes[-1:], *events]),
        starts_at=trip.expected_departure,
        ends_at=trip.expected_arrival,
        summary=_("Cancelled: %(name)s") % {"name": name} if is_off else name,
        location=trip.origin.name,
        description="" if is_off else _description(view),
        is_cancelled=is_off,
        rings=True,
    )


def _description(view: BookingView) -> str:
    late = view.trip.late_minutes
    words = _("%(minutes)s min late") % {"minutes": late} if late > 0 else ""
    sample = _("The times are demonstration data.") if view.trip.demonstration else ""
    return "\n".join(filter(None, [*_seats(view), words, sample]))


def _seats(view: BookingView) -> list[str]:
    if view.trip.seat_mode != SeatMode.NUMBERED:
        return []
    names = {stop.position: stop.stop.name_in((get_language() or "ru")[:2]) for stop in view.trip.stops}
    travelling = [each for each in view.passengers if each.is_travelling and each.seats]
    return list(dict.fromkeys(seats_in_words(each.seats, names) for each in travelling))
