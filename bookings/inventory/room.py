"""Whether a party would find seats on a train, and which: for those who wait, and against those who jump ahead."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bookings.inventory.claim_sql import CLAIM_BITS, EXPIRED_BITS
from bookings.inventory.database import fetch
from bookings.inventory.kept import IS_RELEASED, kept_hours
from bookings.inventory.types import QUOTA_COACH, SeatRef, Span

# One look at the seats serves every stretch asked for. Seats that the looking booking has just taken count as free:
# the question is what others could have had. Where a train set has been exchanged since, its old seats are thought of
# as four in a row.
_FREE = f"""
WITH expired AS MATERIALIZED ({EXPIRED_BITS}),
mine AS MATERIALIZED (
    SELECT trip_seat_id, bit_or({CLAIM_BITS}) AS bits FROM bookings_seatclaim
    WHERE booking_id = %(booking)s AND dated_trip_id = %(trip)s AND state > 0 GROUP BY trip_seat_id),
seats AS (
    SELECT coach_no, seat_no, t.taken & ~coalesce(expired.bits, 0) & ~coalesce(mine.bits, 0) AS taken
    FROM bookings_tripseat t LEFT JOIN expired ON expired.trip_seat_id = t.id
    LEFT JOIN mine ON mine.trip_seat_id = t.id
    JOIN timetables_datedtrip d ON d.id = %(trip)s
    WHERE t.dated_trip_id = d.id AND (t.kind = 'seat' OR t.kind = 'companion' AND {IS_RELEASED}))
SELECT coach_no, seat_no, seats.taken,
    coalesce(s.row, (seat_no - 1) / 4 + 1), coalesce(s.column, (seat_no - 1) %% 4 + 1)
FROM seats JOIN timetables_datedtrip d ON d.id = %(trip)s
LEFT JOIN timetables_coach c ON c.rolling_stock_id = d.rolling_stock_id AND c.number = coach_no
LEFT JOIN timetables_seat s ON s.coach_id = c.id AND s.number = seat_no
WHERE EXISTS (SELECT FROM unnest(%(masks)s::bigint[]) AS wanted(mask) WHERE seats.taken & wanted.mask = 0)
ORDER BY coach_no, seat_no
"""  # noqa: S608 - only constants are put in


@dataclass(frozen=True, slots=True)
class SeatRoom:
    """A seat with the legs that are taken on it, and its place on the plan."""

    coach: int
    number: int
    taken: int
    row: int
    column: int


def read_room(*, dated_trip_id: int, spans: Collection[Span], also_free: int | None = None) -> list[SeatRoom]:
    """Read the seats anybody can have that are free over at least one of the stretches, in order of coach and number.

    This function makes one query and locks nothing. Holds that have run out count as free, and so do the seats of the
    booking `also_free`. A trip sold without a limit, or not opened yet, has none.
    """
    trip = {"trip": dated_trip_id, "trips": [dated_trip_id], "booking": also_free} | kept_hours()
    masks = sorted({span.mask for span in spans})
    return [SeatRoom(*row) for row in fetch(_FREE, {"masks": masks} | trip)]


def find_room(
    room: Sequence[SeatRoom], *, span: Span, size: int, together: bool = False
) -> list[SeatRef] | None:
    """This function picks seats for a party over a stretch, None where there are too few. Pure.

    `together` asks for one coach and one row, or two rows one behind the other; places without a number always are.
    The lowest seats that fit are picked.
    """
    free = [seat for seat in room if not seat.taken & span.mask]
    if not together or size == 1 or not free or free[0].coach == QUOTA_COACH:
        return [_ref(seat) for seat in free[:size]] if len(free) >= size else None
    return next(
        ([_ref(seat) for seat in near[:size]] for near in _neighbours(free) if len(near) >= size), None
    )


def _neighbours(free: Sequence[SeatRoom]) -> Iterator[list[SeatRoom]]:
    """Give the free seats of each row, then of each two rows one behind the other, coach by coach."""
    for _coach, seats in groupby(free, key=lambda seat: seat.coach):
        rows: dict[int, list[SeatRoom]] = {}
        for seat in seats:
            rows.setdefault(seat.row, []).append(seat)
        yield from rows.values()
        yield from (rows[row] + rows[row + 1] for row in sorted(rows) if row + 1 in rows)


def _ref(seat: SeatRoom) -> SeatRef:
    return SeatRef(seat.coach, seat.number)
