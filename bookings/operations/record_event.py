"""The passenger-visible history of a booking."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bookings.models import Booking, BookingEvent
from bookings.webhooks.events import note_booking_event


def record_event(
    *, booking: Booking, kind: str, now: datetime, data: Mapping[str, Any] | None = None, by: str = ""
) -> BookingEvent:
    """This function writes a line of a booking's history, and what partners hear of it, in the caller's transaction."""
    note_booking_event(booking=booking, kind=kind, at=now)
    return BookingEvent.objects.create(booking=booking, kind=kind, at=now, data=dict(data or {}), by=by)
