"""Companions' seats beside wheelchair places: kept back until some hours before departure, then sold like any other.

A wheelchair place is a space without a seat, so it stays what it is; who chooses it says that somebody needs it.
"""

from collections.abc import Collection, Mapping, Sequence

from django.conf import settings

from bookings.inventory.database import fetch
from bookings.inventory.types import COMPANION, ORDINARY, WHEELCHAIR, SeatRef

# Of a trip `d`, by the database's clock, which holds run out by as well.
IS_RELEASED = "d.departs_at <= clock_timestamp() + make_interval(hours => %(kept_hours)s)"

# Who of a booking stays where they are.
_OTHERS = f"""
SELECT {IS_RELEASED}, ARRAY(
    SELECT t.kind FROM bookings_seatclaim c JOIN bookings_tripseat t ON t.id = c.trip_seat_id
    WHERE c.booking_id = %(booking)s AND c.state > 0 AND c.passenger_no <> ALL(%(movers)s::int[]))
FROM timetables_datedtrip d WHERE d.id = %(trip)s
"""  # noqa: S608 - only constants are put in


class SeatsKept(Exception):
    """These seats are kept for companions of passengers in wheelchairs, and nobody of the booking is in one."""

    def __init__(self, seats: Sequence[SeatRef]) -> None:
        super().__init__(", ".join(f"{seat.coach}-{seat.number}" for seat in seats))
        self.seats = list(seats)


def kept_hours() -> dict[str, int]:
    """This function gives the parameter of IS_RELEASED."""
    return {"kept_hours": settings.COMPANION_SEATS_KEPT_HOURS}


def kinds_sold(*, is_released: bool) -> tuple[str, ...]:
    """This function lists the kinds of seats that are sold to anybody."""
    return (ORDINARY, COMPANION) if is_released else (ORDINARY,)


def check_kept(kinds: Mapping[SeatRef, str], others: Collection[str] = ()) -> None:
    """Let a companion's seat be chosen only together with a wheelchair place, one for each.

    `others` are the kinds of the seats that the booking keeps besides. This function raises SeatsKept.
    """
    companions = [seat for seat, kind in kinds.items() if kind == COMPANION]
    all_kinds = [*kinds.values(), *others]
    if companions and all_kinds.count(COMPANION) > all_kinds.count(WHEELCHAIR):
        raise SeatsKept(companions)


def check_kept_for_move(
    booking_id: int, dated_trip_id: int, movers: Collection[int], kinds: Mapping[SeatRef, str]
) -> None:
    """This function does the same for passengers of a booking who move; no query unless to a companion's seat."""
    if COMPANION not in kinds.values():
        return
    parameters = {"booking": booking_id, "trip": dated_trip_id, "movers": list(movers)} | kept_hours()
    ((is_released, others),) = fetch(_OTHERS, parameters)
    if not is_released:
        check_kept(kinds, others)
