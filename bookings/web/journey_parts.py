"""The trains of a journey with changes, as an order's pages show them: which is this, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.access import access_token
from bookings.models import Booking
from bookings.queries import JourneyPart, journey_parts
from bookings.web.addresses import results_url, with_query
from timetables.queries import TrainChange, changes_between


@dataclass(frozen=True)
class ShownPart:
    """One train of the journey. `url` opens its order, with the secret, for it may be another device that looks."""

    number: int
    reference: str
    train: str
    origin: str
    destination: str
    departs_at: datetime
    zone: str
    url: str
    tag: str
    tag_style: str
    held_until: datetime | None
    is_this: bool


@dataclass(frozen=True)
class MissedTrain:
    """A train that leaves before the one before it is there, by what is known now, and where to look for others."""

    number: str
    station: str
    arrival: datetime
    departure: datetime
    zone: str
    others_url: str


@dataclass(frozen=True)
class ShownJourney:
    """All trains of the journey; `following` is the next one to be paid, other than this order."""

    parts: list[ShownPart]
    following: ShownPart | None
    missed: list[MissedTrain]


def shown_journey(booking: Booking, now: datetime) -> ShownJourney | None:
    """This function shows the journey an order is a part of, in a few queries; None, and no query, where it is none."""
    parts = journey_parts(booking, now=now)
    if not parts:
        return None
    shown = [_shown(part) for part in parts]
    following = next((part for part in shown if part.held_until and not part.is_this), None)
    return ShownJourney(shown, following, _missed(parts))


def _missed(parts: Sequence[JourneyPart]) -> list[MissedTrain]:
    going = [part.booking for part in parts if part.is_paid or part.is_held]
    ways = [(booking.dated_trip_id, booking.from_position, booking.to_position) for booking in going]
    return [_missed_train(change) for change in changes_between(ways) if change.is_missed]


def _missed_train(change: TrainChange) -> MissedTrain:
    left, taken = change.left, change.taken
    ends = taken.origin.stop_id, taken.destination.stop_id
    return MissedTrain(
        taken.train_number,
        taken.origin.name,
        left.expected_arrival,
        taken.expected_departure,
        taken.origin.timezone,
        results_url(*ends, left.expected_arrival.date()),
    )


def _shown(part: JourneyPart) -> ShownPart:
    booking = part.booking
    tag, style = _tag(part)
    address = reverse("bookings:order", args=[booking.shown_reference])
    trip = booking.dated_trip.trip
    return ShownPart(
        part.number,
        booking.shown_reference,
        trip.short_name or trip.trip_id,
        booking.origin.name,
        booking.destination.name,
        booking.departs_at,
        booking.origin.timezone,
        with_query(address, {"k": access_token(booking)}),
        tag,
        style,
        booking.hold_expires_at if part.is_held else None,
        part.is_this,
    )


def _tag(part: JourneyPart) -> tuple[str, str]:
    if part.is_paid:
        return _("paid"), "ok"
    if part.is_held:
        return _("not paid yet"), "warn"
    if part.state == Booking.State.RELEASED:
        return _("the seats are released"), "bad"
    return str(part.state.label), ""
