"""The bookings of one journey with changes."""

from dataclasses import dataclass
from datetime import datetime

from bookings.models import Booking
from bookings.models.booking import PAID_STATES
from bookings.queries.state import effective_state


@dataclass(frozen=True, slots=True)
class JourneyPart:
    """One train of a journey with its booking; `state` is that by the clock."""

    number: int
    booking: Booking
    state: Booking.State
    is_this: bool

    @property
    def is_paid(self) -> bool:
        """This property tells that the tickets of this train are there."""
        return self.state in PAID_STATES

    @property
    def is_held(self) -> bool:
        """This property tells that its seats are kept and wait for payment."""
        return self.state == Booking.State.PREBOOKED


def journey_parts(booking: Booking, *, now: datetime) -> list[JourneyPart]:
    """This function lists the bookings of a journey in order of travel, in one query; none of a single booking."""
    if booking.journey is None:
        return []
    related = ("dated_trip__trip", "origin", "destination")
    rows = (
        Booking.objects.filter(journey=booking.journey).select_related(*related).order_by("departs_at", "pk")
    )
    return [
        JourneyPart(number, row, effective_state(row, now), row.pk == booking.pk)
        for number, row in enumerate(rows, start=1)
    ]
