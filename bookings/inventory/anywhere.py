"""Seats wherever the service finds them: a party together, else the lowest that fit."""

import random
from itertools import islice

from bookings.inventory.claim import Wish, win_first_fitting, win_these
from bookings.inventory.claim_sql import EXPIRED_BITS
from bookings.inventory.database import fetch
from bookings.inventory.open import open_trip
from bookings.inventory.retry import Busy, pause
from bookings.inventory.sweep import sweep_for_buyer
from bookings.inventory.together import FreeSeat, groups_together, side_by_side
from bookings.inventory.types import QUOTA_COACH, HeldSeat

ATTEMPTS = 6
GROUPS_SHARED_OUT = 8  # colliding parties draw one of so many places, so that they don't collide again
FIRST_LOOK = 32  # free seats among which a party nearly always finds its place

# Where a train set has been exchanged since, its old seats are thought of as four in a row.
_FREE = """
WITH free AS MATERIALIZED (
    SELECT id, coach_no, seat_no FROM bookings_tripseat
    WHERE dated_trip_id = %(trip)s AND kind = ANY(%(kinds)s) AND taken & %(mask)s = 0
    ORDER BY coach_no, seat_no LIMIT %(limit)s)
SELECT free.id, coach_no, seat_no,
    coalesce(s.row, (seat_no - 1) / 4 + 1), coalesce(s.column, (seat_no - 1) %% 4 + 1)
FROM free JOIN timetables_datedtrip d ON d.id = %(trip)s
LEFT JOIN timetables_coach c ON c.rolling_stock_id = d.rolling_stock_id AND c.number = coach_no
LEFT JOIN timetables_seat s ON s.coach_id = c.id AND s.number = seat_no
ORDER BY coach_no, seat_no
"""

_COUNT = f"""
SELECT count(*) FILTER (WHERE t.taken & %(mask)s = 0),
    count(*) FILTER (WHERE t.taken & ~coalesce(e.bits, 0) & %(mask)s = 0), count(*)
FROM bookings_tripseat t LEFT JOIN ({EXPIRED_BITS}) e ON e.trip_seat_id = t.id
WHERE t.dated_trip_id = %(trip)s AND t.kind = ANY(%(kinds)s)
"""  # noqa: S608 - only constants are put in


class SoldOut(Exception):
    """Fewer ordinary seats are free over the whole stretch than passengers; `free_count` says how many."""

    def __init__(self, free_count: int) -> None:
        super().__init__(f"{free_count} seats are free")
        self.free_count = free_count


def win_anywhere(wish: Wish) -> list[HeldSeat]:
    """Win ordinary seats for a whole party, near each other where such are free.

    This function raises SoldOut when too few seats are free, and Busy when they are free but other buyers have had
    their hands on them through all attempts.
    """
    crowded = False
    for attempt in range(ATTEMPTS):
        alone = len(wish.passenger_numbers) == 1
        held = win_first_fitting(wish) if alone else _win_together(wish, crowded=crowded)
        if held is not None:
            return held
        if not _made_room(wish):
            crowded = True
            pause(attempt)
    raise Busy


def _win_together(wish: Wish, *, crowded: bool) -> list[HeldSeat] | None:
    free = _free_seats(wish, FIRST_LOOK)
    if len(free) < len(wish.passenger_numbers):
        return None
    best, *others = _places_together(wish, free) or [[]]
    if best and not crowded and (held := win_these(wish, best)):
        return held
    if others and (held := win_these(wish, random.choice(others))):  # noqa: S311 - no secret
        return held
    return win_first_fitting(wish)


def _places_together(wish: Wish, free: list[FreeSeat]) -> list[list[int]]:
    size = len(wish.passenger_numbers)
    if free[0].coach == QUOTA_COACH:
        return []
    if len(free) == FIRST_LOOK and next(side_by_side(free, size), None) is None:
        free = _free_seats(wish, None)
    return list(islice(groups_together(free, size), GROUPS_SHARED_OUT))


def _free_seats(wish: Wish, limit: int | None) -> list[FreeSeat]:
    return [FreeSeat(*row) for row in fetch(_FREE, wish.parameters | {"limit": limit})]


def _made_room(wish: Wish) -> bool:
    """Find out why too few seats were won: locked by others, under holds that have run out, never opened, or sold."""
    ((unmasked, free, seats),) = fetch(_COUNT, wish.parameters)
    if not seats and open_trip(dated_trip_id=wish.dated_trip_id):
        return True
    if free < len(wish.passenger_numbers):
        raise SoldOut(free)
    return unmasked < len(wish.passenger_numbers) and sweep_for_buyer(wish.dated_trip_id)
