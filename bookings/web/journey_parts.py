"""The trains of a trip, as each of its orders' pages show them: which is this, what is paid, what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bookings.access import access_token
from bookings.models import Booking
from bookings.queries import JourneyPart, journey_parts
from bookings.web.addresses import results_url, with_query
from timetables.models import DatedTrip
from timetables.queries import TrainChange, changes_between


@dataclass(frozen=True)
class ShownPart:
    """One train of the trip. `url` opens its order, with the secret, for it may be another device that looks.

    `way` is "There" or "Back" where the trip turns; the ways to change and return its tickets are empty where there are
    none to be.
    """

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
    way: str
    price: Decimal
    currency: str
    exchange_url: str
    refund_url: str


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
    """All trains of the trip; `following` is the next one to be paid, other than this order.

    `reference` names the whole: it is that of its first train. The sums are of the tickets that hold or are waiting to
    be paid; `total` is None where they are in two currencies.
    """

    reference: str
    is_return: bool
    parts: list[ShownPart]
    following: ShownPart | None
    missed: list[MissedTrain]
    total: Decimal | None
    due: Decimal | None
    currency: str
    trains: int
    paid_trains: int


def shown_journey(booking: Booking, now: datetime) -> ShownJourney | None:
    """This function shows the trip an order is a part of, in a few queries; None, and no query, where it is none."""
    parts = journey_parts(booking, now=now)
    if len(parts) < 2:
        return None
    is_return = len({part.booking.way for part in parts}) > 1
    shown = [_shown(part, now, is_return=is_return) for part in parts]
    following = next((part for part in shown if part.held_until and not part.is_this), None)
    live = [part for part in parts if part.is_paid or part.is_held]
    is_one_sum = len({part.booking.currency for part in live}) == 1
    return ShownJourney(
        shown[0].reference,
        is_return,
        shown,
        following,
        _missed(parts),
        sum((part.booking.worth for part in live), Decimal(0)) if is_one_sum else None,
        sum((_due(part) for part in live), Decimal(0)) if is_one_sum else None,
        booking.currency,
        max(part.number for part in parts),
        sum(part.is_paid for part in parts),
    )


def _due(part: JourneyPart) -> Decimal:
    return max(part.booking.due, Decimal(0)) if part.is_held else Decimal(0)


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


def _shown(part: JourneyPart, now: datetime, *, is_return: bool) -> ShownPart:
    booking = part.booking
    tag, style = _tag(part)
    trip = booking.dated_trip.trip
    may_change = part.is_paid and booking.departs_at > now
    return ShownPart(
        part.number,
        booking.shown_reference,
        trip.short_name or trip.trip_id,
        booking.origin.name,
        booking.destination.name,
        booking.departs_at,
        booking.origin.timezone,
        _opened(booking, "order"),
        tag,
        style,
        booking.hold_expires_at if part.is_held else None,
        part.is_this,
        _way(booking) if is_return else "",
        booking.worth,
        booking.currency,
        _opened(booking, "exchange") if may_change else "",
        _opened(booking, "refund") if may_change else "",
    )


def _opened(booking: Booking, page: str) -> str:
    """The address of an order's page with the order's secret."""
    address = reverse(f"bookings:{page}", args=[booking.shown_reference])
    return with_query(address, {"k": access_token(booking)})


def _way(booking: Booking) -> str:
    return pgettext("way", "Back") if booking.way else pgettext("way", "There")


def _tag(part: JourneyPart) -> tuple[str, str]:
    is_cancelled = part.booking.dated_trip.state == DatedTrip.State.CANCELLED
    if is_cancelled and (part.is_paid or part.is_held):
        return _("train doesn't run"), "bad"
    if part.is_paid:
        return _("paid"), "ok"
    if part.is_held:
        return _("not paid yet"), "warn"
    if part.state == Booking.State.RELEASED:
        return _("the seats are released"), "bad"
    return str(part.state.label), ""
