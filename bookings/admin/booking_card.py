"""What the staff see of a booking: passengers, masked documents, seats, explained prices, history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from bookings.documents import (
    document_types,
    mask,
)
from bookings.inventory.types import QUOTA_COACH
from bookings.models import (
    Booking,
    Passenger,
)
from bookings.offers.wording import ShownLine, event_text, fare_lines, load_glossary
from bookings.queries import BookingView, PassengerView, booking_page
from bookings.queries.seat_words import seats_in_words, stop_names
from railway.lib.template_words import language


@dataclass(frozen=True, slots=True)
class PassengerCard:
    """One passenger; `document` is its kind and last characters."""

    view: PassengerView
    seat: str
    document: str
    lines: Sequence[ShownLine]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event; `by` is empty for the passenger and for jobs."""

    at: datetime
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class BookingCard:
    """A booking's page of the staff, ready for the template."""

    view: BookingView
    state: str
    passengers: Sequence[PassengerCard]
    history: Sequence[HistoryLine]


def booking_card(booking: Booking, *, now: datetime) -> BookingCard:
    """This function reads a booking for the staff in a fixed number of queries; its state is by the clock."""
    view = booking_page(booking, now=now)
    names = load_glossary([each.fare for each in view.passengers])
    stops = stop_names(view.trip.stops)
    passengers = [
        PassengerCard(
            each,
            _seat(each, stops),
            document_name(each.passenger),
            fare_lines(each.fare, glossary=names) if each.fare else (),
        )
        for each in view.passengers
    ]
    zone = view.trip.origin.timezone
    history = [HistoryLine(event.at, event_text(event, zone=zone), event.by) for event in view.events]
    return BookingCard(view, str(view.state.label), passengers, history)


def _seat(each: PassengerView, names: Mapping[int, str]) -> str:
    if each.seat is None:
        return "–"
    if each.seat.coach == QUOTA_COACH:
        return _("without a number")
    return seats_in_words(each.seats, names)


def document_name(passenger: Passenger) -> str:
    """This function names a passenger's document: its kind and last characters."""
    kind = document_types().get(passenger.document_type)
    name = kind.names.in_language(language()) if kind else passenger.document_type
    return f"{name} {mask(passenger.document_last4)}".strip() or "–"
