"""Winning back the very same seats for a payment that came after the hold had ended."""

from collections.abc import Sequence

from django.db import transaction

from bookings.inventory.anywhere import SoldOut, win_anywhere
from bookings.inventory.claim import SOLD, Wish
from bookings.inventory.release import HELD_ONLY, release_claims
from bookings.inventory.retry import limit_lock_waits
from bookings.inventory.seating import LastClaim, last_claims
from bookings.inventory.these import SeatTaken, win_known
from bookings.inventory.types import GONE, QUOTA_COACH, Span


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
    last = [claim for claim in last_claims([booking_id]) if claim.state != SOLD]
    if not last:
        return
    release_claims(booking_id, None, states=HELD_ONLY)
    if gone := [claim.part.seat for claim in last if claim.part.seat.kind == GONE]:
        raise SeatTaken(gone)  # the train set was exchanged for one that has no such seat
    for span in {claim.part.span: None for claim in last}:
        _win_back([claim for claim in last if claim.part.span == span], span)


def _win_back(claims: Sequence[LastClaim], span: Span) -> None:
    passengers = [claim.passenger_no for claim in claims]
    wish = Wish(claims[0].booking_id, claims[0].dated_trip_id, span, passengers, state=SOLD)
    if claims[0].part.seat.coach == QUOTA_COACH:
        win_anywhere(wish)
    else:
        win_known(wish, [claim.seat_id for claim in claims])
