"""Other seats for passengers who have theirs."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from bookings.inventory.claim import Wish, win_these
from bookings.inventory.confirm import HoldLost
from bookings.inventory.database import fetch
from bookings.inventory.kept import check_kept_for_move
from bookings.inventory.release import LIVE, release_claims
from bookings.inventory.retry import Busy, limit_lock_waits, pause
from bookings.inventory.seating import seats_of
from bookings.inventory.sweep import sweep_for_buyer
from bookings.inventory.these import ATTEMPTS, find_seats, is_under_ended_hold
from bookings.inventory.types import HeldSeat, SeatRef, Span

_MINE = """
SELECT c.passenger_no, c.trip_seat_id, c.state, c.expires_at
FROM bookings_seatclaim c WHERE c.booking_id = %s AND c.state > 0 AND c.passenger_no = ANY(%s::int[])
ORDER BY c.trip_seat_id, c.id FOR UPDATE
"""
_LOCK = """
SELECT id FROM bookings_tripseat WHERE id = ANY(%s::bigint[]) ORDER BY id FOR UPDATE SKIP LOCKED
"""


_Mine = tuple[int, int, datetime | None]


class _Again(Exception):
    """Somebody else has a hand on one of the seats; raised inside the savepoint, so that ours are let go."""

    def __init__(self, *, sweep: bool = False) -> None:
        self.sweep = sweep


def change_seats(
    *, booking_id: int, dated_trip_id: int, span: Span, wanted: Mapping[int, SeatRef]
) -> list[HeldSeat]:
    """Move passengers to other seats, all of them or none; two of a party may exchange theirs.

    This function wins the new seats before the old ones are free to anyone else: after SeatTaken, SeatsKept, WrongSeat
    or Busy the old seats are as they were. The new claims are held as long, or sold, as the old ones, and reach all the
    way: who had several seats in turn has one then. It raises HoldLost when a passenger has no seat to move from. A
    trip of mode `open` or `quota` has no seats to choose: WrongSeat.
    """
    passengers = sorted(wanted)
    found = dict(
        zip(passengers, find_seats(dated_trip_id, [wanted[number] for number in passengers]), strict=True)
    )
    kinds = {wanted[number]: seat.kind for number, seat in found.items()}
    check_kept_for_move(booking_id, dated_trip_id, passengers, kinds)
    seat_ids = {number: seat.id for number, seat in found.items()}
    limit_lock_waits()
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                _move(booking_id, dated_trip_id, span, seat_ids)
        except _Again as again:
            if not (again.sweep and sweep_for_buyer(dated_trip_id)):
                pause(attempt)
        else:
            seated = seats_of(booking_ids=[booking_id])[booking_id]
            return [HeldSeat(number, seated[number]) for number in passengers]
    raise Busy


def _move(booking_id: int, dated_trip_id: int, span: Span, seat_ids: Mapping[int, int]) -> None:
    mine = _lock_claims(booking_id, list(seat_ids))
    if len(mine) != len(seat_ids):
        raise HoldLost(len(seat_ids), len(mine))
    moving = [number for number, seat in seat_ids.items() if [each[0] for each in mine[number]] != [seat]]
    if not moving:
        return
    _lock_seats(
        {seat_ids[number] for number in moving} | {each[0] for number in moving for each in mine[number]}
    )
    release_claims(booking_id, moving, states=LIVE)
    _seat, state, expires_at = mine[moving[0]][0]
    wish = Wish(booking_id, dated_trip_id, span, moving, state=state, expires_at=expires_at)
    targets = [seat_ids[number] for number in moving]
    if win_these(wish, targets) is None:
        raise _Again(sweep=is_under_ended_hold(wish, targets))


def _lock_claims(booking_id: int, passengers: list[int]) -> dict[int, list[_Mine]]:
    mine: dict[int, list[_Mine]] = defaultdict(list)
    for number, seat, state, expires in fetch(_MINE, [booking_id, passengers]):
        mine[number].append((seat, state, expires))
    return mine


def _lock_seats(seat_ids: set[int]) -> None:
    if len(fetch(_LOCK, [sorted(seat_ids)])) < len(seat_ids):
        raise _Again
