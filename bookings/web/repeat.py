"""The same trip once more: the search form filled in, and the trains of the last time to be suggested."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from bookings.fares import PassengerFacts, format_party
from bookings.models import Booking
from bookings.queries import BookingView, journey_parts
from bookings.web.addresses import with_query
from bookings.web.search import last_day
from bookings.web.usual_train import trains_code


def repeat_url(view: BookingView, now: datetime) -> str:
    """This function leads to the search form with an order's way, party and currency, for tomorrow.

    Of a trip there and back the way back is asked for as many days later as it was. The trains of the last time are
    named, so that the results can point them out. It makes one query where the order is part of a trip.
    """
    parts = [part.booking for part in journey_parts(view.booking, now=now)] or [view.booking]
    there = [part for part in parts if not part.way] or parts
    back = [part for part in parts if part.way]
    query = {
        "origin": there[0].origin.name,
        "destination": there[-1].destination.name,
        "p": format_party(_party(view)),
        "cur": view.currency,
        "train": _trains(there),
        **(_back(there, back, now) if back else {}),
    }
    return with_query(reverse("bookings:home"), query) + "#search"


def _back(there: Sequence[Booking], back: Sequence[Booking], now: datetime) -> dict[str, str]:
    today = timezone.localdate(now)
    nights = (timezone.localdate(back[0].departs_at) - timezone.localdate(there[0].departs_at)).days
    first = today + timedelta(days=1)
    again = min(first + timedelta(days=max(nights, 0)), last_day(today))
    return {"date": first.isoformat(), "back": again.isoformat(), "back_train": _trains(back)}


def _trains(bookings: Sequence[Booking]) -> str:
    trips = [booking.dated_trip.trip for booking in bookings]
    return trains_code(trip.short_name or trip.trip_id for trip in trips)


def _party(view: BookingView) -> tuple[PassengerFacts, ...]:
    """Those who travel, or travelled; benefits as they were asked for."""
    people = [each for each in view.passengers if each.is_travelling] or view.passengers
    return tuple(
        PassengerFacts(each.benefit.country, each.benefit.code) if each.benefit else PassengerFacts()
        for each in people
    )
