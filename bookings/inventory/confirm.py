"""From held to sold, and a longer hold."""

from django.db import transaction

from bookings.inventory.database import fetch
from bookings.inventory.places import extend_places
from bookings.inventory.retry import limit_lock_waits

# Rows are locked in the order that everybody keeps. A hold that has run out is still ours while nobody took the seat:
# whoever takes it marks it released in the same transaction, and then it is not found here.
_CHANGE = """
WITH mine AS MATERIALIZED (
    SELECT id FROM bookings_seatclaim WHERE booking_id = %(booking)s AND state = 1
    ORDER BY trip_seat_id, id FOR UPDATE),
changed AS (
    UPDATE bookings_seatclaim c SET {change} FROM mine WHERE c.id = mine.id
    RETURNING c.passenger_no, upper(c.segment) - lower(c.segment) AS legs)
SELECT count(*) FROM (
    SELECT FROM changed, bookings_booking b WHERE b.id = %(booking)s
    GROUP BY passenger_no, b.id HAVING sum(legs) = b.to_position - b.from_position) seated
"""
_CONFIRM = _CHANGE.format(change="state = 2, expires_at = NULL")
_EXTEND = _CHANGE.format(change="expires_at = clock_timestamp() + make_interval(secs => %(seconds)s)")


class HoldLost(Exception):
    """Fewer passengers have their seats held than travel: another took one after the hold had run out."""

    def __init__(self, expected: int, kept: int) -> None:
        super().__init__(f"{kept} of {expected} passengers still hold their seats")
        self.expected = expected
        self.kept = kept


def confirm(*, booking_id: int, expected: int) -> None:
    """Turn a booking's held seats into sold ones.

    This function raises HoldLost, and changes nothing, unless exactly `expected` passengers hold seats, one or several
    in turn, over their whole way; a hold that has run out and whose seats nobody has taken still confirms.
    """
    with transaction.atomic():
        kept = _change_held(_CONFIRM, {"booking": booking_id})
        if kept != expected:
            raise HoldLost(expected, kept)


def extend(*, booking_id: int, hold_seconds: int) -> int:
    """Let a booking's holds, of seats and of places for bicycles, pets and baggage, end `hold_seconds` from now by the
    database's clock.

    This function returns the number of passengers who still hold seats over their whole way, which the caller compares
    with all of them; 0 is no error for a trip sold without a limit.
    """
    with transaction.atomic():
        seated = _change_held(_EXTEND, {"booking": booking_id, "seconds": hold_seconds})
        extend_places(booking_id, hold_seconds)
        return seated


def _change_held(statement: str, parameters: dict[str, int]) -> int:
    limit_lock_waits()
    ((passengers,),) = fetch(statement, parameters)
    return int(passengers)
