"""The very seats that a passenger has chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from bookings.inventory.claim import Wish, win_these
from bookings.inventory.claim_sql import EXPIRED_BITS
from bookings.inventory.database import fetch
from bookings.inventory.kept import check_kept
from bookings.inventory.open import open_trip
from bookings.inventory.retry import Busy, pause
from bookings.inventory.sweep import sweep_for_buyer
from bookings.inventory.types import COMPANION, GONE, QUOTA_COACH, HeldSeat, SeatRef

ATTEMPTS = 6

_FIND = """
SELECT t.coach_no, t.seat_no, t.id, t.kind FROM bookings_tripseat t
JOIN unnest(%s::int[], %s::int[]) AS w(coach_no, seat_no) USING (coach_no, seat_no)
WHERE t.dated_trip_id = %s AND t.coach_no <> %s AND t.kind <> %s
"""

_STATE = f"""
SELECT t.coach_no, t.seat_no, t.kind, t.taken & %(mask)s <> 0,
    t.taken & ~coalesce(e.bits, 0) & %(mask)s <> 0
FROM bookings_tripseat t LEFT JOIN ({EXPIRED_BITS}) e ON e.trip_seat_id = t.id
WHERE t.id = ANY(%(seat_ids)s::bigint[]) ORDER BY t.coach_no, t.seat_no
"""  # noqa: S608 - only constants are put in


class SeatTaken(Exception):
    """Another passenger has these seats on a part of the stretch."""

    def __init__(self, seats: Sequence[SeatRef]) -> None:
        super().__init__(", ".join(f"{seat.coach}-{seat.number}" for seat in seats))
        self.seats = list(seats)


class WrongSeat(Exception):
    """The trip has no such seat for sale, or it was asked for twice."""


def win_chosen(wish: Wish, seats: Sequence[SeatRef]) -> list[HeldSeat]:
    """Win these seats, the first for the first passenger and so on; a place of any kind can be chosen.

    This function raises WrongSeat, SeatsKept, SeatTaken, or Busy when other buyers have had their hands on a free seat
    through all attempts.
    """
    found = find_seats(wish.dated_trip_id, seats)
    if COMPANION not in wish.kinds:
        check_kept(dict(zip(seats, (each.kind for each in found), strict=True)))
    return win_known(wish, [each.id for each in found])


def win_known(wish: Wish, seat_ids: Sequence[int]) -> list[HeldSeat]:
    """This function does the same for seats whose rows are known already."""
    for attempt in range(ATTEMPTS):
        if held := win_these(wish, seat_ids):
            return held
        if not (is_under_ended_hold(wish, seat_ids) and sweep_for_buyer(wish.dated_trip_id)):
            pause(attempt)
    raise Busy


@dataclass(frozen=True, slots=True)
class FoundSeat:
    """A seat's row and what kind it is now."""

    id: int
    kind: str


def find_seats(dated_trip_id: int, seats: Sequence[SeatRef]) -> list[FoundSeat]:
    """This function returns the rows of these seats in the same order; it raises WrongSeat."""
    places = [seat.place for seat in seats]
    found = _find(dated_trip_id, places)
    if len(found) < len(places):
        open_trip(dated_trip_id=dated_trip_id)  # the train set may have been exchanged since
        found = _find(dated_trip_id, places)
    if len(found) < len(places):
        raise WrongSeat(sorted(set(places) - found.keys()) or places)
    return [found[place] for place in places]


def is_under_ended_hold(wish: Wish, seat_ids: Sequence[int]) -> bool:
    """This function tells whether a hold that has run out covers one of the seats; it raises SeatTaken."""
    rows = fetch(_STATE, wish.parameters | {"seat_ids": list(seat_ids)})
    if lost := [SeatRef(*seat) for *seat, _masked, taken in rows if taken]:
        raise SeatTaken(lost)
    return any(masked for *_seat, masked, _taken in rows)


def _find(dated_trip_id: int, places: Sequence[tuple[int, int]]) -> dict[tuple[int, int], FoundSeat]:
    coaches, numbers = [coach for coach, _ in places], [number for _, number in places]
    rows = fetch(_FIND, [coaches, numbers, dated_trip_id, QUOTA_COACH, GONE])
    return {(coach, number): FoundSeat(*seat) for coach, number, *seat in rows}
