"""The passenger-visible history of a booking."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bookings.models import Booking, BookingEvent


def record_event(
    *, booking: Booking, kind: str, now: datetime, data: Mapping[str, Any] | None = None, by: str = ""
) -> BookingEvent:
    """This function writes one line of a booking's history, in the caller's transaction."""
    return BookingEvent.objects.create(booking=booking, kind=kind, at=now, data=dict(data or {}), by=by)
