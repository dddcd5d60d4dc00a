"""Which seats of a train others have: all that a plan looked at must learn while it is looked at."""

from bookings.inventory.claim_sql import CLAIM_BITS, EXPIRED_BITS
from bookings.inventory.database import fetch
from bookings.inventory.types import GONE, QUOTA_COACH, Span

_TAKEN = f"""
WITH expired AS MATERIALIZED ({EXPIRED_BITS}),
mine AS MATERIALIZED (
    SELECT trip_seat_id, bit_or({CLAIM_BITS}) AS bits FROM bookings_seatclaim
    WHERE booking_id = %(booking)s AND dated_trip_id = %(trip)s AND state > 0 GROUP BY trip_seat_id)
SELECT coach_no, seat_no FROM bookings_tripseat t
LEFT JOIN expired ON expired.trip_seat_id = t.id LEFT JOIN mine ON mine.trip_seat_id = t.id
WHERE t.dated_trip_id = %(trip)s AND t.coach_no <> %(quota_coach)s AND t.kind <> %(gone)s
    AND t.taken & ~coalesce(expired.bits, 0) & ~coalesce(mine.bits, 0) & %(mask)s <> 0
ORDER BY coach_no, seat_no
"""  # noqa: S608 - only constants are put in


def taken_seats(*, dated_trip_id: int, span: Span, booking_id: int | None = None) -> list[tuple[int, int]]:
    """List the seats, as coach and number, that others than a booking have on some leg of a stretch.

    This function makes one query. A hold that has run out counts as free, as on the plan (`seat_map`).
    """
    parameters = {"trip": dated_trip_id, "trips": [dated_trip_id], "booking": booking_id}
    parameters |= {"mask": span.mask, "gone": GONE, "quota_coach": QUOTA_COACH}
    return [(coach, number) for coach, number in fetch(_TAKEN, parameters)]
