"""The trains of a journey with changes, as an order's pages show them: which is this, what comes next."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.access import access_token
from bookings.models import Booking
from bookings.queries import JourneyPart, journey_parts
from bookings.web.addresses import with_query


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
class ShownJourney:
    """All trains of the journey; `following` is the next one to be paid, other than this order."""

    parts: list[ShownPart]
    following: ShownPart | None


def shown_journey(booking: Booking, now: datetime) -> ShownJourney | None:
    """This function shows the journey an order is a part of, None where it is none; it makes one query at most."""
    parts = [_shown(part) for part in journey_parts(booking, now=now)]
    following = next((part for part in parts if part.held_until and not part.is_this), None)
    return ShownJourney(parts, following) if parts else None


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
    return part.state.label, ""
