"""Holds that have run out: found by the clock, released by the buyer who needs the seats or by the tidying job."""

from django.db import transaction

from bookings.inventory.claim_sql import CLAIM_BITS
from bookings.inventory.database import fetch
from bookings.inventory.retry import limit_lock_waits

_LOCK_CLASS = 7  # the first byte of the advisory lock's key; the trip is the rest

# Locks in the order that everybody keeps: claims by seat, then seats by id.
_SWEEP = f"""
WITH dead AS MATERIALIZED (
    SELECT id, booking_id, trip_seat_id, {CLAIM_BITS} AS bits FROM bookings_seatclaim
    WHERE dated_trip_id = %s AND state = 1 AND expires_at <= clock_timestamp()
    ORDER BY trip_seat_id, id FOR UPDATE {{impatient}}),
seats AS MATERIALIZED (
    SELECT id FROM bookings_tripseat WHERE id IN (SELECT trip_seat_id FROM dead)
    ORDER BY id FOR UPDATE {{impatient}}),
released AS (
    UPDATE bookings_seatclaim c SET state = 0 FROM dead, seats
    WHERE c.id = dead.id AND seats.id = dead.trip_seat_id
    RETURNING c.booking_id, c.trip_seat_id, dead.bits),
freed AS (
    UPDATE bookings_tripseat s SET taken = s.taken & ~r.bits
    FROM (SELECT trip_seat_id, bit_or(bits) AS bits FROM released GROUP BY trip_seat_id) r
    WHERE s.id = r.trip_seat_id RETURNING s.id)
SELECT DISTINCT booking_id FROM released ORDER BY booking_id
"""  # noqa: S608 - only constants are put in

_TRIPS = """
SELECT DISTINCT dated_trip_id FROM bookings_seatclaim
WHERE state = 1 AND expires_at <= clock_timestamp() ORDER BY dated_trip_id
"""


def sweep_expired(*, dated_trip_id: int) -> list[int]:
    """Release every hold of a dated trip that has run out by the database's clock.

    This function returns the ids of the bookings that lost a seat by it. A buyer may have swept a booking before, so
    whoever records ended holds finds them by `hold_expires_at`, not by this list alone.
    """
    with transaction.atomic():
        limit_lock_waits()
        return _sweep(dated_trip_id, impatient=False)


def sweep_for_buyer(dated_trip_id: int) -> bool:
    """This function sweeps what it can without waiting for rows, and tells whether that freed anything.

    A hold whose row is locked is being paid or let go this moment; it is left alone.
    """
    return bool(_sweep(dated_trip_id, impatient=True))


def trips_with_expired_holds() -> list[int]:
    """This function returns the dated trips that have holds to sweep, by the database's clock."""
    return [trip for (trip,) in fetch(_TRIPS)]


def _sweep(dated_trip_id: int, *, impatient: bool) -> list[int]:
    # One sweeper a trip: the next one waits here and then finds the work done.
    fetch("SELECT pg_advisory_xact_lock(%s)", [(_LOCK_CLASS << 56) | dated_trip_id])
    swept = fetch(_SWEEP.format(impatient="SKIP LOCKED" if impatient else ""), [dated_trip_id])
    return [booking for (booking,) in swept]
