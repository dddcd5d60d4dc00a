"""Letting seats go."""

from collections.abc import Sequence

from django.db import transaction

from bookings.inventory.claim_sql import CLAIM_BITS
from bookings.inventory.database import execute
from bookings.inventory.places import release_places
from bookings.inventory.retry import limit_lock_waits
from bookings.inventory.types import Span

HELD_ONLY = (1,)
LIVE = (1, 2)

# Locks in the order that everybody keeps: claims by seat, then seats by id.
_RELEASE = f"""
WITH mine AS MATERIALIZED (
    SELECT id, trip_seat_id, {CLAIM_BITS} AS bits FROM bookings_seatclaim
    WHERE booking_id = %(booking)s AND state = ANY(%(states)s::int[])
        AND (%(passengers)s::int[] IS NULL OR passenger_no = ANY(%(passengers)s::int[]))
        AND (%(start)s::int IS NULL OR segment = int4range(%(start)s::int, %(end)s::int))
    ORDER BY trip_seat_id, id FOR UPDATE),
seats AS MATERIALIZED (
    SELECT id FROM bookings_tripseat WHERE id IN (SELECT trip_seat_id FROM mine) ORDER BY id FOR UPDATE),
freed AS (
    UPDATE bookings_tripseat s SET taken = s.taken & ~m.bits
    FROM (SELECT trip_seat_id, bit_or(bits) AS bits FROM mine GROUP BY trip_seat_id) m, seats
    WHERE s.id = m.trip_seat_id AND seats.id = s.id RETURNING s.id)
UPDATE bookings_seatclaim c SET state = 0 FROM mine WHERE c.id = mine.id
"""  # noqa: S608 - only constants are put in


def release(*, booking_id: int, passenger_numbers: Sequence[int] | None = None) -> int:
    """Free what a booking holds or has bought, of all its passengers or of some; the claims stay as history.

    Places for bicycles, pets and baggage go with the seats. This function returns the number of claims freed, 0 when
    there were none.
    """
    with transaction.atomic():
        limit_lock_waits()
        freed = release_claims(booking_id, passenger_numbers, states=LIVE)
        return freed + release_places(booking_id, passenger_numbers)


def release_claims(
    booking_id: int,
    passenger_numbers: Sequence[int] | None,
    *,
    states: Sequence[int],
    span: Span | None = None,
) -> int:
    """This function does the same inside a transaction whose lock waits are limited already, for some states.

    With a span it frees only the claims to exactly that stretch.
    """
    passengers = None if passenger_numbers is None else list(passenger_numbers)
    parameters = {"booking": booking_id, "passengers": passengers, "states": list(states)}
    ends = (span.start, span.end) if span else (None, None)
    return execute(_RELEASE, parameters | {"start": ends[0], "end": ends[1]})
