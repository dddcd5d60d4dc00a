"""How many seats are left, for many trips at once."""

from collections.abc import Mapping

from bookings.inventory.claim_sql import EXPIRED_BITS
from bookings.inventory.database import fetch
from bookings.inventory.kept import IS_RELEASED, kept_hours
from bookings.inventory.types import Span

# A trip that has not been opened yet has its whole train set, or quota, to sell: opening is a matter of the first hold.
_LEFT = """
SELECT d.id, CASE
    WHEN d.seat_mode = 'open' THEN NULL
    WHEN opened.seats > 0 THEN opened.free
    WHEN d.seat_mode = 'quota' THEN coalesce(d.quota, 0)
    ELSE (SELECT count(*) FROM timetables_coach c JOIN timetables_seat s ON s.coach_id = c.id
        WHERE c.rolling_stock_id = d.rolling_stock_id AND {ordinary_in_plan}) END
FROM unnest(%(trips)s::bigint[], %(masks)s::bigint[]) AS wanted(id, mask)
JOIN timetables_datedtrip d ON d.id = wanted.id
LEFT JOIN LATERAL (
    SELECT count(*) AS seats, count(*) FILTER (
        WHERE {ordinary} AND t.taken & ~coalesce(e.bits, 0) & wanted.mask = 0) AS free
    FROM bookings_tripseat t LEFT JOIN expired e ON e.trip_seat_id = t.id
    WHERE t.dated_trip_id = d.id) opened ON d.seat_mode <> 'open'
"""

_ORDINARY = "({0}.kind = 'seat' OR {0}.kind = 'companion' AND " + IS_RELEASED + ")"
_COUNT = _LEFT.format(ordinary=_ORDINARY.format("t"), ordinary_in_plan=_ORDINARY.format("s"))
_STATEMENT = f"WITH expired AS MATERIALIZED ({EXPIRED_BITS}) {_COUNT}"


def seats_left(*, spans: Mapping[int, Span]) -> dict[int, int | None]:
    """Count the seats that anybody can have over the whole stretch, by dated trip.

    This function makes one query for any number of trips. Holds that have run out count as free; None means that the
    trip is sold without a limit.
    """
    trips = list(spans)
    if not trips:
        return {}
    masks = [spans[trip].mask for trip in trips]
    return dict(fetch(_STATEMENT, {"trips": trips, "masks": masks} | kept_hours()))
