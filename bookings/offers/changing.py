"""Full trains that have seats in turn: what is offered to passengers who would change seats on the way."""

from collections.abc import Sequence

from bookings.inventory import SeatPlan, Stretch, find_plans
from bookings.offers.selection import TripSelection
from timetables.models import SeatMode
from timetables.queries import TripStop


class SeatChangesNotAccepted(Exception):
    """An offer of several seats in turn is booked without the passenger's word that they will change."""


def seats_in_turn(selections: Sequence[TripSelection], *, size: int) -> dict[int, SeatPlan]:
    """Seat a party with the fewest changes, by dated trip; trains where that can't be are left out.

    Seats are changed only where the train calls on that day. This function makes one query, none without a train.
    """
    numbered = [each for each in selections if each.option.seat_mode == SeatMode.NUMBERED]
    stretches = {
        each.dated_trip_id: Stretch(each.span, standing_times(each.option.stops)) for each in numbered
    }
    return find_plans(stretches=stretches, size=size)


def standing_times(stops: Sequence[TripStop]) -> dict[int, int]:
    """This function tells where seats can be changed between the first and the last stop: position and seconds."""
    between = [stop for stop in stops[1:-1] if stop.calls]
    return {stop.position: max(0, int((stop.departure - stop.arrival).total_seconds())) for stop in between}
