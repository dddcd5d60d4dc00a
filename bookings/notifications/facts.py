"""What every letter about a booking says: train, times, who sits where, money, links; ready in the active language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from bookings import inventory
from bookings.access import manage_url
from bookings.models import Booking, Passenger
from bookings.queries.rights import has_gone
from bookings.queries.seat_words import seats_in_words
from bookings.tickets.along_words import along_words
from railway.lib import wording
from timetables.models import DatedStop, SeatMode, Stop


@dataclass(frozen=True, kw_only=True)
class TravellerFacts:
    """One passenger's line: who, where they sit, what they pay."""

    name: str
    seat: str
    price: str
    is_travelling: bool
    along: str = ""


@dataclass(frozen=True, kw_only=True)
class MailFacts:
    """A booking in words. Clocks are the stations' own; `departs_zone` is named only where clocks differ."""

    language: str
    reference: str
    train: str
    journey: str
    origin: str
    destination: str
    day: str
    departs: str
    arrives: str
    departs_zone: str
    arrives_zone: str
    held_until: str
    total: str
    to_pay: str
    exchanged_from: str
    travellers: list[TravellerFacts]
    manage_url: str
    other_trains_url: str
    demonstration: bool

    @property
    def when(self) -> str:
        """This property is day and time of departure: "сб, 15 мая, 07:12"."""
        return f"{self.day}, {self.departs}"


def gather_facts(booking: Booking, language: str, now: datetime) -> MailFacts:
    """This function reads a booking for a letter in the language that must be active already."""
    rows = DatedStop.objects.filter(dated_trip_id=booking.dated_trip_id).select_related("stop")
    stops = {stop.position: stop for stop in rows}
    start, end = stops[booking.from_position].departure_at, stops[booking.to_position].arrival_at
    zones = booking.origin.timezone, booking.destination.timezone
    shows_zones = wording.zones_differ(start, zones[0], end, zones[1])
    names = [booking.origin.name_in(language), booking.destination.name_in(language)]
    return MailFacts(
        language=language,
        reference=booking.shown_reference,
        train=str(booking.dated_trip.trip),
        journey=" – ".join(names),
        origin=names[0],
        destination=names[1],
        day=write_day(start, booking.origin, language, now),
        departs=wording.write_clock(start, zones[0]),
        arrives=wording.write_clock(end, zones[1]),
        departs_zone=wording.write_zone(start, zones[0], language) if shows_zones else "",
        arrives_zone=wording.write_zone(end, zones[1], language) if shows_zones else "",
        held_until=wording.write_clock(booking.hold_expires_at, zones[0]) if booking.hold_expires_at else "",
        total=wording.write_money(booking.total, booking.currency, language),
        to_pay=wording.write_money(max(booking.due, Decimal(0)), booking.currency, language),
        exchanged_from=booking.exchanged_from.shown_reference if booking.exchanged_from else "",
        travellers=_travellers(booking, stops, language),
        manage_url=manage_url(booking, language),
        other_trains_url=other_trains_url(booking.origin, booking.destination, start),
        demonstration=booking.dated_trip.trip.demonstration,
    )


def write_day(instant: datetime, stop: Stop, language: str, now: datetime) -> str:
    """This function writes the date an instant has at a stop, with its year when that isn't this one."""
    zone = ZoneInfo(stop.timezone)
    day = instant.astimezone(zone).date()
    return wording.write_day(day, language, year=day.year != now.astimezone(zone).year)


def _travellers(booking: Booking, stops: Mapping[int, DatedStop], language: str) -> list[TravellerFacts]:
    seats = inventory.parts_of(booking_ids=[booking.pk])[booking.pk]
    names = {position: each.stop.name_in(language) for position, each in stops.items()}
    passengers = booking.passengers.order_by("number")
    return [_traveller(each, booking, seats.get(each.number, ()), names, language) for each in passengers]


def _traveller(
    passenger: Passenger,
    booking: Booking,
    seats: Sequence[inventory.SeatPart],
    names: Mapping[int, str],
    language: str,
) -> TravellerFacts:
    return TravellerFacts(
        name=passenger.full_name or _("Passenger %(number)s") % {"number": passenger.number},
        seat=_seat_words(booking.dated_trip.seat_mode, seats, names),
        price=wording.write_money(passenger.price, booking.currency, language),
        along=along_words(passenger.ancillaries),
        is_travelling=passenger.state == Passenger.State.ACTIVE,
    )


def _seat_words(seat_mode: str, seats: Sequence[inventory.SeatPart], names: Mapping[int, str]) -> str:
    if has_gone(seats):
        return _("no seat in this train")
    if seat_mode == SeatMode.NUMBERED and seats:
        return seats_in_words(seats, names)
    return _("a place is kept, sit anywhere") if seat_mode == SeatMode.QUOTA else _("sit anywhere")


def other_trains_url(origin: Stop, destination: Stop, departs_at: datetime) -> str:
    """This function is the full address of the trains of a way on the day of an instant, by the origin's clock."""
    pair = f"{origin.stop_id}-{destination.stop_id}".lower().replace("_", "-")
    day = departs_at.astimezone(ZoneInfo(origin.timezone)).date()
    return settings.SITE_URL + reverse("bookings:results", args=[pair, day.isoformat()])
