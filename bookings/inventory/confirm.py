"""From held to sold, and a longer hold."""

from django.db import transaction

from bookings.inventory.database import execute
from bookings.inventory.retry import limit_lock_waits

# Rows are locked in the order that everybody keeps. A hold that has run out is still ours while nobody took the seat:
# whoever takes it marks it released in the same transaction, and then it is not found here.
_CHANGE = """
WITH mine AS MATERIALIZED (
    SELECT id FROM bookings_seatclaim WHERE booking_id = %(booking)s AND state = 1
    ORDER BY trip_seat_id, id FOR UPDATE)
UPDATE bookings_seatclaim c SET {change} FROM mine WHERE c.id = mine.id
"""
_CONFIRM = _CHANGE.format(change="state = 2, expires_at = NULL")
_EXTEND = _CHANGE.format(change="expires_at = clock_timestamp() + make_interval(secs => %(seconds)s)")


class HoldLost(Exception):
    """The booking has fewer held seats than it needs: another passenger took one after the hold had run out."""

    def __init__(self, expected: int, kept: int) -> None:
        super().__init__(f"{kept} of {expected} seats are still held")
        self.expected = expected
        self.kept = kept


def confirm(*, booking_id: int, expected: int) -> None:
    """Turn a booking's held seats into sold ones.

    This function raises HoldLost, and changes nothing, unless exactly `expected` seats are held; a hold that has run
    out and whose seat nobody has taken still confirms.
    """
    with transaction.atomic():
        kept = _change_held(_CONFIRM, {"booking": booking_id})
        if kept != expected:
            raise HoldLost(expected, kept)


def extend(*, booking_id: int, hold_seconds: int) -> int:
    """Let a booking's holds end `hold_seconds` from now by the database's clock.

    This function returns the number of seats still held, which the caller compares with the passengers; 0 is no error
    for a trip sold without a limit.
    """
    with transaction.atomic():
        return _change_held(_EXTEND, {"booking": booking_id, "seconds": hold_seconds})


def _change_held(statement: str, parameters: dict[str, int]) -> int:
    limit_lock_waits()
    return execute(statement, parameters)
