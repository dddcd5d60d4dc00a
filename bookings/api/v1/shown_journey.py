"""A trip booked in one go, and what was charged for it at once, as the API's outputs take them."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bookings.api.v1.shown_offers import shown_money
from bookings.models import Booking, Checkout
from bookings.queries import JourneyPart, journey_parts


def shown_journey(booking: Booking, now: datetime) -> dict[str, Any] | None:
    """This function shows the bookings made in one go with one, in one query; None, and no query, for a single one."""
    parts = journey_parts(booking, now=now)
    if not parts:
        return None
    live = [part for part in parts if part.is_paid or part.is_held]
    is_one_sum = len({part.booking.currency for part in live}) == 1
    due = sum((max(part.booking.due, Decimal(0)) for part in live if part.is_held), Decimal(0))
    total = sum((part.booking.worth for part in live), Decimal(0))
    return {
        "reference": parts[0].booking.reference,
        "total": shown_money(total, live[0].booking.currency) if is_one_sum else None,
        "amount_due": shown_money(due, live[0].booking.currency) if is_one_sum else None,
        "bookings": [_part(part) for part in parts],
    }


def _part(part: JourneyPart) -> dict[str, Any]:
    booking = part.booking
    trip = booking.dated_trip.trip
    return {
        "reference": booking.reference,
        "state": part.state.value,
        "way": "back" if booking.way else "there",
        "train": trip.short_name or trip.trip_id,
        "origin": booking.origin.stop_id,
        "destination": booking.destination.stop_id,
        "departure": booking.departs_at.astimezone(ZoneInfo(booking.origin.timezone)),
        "total": shown_money(booking.total, booking.currency),
    }


def shown_charge(checkout: Checkout) -> dict[str, Any]:
    """This function shows a charge for several bookings, in one query."""
    paid = checkout.payments.order_by("booking__departs_at", "booking")
    return {
        "id": checkout.uuid,
        "amount": shown_money(checkout.amount, checkout.currency),
        "bookings": list(paid.values_list("booking__reference", flat=True)),
    }
