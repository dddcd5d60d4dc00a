"""The plan of a train with what is free on it."""

from collections import defaultdict
from typing import Any

from bookings.inventory.claim_sql import CLAIM_BITS, EXPIRED_BITS
from bookings.inventory.database import fetch
from bookings.inventory.kept import IS_RELEASED, kept_hours
from bookings.inventory.types import GONE, QUOTA_COACH, CoachMap, SeatState, Span
from timetables.models import Coach

# A seat is on the plan when the train set has it now, or when it is this booking's own. One that the set has and that
# is not opened yet is free. Without a place on the plan a seat is drawn four in a row.
_SEATS = f"""
WITH expired AS MATERIALIZED ({EXPIRED_BITS}),
mine AS MATERIALIZED (
    SELECT trip_seat_id, bit_or({CLAIM_BITS}) AS bits FROM bookings_seatclaim
    WHERE booking_id = %(booking)s AND dated_trip_id = %(trip)s
        AND (state = 2 OR state = 1 AND expires_at > clock_timestamp()) GROUP BY trip_seat_id),
planned AS (
    SELECT c.number AS coach_no, s.number AS seat_no, s.row, s.column, s.kind, s.is_window, s.has_table
    FROM timetables_datedtrip d JOIN timetables_coach c ON c.rolling_stock_id = d.rolling_stock_id
    JOIN timetables_seat s ON s.coach_id = c.id WHERE d.id = %(trip)s AND d.seat_mode = 'numbered'),
opened AS (
    SELECT t.coach_no, t.seat_no, t.kind, coalesce(mine.bits, 0) & %(mask)s = %(mask)s AS yours,
        t.taken & ~coalesce(expired.bits, 0) & ~coalesce(mine.bits, 0) & %(mask)s <> 0 AS taken
    FROM bookings_tripseat t LEFT JOIN expired ON expired.trip_seat_id = t.id
    LEFT JOIN mine ON mine.trip_seat_id = t.id
    WHERE t.dated_trip_id = %(trip)s AND t.coach_no <> %(quota_coach)s)
SELECT coach_no, seat_no, coalesce(p.row, (seat_no - 1) / 4 + 1), coalesce(p.column, (seat_no - 1) %% 4 + 1),
    CASE WHEN coalesce(p.kind, o.kind) = 'companion' AND {IS_RELEASED} THEN 'seat' ELSE coalesce(p.kind, o.kind) END,
    coalesce(p.is_window, false), coalesce(p.has_table, false),
    CASE WHEN o.yours THEN 'yours' WHEN o.taken THEN 'taken' ELSE 'free' END
FROM planned p FULL JOIN opened o USING (coach_no, seat_no)
JOIN timetables_datedtrip d ON d.id = %(trip)s
WHERE o.kind IS DISTINCT FROM %(gone)s OR o.yours
ORDER BY coach_no, seat_no
"""  # noqa: S608 - only constants are put in


def seat_map(*, dated_trip_id: int, span: Span, booking_id: int | None = None) -> list[CoachMap]:
    """Draw each coach with the state of its seats over the whole stretch.

    This function makes two queries. A hold that has run out counts as free. The booking's own seats are "yours"; one
    that it has for a part of the stretch only is free where nobody else is on it. A companion's seat
    that is kept back no longer is shown as an ordinary one. A trip sold without seat numbers has no plan.
    """
    seats = _seats(dated_trip_id, span, booking_id)
    coaches = {
        coach.number: coach
        for coach in Coach.objects.filter(rolling_stock__datedtrip=dated_trip_id, number__in=seats)
    }
    return [_draw(number, coaches.get(number), seats[number]) for number in sorted(seats)]


def _seats(dated_trip_id: int, span: Span, booking_id: int | None) -> dict[int, list[SeatState]]:
    parameters: dict[str, Any] = {"trip": dated_trip_id, "trips": [dated_trip_id], "booking": booking_id}
    parameters |= {"mask": span.mask, "gone": GONE, "quota_coach": QUOTA_COACH} | kept_hours()
    by_coach: dict[int, list[SeatState]] = defaultdict(list)
    for row in fetch(_SEATS, parameters):
        by_coach[row[0]].append(SeatState(*row))
    return by_coach


def _draw(number: int, coach: Coach | None, seats: list[SeatState]) -> CoachMap:
    if coach is None:
        return CoachMap(number, {}, 0, seats)
    return CoachMap(number, coach.layout, coach.bicycle_places, seats)
