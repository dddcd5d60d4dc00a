"""Keeping seats for a booking while it is paid."""

from collections.abc import Sequence

from bookings.inventory.anywhere import win_anywhere
from bookings.inventory.claim import Wish
from bookings.inventory.database import fetch
from bookings.inventory.kept import IS_RELEASED, kept_hours, kinds_sold
from bookings.inventory.release import HELD_ONLY, release_claims
from bookings.inventory.retry import LOCK_TIMEOUT
from bookings.inventory.these import WrongSeat, win_chosen
from bookings.inventory.types import HeldSeat, SeatRef, Span

_BEGIN = f"""
SELECT set_config('lock_timeout', %(timeout)s, true),
    (SELECT seat_mode FROM timetables_datedtrip WHERE id = %(trip)s),
    (SELECT {IS_RELEASED} FROM timetables_datedtrip d WHERE id = %(trip)s),
    EXISTS (SELECT FROM bookings_seatclaim WHERE booking_id = %(booking)s AND state = 1)
"""  # noqa: S608 - only constants are put in


def hold(
    *,
    booking_id: int,
    dated_trip_id: int,
    span: Span,
    passenger_numbers: Sequence[int],
    seats: Sequence[SeatRef] | None,
    hold_seconds: int,
) -> list[HeldSeat]:
    """Hold a seat for each passenger for `hold_seconds`, by the database's clock.

    This function takes the given seats, the first for the first passenger, or seats the party together on ordinary
    seats; all or none. It runs in the caller's transaction, which holds the seats' rows until it ends: call it last.
    What the same booking held before is let go. A trip of mode `open` has no seats: the answer is empty. It raises
    SeatTaken, SeatsKept, SoldOut, WrongSeat, or Busy, after which the caller rolls back.
    """
    mode, kinds = begin_hold(dated_trip_id, booking_id, passenger_numbers)
    if mode == "open":
        return []
    wish = Wish(booking_id, dated_trip_id, span, passenger_numbers, hold_seconds=hold_seconds, kinds=kinds)
    return _win(wish, seats)


def begin_hold(
    dated_trip_id: int, booking_id: int, passenger_numbers: Sequence[int]
) -> tuple[str, tuple[str, ...]]:
    """This function lets go what the booking held before; it tells the trip's seat mode and the kinds of seats sold."""
    parameters = {"timeout": LOCK_TIMEOUT, "trip": dated_trip_id, "booking": booking_id} | kept_hours()
    ((_timeout, mode, is_released, holds_already),) = fetch(_BEGIN, parameters)
    if holds_already:
        release_claims(booking_id, passenger_numbers, states=HELD_ONLY)
    return str(mode), kinds_sold(is_released=bool(is_released))


def _win(wish: Wish, seats: Sequence[SeatRef] | None) -> list[HeldSeat]:
    if not seats:
        return win_anywhere(wish)
    if len(seats) != len(wish.passenger_numbers):
        raise WrongSeat(f"{len(seats)} seats for {len(wish.passenger_numbers)} passengers")
    return win_chosen(wish, seats)
