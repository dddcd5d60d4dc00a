"""Opening dated trips for sale: a row for each seat that can be sold."""

import logging
from collections.abc import Collection, Sequence

from django.db import transaction

from bookings.inventory.database import execute, fetch
from bookings.inventory.types import GONE, MASK_LEGS

# A newly opened trip has no statistics, and plans made by guesses were five times slower in the seat trials.
ROWS_WORTH_ANALYSING = 1000

log = logging.getLogger(__name__)

# What each trip has to sell: the seats of its train set, or so many places without a number in coach 0.
_FOR_SALE = """
SELECT d.id AS dated_trip_id, c.number AS coach_no, s.number AS seat_no, s.kind
FROM timetables_datedtrip d
JOIN timetables_coach c ON c.rolling_stock_id = d.rolling_stock_id
JOIN timetables_seat s ON s.coach_id = c.id
WHERE d.id = ANY(%(trips)s::bigint[]) AND d.seat_mode = 'numbered'
UNION ALL
SELECT d.id, 0, number, 'seat'
FROM timetables_datedtrip d, generate_series(1, d.quota) AS number
WHERE d.id = ANY(%(trips)s::bigint[]) AND d.seat_mode = 'quota'
"""

_OPEN = f"""
INSERT INTO bookings_tripseat (dated_trip_id, coach_no, seat_no, kind, taken)
SELECT dated_trip_id, coach_no, seat_no, kind, 0 FROM ({_FOR_SALE}) for_sale ORDER BY 1, 2, 3
ON CONFLICT DO NOTHING
"""  # noqa: S608 - only constants are put in

_FOLLOW = f"""
UPDATE bookings_tripseat t SET kind = coalesce(f.kind, %(gone)s)
FROM bookings_tripseat o LEFT JOIN ({_FOR_SALE}) f USING (dated_trip_id, coach_no, seat_no)
WHERE o.id = t.id AND t.dated_trip_id = ANY(%(trips)s::bigint[]) AND t.kind <> coalesce(f.kind, %(gone)s)
"""  # noqa: S608 - only constants are put in

# One probe of the index for each trip, whatever its number of seats: it is asked every minute.
_OPENED = """
SELECT id FROM unnest(%s::bigint[]) AS trip(id)
WHERE EXISTS (SELECT FROM bookings_tripseat t WHERE t.dated_trip_id = trip.id)
"""
_TOO_LONG = """
SELECT dated_trip_id FROM timetables_datedstop WHERE dated_trip_id = ANY(%s::bigint[])
GROUP BY dated_trip_id HAVING max(position) > %s
"""


class TooManyLegs(Exception):
    """The trip has more than 63 legs, for which a seat's mask has no room: it can be sold only in mode `open`."""


def open_trip(*, dated_trip_id: int) -> int:
    """Make one dated trip's seats sellable, and follow its train set where that has been exchanged.

    This function returns the number of seats made. Seats that the set no longer has are kept for those who hold them
    but not sold again. It may be called any number of times; it raises TooManyLegs.
    """
    trips = [dated_trip_id]
    if _too_long(trips):
        raise TooManyLegs(dated_trip_id)
    with transaction.atomic():
        made = execute(_OPEN, {"trips": trips})
        execute(_FOLLOW, {"trips": trips, "gone": GONE})
    return made


def open_trips(*, dated_trip_ids: Collection[int]) -> int:
    """Make the seats of many dated trips sellable; trips that have seats already are left as they are.

    This function returns the number of seats made. A trip with more than 63 legs is skipped, with an error in the log.
    """
    waiting = set(dated_trip_ids) - _among(_OPENED, list(dated_trip_ids))
    for trip in (too_long := _too_long(list(waiting))):
        log.error("Dated trip %s has more than %s legs: it can't be sold by seats", trip, MASK_LEGS)
    made = _open(sorted(waiting - too_long))
    if made >= ROWS_WORTH_ANALYSING:
        execute("ANALYZE bookings_tripseat")
    return made


def _open(trips: list[int]) -> int:
    return execute(_OPEN, {"trips": trips}) if trips else 0


def _too_long(trips: list[int]) -> set[int]:
    return _among(_TOO_LONG, trips, MASK_LEGS)


def _among(statement: str, trips: Sequence[int], *more: int) -> set[int]:
    return {trip for (trip,) in fetch(statement, [list(trips), *more])}
