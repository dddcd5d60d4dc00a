"""Winning back the very same seats for a payment that came after the hold had ended."""

from django.db import transaction

from bookings.inventory.anywhere import SoldOut, win_anywhere
from bookings.inventory.claim import SOLD, Wish
from bookings.inventory.database import fetch
from bookings.inventory.release import HELD_ONLY, release_claims
from bookings.inventory.retry import limit_lock_waits
from bookings.inventory.these import SeatTaken, win_known
from bookings.inventory.types import GONE, QUOTA_COACH, SeatRef, Span

_LAST = """
SELECT DISTINCT ON (c.passenger_no) c.passenger_no, c.trip_seat_id, c.dated_trip_id,
    lower(c.segment), upper(c.segment), c.state, t.coach_no, t.seat_no, t.kind
FROM bookings_seatclaim c JOIN bookings_tripseat t ON t.id = c.trip_seat_id
WHERE c.booking_id = %s ORDER BY c.passenger_no, c.state = 2 DESC, c.id DESC
"""


def regain(*, booking_id: int) -> bool:
    """Sell a booking the seats it held last, all of them or none.

    This function returns False when another passenger has one of them, or the train has it no longer (in mode
    `quota`: when no place is left), and then nothing has changed. It is for bookings that were never paid: it would
    sell a refunded seat again too.
    """
    try:
        with transaction.atomic():
            limit_lock_waits()
            _regain(booking_id)
    except (SeatTaken, SoldOut):
        return False
    return True


def _regain(booking_id: int) -> None:
    last = [row for row in fetch(_LAST, [booking_id]) if row[5] != SOLD]
    if not last:
        return
    release_claims(booking_id, None, states=HELD_ONLY)
    if gone := [SeatRef(*row[6:]) for row in last if row[8] == GONE]:
        raise SeatTaken(gone)  # the train set was exchanged for one that has no such seat
    _passenger, _seat, trip, start, end, _state, coach, _number, _kind = last[0]
    passengers = [row[0] for row in last]
    wish = Wish(booking_id, trip, Span(start, end), passengers, state=SOLD)
    if coach == QUOTA_COACH:
        win_anywhere(wish)
    else:
        win_known(wish, [row[1] for row in last])
