"""When a paid ticket goes back in full, and on what ground."""

from collections.abc import Iterable
from dataclasses import dataclass

from bookings import inventory
from bookings.inventory.types import GONE, SeatPart
from bookings.models import Booking, BookingEvent, DelayRule, Passenger
from bookings.queries.losses import Calls, delays_of, loss_of
from timetables.models import DatedTrip
from timetables.queries import trip_stops

FREE_REFUND_REASONS = (
    "train_cancelled", "part_cancelled", "stop_dropped", "train_late", "seat_lost", "train_changed",
)  # fmt: skip
CHANGED = BookingEvent.Kind.TRAIN_CHANGED


@dataclass(frozen=True, slots=True)
class FreeRefund:
    """The right to a full refund.

    `reason` is train_cancelled, part_cancelled, stop_dropped, train_late (then `minutes` is the delay and `rule` the
    rule it rests on), seat_lost, or train_changed: something told before, which gives the right for good.
    """

    reason: str
    minutes: int = 0
    rule: DelayRule | None = None


def free_refund(booking: Booking) -> FreeRefund | None:
    """This function tells whether a paid booking may be returned in full at this moment, in at most four queries."""
    stops = {stop.position: stop for stop in trip_stops(booking.dated_trip_id)}
    return judge_right(booking, stops, has_lost_seat(booking), booking.events.filter(kind=CHANGED))


def judge_right(
    booking: Booking, stops: Calls, seat_lost: bool, events: Iterable[BookingEvent]
) -> FreeRefund | None:
    """This function judges the same by what was read already; only the delay rule is looked up, for a late train."""
    if booking.dated_trip.state == DatedTrip.State.CANCELLED:
        return FreeRefund("train_cancelled")
    if loss := loss_of(booking, stops):
        return FreeRefund(loss)
    if late := _late(booking, stops):
        return late
    if seat_lost:
        return FreeRefund("seat_lost")
    told = any(event.kind == CHANGED and event.data.get("free_refund") for event in events)
    return FreeRefund("train_changed") if told else None


def has_lost_seat(booking: Booking) -> bool:
    """This function tells whether somebody of a booking has a seat that the train, exchanged since, has no longer."""
    seats = inventory.parts_of(booking_ids=[booking.pk])[booking.pk]
    gone = [number for number, parts in seats.items() if has_gone(parts)]
    return bool(gone) and booking.passengers.filter(number__in=gone, state=Passenger.State.ACTIVE).exists()


def has_gone(parts: Iterable[SeatPart]) -> bool:
    """This function tells whether the train has one of a passenger's seats no longer."""
    return any(part.seat.kind == GONE for part in parts)


def _late(booking: Booking, stops: Calls) -> FreeRefund | None:
    minutes = max(delays_of(booking, stops))
    if minutes <= 0:
        return None
    rule = DelayRule.on(booking.dated_trip.service_date)
    return FreeRefund("train_late", minutes, rule) if minutes >= rule.delay_minutes else None
