"""The control of the races: selling seats without any guard, where the same seat must be sold twice.

A race that can't show an oversell proves nothing by not showing one.
"""

import contextlib
from collections.abc import Iterator

from django.db import connection, transaction

from bookings.inventory import SeatPlan, Span

CONSTRAINT = "seat_claim_no_overlap"

_LOOK = """
SELECT t.id FROM bookings_tripseat t WHERE t.dated_trip_id = %s AND NOT EXISTS (
    SELECT FROM bookings_seatclaim c
    WHERE c.trip_seat_id = t.id AND c.state > 0 AND c.segment && int4range(%s, %s))
ORDER BY t.coach_no, t.seat_no LIMIT 1
"""
_ROW = "SELECT id FROM bookings_tripseat WHERE dated_trip_id = %s AND coach_no = %s AND seat_no = %s"
_TAKE = """
INSERT INTO bookings_seatclaim (booking_id, passenger_no, dated_trip_id, trip_seat_id, segment, state, expires_at)
VALUES (%s, 1, %s, %s, int4range(%s, %s), 1, clock_timestamp() + interval '10 min')
"""


def sell_unguarded(*, booking_id: int, dated_trip_id: int, span: Span) -> bool:
    """Look for a free seat in the ledger, then claim it: what a seller does who trusts that nobody else is selling.

    This function neither reads nor sets the mask; it returns False when it sees no free seat.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOOK, [dated_trip_id, span.start, span.end])
        seat = cursor.fetchone()
        if seat is None:
            return False
        cursor.execute(_TAKE, [booking_id, dated_trip_id, *seat, span.start, span.end])
        return True


def sell_plan_unguarded(*, booking_id: int, dated_trip_id: int, plan: SeatPlan) -> None:
    """This function claims the seats of a plan that was found before, trusting that they are still free."""
    with transaction.atomic(), connection.cursor() as cursor:
        for part in (part for parts in plan for part in parts):
            place = [dated_trip_id, part.seat.coach, part.seat.number]
            cursor.execute(_ROW, place)
            (seat,) = cursor.fetchone()
            cursor.execute(_TAKE, [booking_id, dated_trip_id, seat, part.start, part.end])


@contextlib.contextmanager
def without_constraint() -> Iterator[None]:
    """Drop the exclusion constraint while the block runs.

    This function deletes every claim afterwards, since claims that overlap would not let the constraint back in: it is
    for scratch databases only.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [CONSTRAINT])
        (definition,) = cursor.fetchone()
        cursor.execute(f"ALTER TABLE bookings_seatclaim DROP CONSTRAINT {CONSTRAINT}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM bookings_seatclaim")
            cursor.execute("UPDATE bookings_tripseat SET taken = 0 WHERE taken <> 0")
            cursor.execute(f"ALTER TABLE bookings_seatclaim ADD CONSTRAINT {CONSTRAINT} {definition}")
