"""Everybody seated again after a train set was exchanged."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import QuerySet

from bookings.inventory.claim import SOLD, Wish, win_these
from bookings.inventory.claim_sql import CLAIM_BITS
from bookings.inventory.database import fetch
from bookings.inventory.open import open_trip
from bookings.inventory.release import LIVE, release_claims
from bookings.inventory.reseat_plan import ORDINARY, Move, Place, Sitter, SittingParty, plan_moves
from bookings.inventory.retry import Busy, limit_lock_waits
from bookings.inventory.sweep import sweep_expired
from bookings.inventory.types import GONE, QUOTA_COACH, SeatRef, Span, span_of
from timetables.models import Seat

_LOCK_CLAIMS = """
SELECT id FROM bookings_seatclaim WHERE dated_trip_id = %s AND state > 0
ORDER BY trip_seat_id, id FOR UPDATE
"""
_LOCK_SEATS = "SELECT id FROM bookings_tripseat WHERE dated_trip_id = %s ORDER BY id FOR UPDATE"
_SEATS = """
SELECT id, coach_no, seat_no, kind, taken FROM bookings_tripseat
WHERE dated_trip_id = %s AND coach_no <> %s ORDER BY coach_no, seat_no
"""
_CLAIMS = f"""
SELECT booking_id, passenger_no, trip_seat_id, state, lower(segment), upper(segment), {CLAIM_BITS}, expires_at
FROM bookings_seatclaim
WHERE dated_trip_id = %s AND (state = 2 OR state = 1 AND expires_at > clock_timestamp())
ORDER BY booking_id, passenger_no
"""  # noqa: S608 - only constants are put in

PassengerKey = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SeatMove:
    """A passenger's old seat over a stretch and the new one, None for none."""

    passenger_no: int
    span: Span
    was: SeatRef
    to: SeatRef | None


@dataclass(frozen=True, slots=True)
class Reseating:
    """What became of everybody who had to move, by booking; who changes seats on the way may have to move twice.

    Who has no seat keeps the claim to the old one, which is not sold again: given back, it is released like any other,
    and when the old set returns it is theirs again.
    """

    moves: Mapping[int, Sequence[SeatMove]] = field(default_factory=dict)

    @property
    def moved(self) -> int:
        """This property counts the passengers who have other seats."""
        return sum(len({move.passenger_no for move in moves}) for moves in self.moves.values()) - self.lost

    @property
    def lost(self) -> int:
        """This property counts the passengers who have none, all the way or for a part of it."""
        return sum(self.lost_in(booking) for booking in self.moves)

    def lost_in(self, booking_id: int) -> int:
        """This function counts those of one booking."""
        return len({move.passenger_no for move in self.moves.get(booking_id, ()) if move.to is None})


def reseat(
    *,
    dated_trip_id: int,
    old_stock_id: int | None = None,
    known_kinds: Mapping[PassengerKey, str] | None = None,
) -> Reseating:
    """Let a trip's seats be those of its present train set, and move everybody whose seat is not among them.

    All claims and seats of the trip are locked until the caller's transaction ends, so no buyer comes between. The
    plan of the old set, where given, says who had a window or a table; `known_kinds` the kind of place of those who
    had lost theirs before. This function does nothing for trips sold without seat numbers, and may be called again.
    It raises Busy, TooManyLegs.
    """
    with transaction.atomic():
        limit_lock_waits()
        sweep_expired(dated_trip_id=dated_trip_id)
        fetch(_LOCK_CLAIMS, [dated_trip_id])
        fetch(_LOCK_SEATS, [dated_trip_id])
        before = _places(dated_trip_id, old_stock_id)
        open_trip(dated_trip_id=dated_trip_id)
        after = _places(dated_trip_id, None)
        moves = _plan(dated_trip_id, before, after, known_kinds or {})
        _carry_out(dated_trip_id, moves)
    return _describe(moves)


def foretell_reseat(*, dated_trip_id: int, new_stock_id: int) -> Reseating:
    """This function tells what `reseat` would do with another train set; it locks and changes nothing."""
    before = _places(dated_trip_id, None)
    known = {(place.coach, place.number): place for place in before.values()}
    planned = enumerate(_plan_of(new_stock_id).values(), start=1)
    after = [_opened(place, number, known.get((place.coach, place.number))) for number, place in planned]
    return _describe(_plan(dated_trip_id, before, {place.id: place for place in after}, {}))


def _opened(place: Place, number: int, known: Place | None) -> Place:
    """Give a place of a new set the row of the seat that is sold under its number; else a row yet to be made."""
    return replace(place, id=known.id, taken=known.taken) if known else replace(place, id=-number)


def _places(dated_trip_id: int, stock_id: int | None) -> dict[int, Place]:
    """Read the trip's seats, with the marks of the plan of a train set (of its own, unless told)."""
    plan = _plan_of(stock_id) if stock_id else _plan_of_trip(dated_trip_id)
    found = {}
    for seat, coach, number, kind, taken in fetch(_SEATS, [dated_trip_id, QUOTA_COACH]):
        drawn = plan.get((coach, number)) or _four_in_a_row(coach, number)
        found[seat] = replace(drawn, id=seat, kind=kind, taken=taken)
    return found


def _plan_of_trip(dated_trip_id: int) -> dict[tuple[int, int], Place]:
    return _read_plan(Seat.objects.filter(coach__rolling_stock__datedtrip=dated_trip_id))


def _plan_of(stock_id: int) -> dict[tuple[int, int], Place]:
    return _read_plan(Seat.objects.filter(coach__rolling_stock=stock_id))


def _read_plan(seats: QuerySet[Seat]) -> dict[tuple[int, int], Place]:
    columns = ("coach__number", "number", "row", "column", "kind", "is_window", "has_table")
    return {(row[0], row[1]): Place(0, *row) for row in seats.values_list(*columns)}


def _four_in_a_row(coach: int, number: int) -> Place:
    return Place(0, coach, number, (number - 1) // 4 + 1, (number - 1) % 4 + 1)


def _plan(
    dated_trip_id: int,
    before: Mapping[int, Place],
    after: Mapping[int, Place],
    known_kinds: Mapping[PassengerKey, str],
) -> list[Move]:
    parties = _parties(dated_trip_id, before, after, known_kinds)
    sellable = {seat: place for seat, place in after.items() if place.kind != GONE}
    moves = plan_moves(parties, sellable.values())
    # A seat that is there, only of another kind now, is kept by who finds none of the old kind.
    return [move for move in moves if move.to or move.was.id not in sellable]


def _parties(
    dated_trip_id: int,
    before: Mapping[int, Place],
    after: Mapping[int, Place],
    known_kinds: Mapping[PassengerKey, str],
) -> list[SittingParty]:
    sitters: dict[tuple[int, int, int], list[Sitter]] = defaultdict(list)
    for booking, number, seat, state, _start, _end, mask, _expires in fetch(_CLAIMS, [dated_trip_id]):
        if seat in before:
            was = before[seat]
            kind = known_kinds.get((booking, number), ORDINARY) if was.kind == GONE else was.kind
            now = after.get(seat)
            sitter = Sitter(number, replace(was, kind=kind), now is None or now.kind != kind)
            sitters[booking, mask, state].append(sitter)
    return [
        SittingParty(booking, mask, state == SOLD, sitting)
        for (booking, mask, state), sitting in sitters.items()
    ]


def _carry_out(dated_trip_id: int, moves: Sequence[Move]) -> None:
    """Win each booking's new seats in the state of its old ones; the masks and the constraint have the last word."""
    claims = {(row[0], row[1], row[6]): row for row in fetch(_CLAIMS, [dated_trip_id])}
    together: dict[tuple[int, int], list[Move]] = defaultdict(list)
    for move in moves:
        if move.to:
            together[move.booking_id, move.mask].append(move)
    for (booking, mask), moving in sorted(together.items()):
        numbers = [move.passenger_no for move in moving]
        _booking, _number, _seat, state, start, end, _mask, expires = claims[booking, numbers[0], mask]
        span = Span(start, end)
        release_claims(booking, numbers, states=LIVE, span=span)
        wish = Wish(booking, dated_trip_id, span, numbers, state=state, expires_at=expires)
        if win_these(wish, [move.to.id for move in moving if move.to]) is None:
            raise Busy


def _describe(moves: Sequence[Move]) -> Reseating:
    found: dict[int, list[SeatMove]] = defaultdict(list)
    for move in sorted(moves, key=lambda move: (move.passenger_no, move.mask)):
        to = _ref(move.to) if move.to else None
        found[move.booking_id].append(SeatMove(move.passenger_no, span_of(move.mask), _ref(move.was), to))
    return Reseating(dict(found))


def _ref(place: Place) -> SeatRef:
    return SeatRef(place.coach, place.number, place.kind)
