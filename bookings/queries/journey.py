"""The bookings of one journey with changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from bookings.models import Booking
from bookings.models.booking import PAID_STATES
from bookings.queries.state import effective_state


@dataclass(frozen=True, slots=True)
class JourneyPart:
    """One train of a journey with its booking; `state` is that by the clock.

    An order and the one that is to take its place, or took it, are the same train of the journey: one `number`.
    """

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


def held_together(booking: Booking, *, now: datetime) -> list[Booking]:
    """This function lists the bookings that are paid with one charge, itself among them, in order of travel.

    They were made in one go and their seats are kept now. An exchange is paid by itself.
    """
    held = Q(state=Booking.State.PREBOOKED, hold_expires_at__gt=now)
    return _together(booking, held)


def ended_together(booking: Booking, *, now: datetime) -> list[Booking]:
    """This function lists the bookings whose seats were kept together and are no longer, itself among them."""
    ended = Q(state=Booking.State.PREBOOKED, hold_expires_at__lte=now)
    return _together(booking, ended | Q(state=Booking.State.RELEASED))


def _together(booking: Booking, so: Q) -> list[Booking]:
    if booking.journey is None or booking.exchanged_from_id is not None:
        return [booking]
    beside = Booking.objects.filter(so, journey=booking.journey, exchanged_from=None)
    together = list(beside.select_related("origin", "destination").order_by("departs_at", "pk"))
    return together if booking in together else [booking, *together]


def journey_parts(booking: Booking, *, now: datetime) -> list[JourneyPart]:
    """This function lists the bookings of a trip in order of travel, in one query; none of a single booking.

    Where tickets were exchanged the new booking stands in place of the old one.
    """
    if booking.journey is None:
        return []
    related = ("dated_trip__trip__route", "origin", "destination")
    bookings = Booking.objects.filter(journey=booking.journey).select_related(*related)
    found = list(bookings.order_by("departs_at", "pk"))
    replaced = {each.exchanged_from_id for each in found}
    gone = [each.pk for each in found if each.state == Booking.State.EXCHANGED and each.pk in replaced]
    rows = [each for each in found if each.pk not in gone or each.pk == booking.pk]
    numbers = _numbers(rows, {each.pk: each.exchanged_from_id for each in found})
    return [
        JourneyPart(number, row, effective_state(row, now), row.pk == booking.pk)
        for number, row in zip(numbers, rows, strict=True)
    ]


def _numbers(rows: Sequence[Booking], came_from: Mapping[int, int | None]) -> list[int]:
    trains: dict[int, int] = {}
    return [trains.setdefault(_first(row.pk, came_from), len(trains) + 1) for row in rows]


def _first(order: int, came_from: Mapping[int, int | None]) -> int:
    """The order at the beginning of a chain of exchanges."""
    while before := came_from.get(order):
        order = before
    return order
