"""Who sits where: on one seat all the way, or on several in turn."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bookings.inventory.database import fetch
from bookings.inventory.types import SeatPart, SeatRef

# The latest claim to each leg comes first: what is claimed anew replaces whole claims to the same legs.
_CLAIMS = """
SELECT c.booking_id, c.passenger_no, lower(c.segment), upper(c.segment), c.state, c.dated_trip_id, c.trip_seat_id,
    t.coach_no, t.seat_no, t.kind
FROM bookings_seatclaim c JOIN bookings_tripseat t ON t.id = c.trip_seat_id
WHERE c.booking_id = ANY(%s::bigint[]) ORDER BY c.booking_id, c.passenger_no, c.state > 0 DESC, c.id DESC
"""

Parts = dict[int, tuple[SeatPart, ...]]


@dataclass(frozen=True, slots=True)
class LastClaim:
    """A claim that tells where a passenger sits, or sat last; `seat_id` is the seat's row."""

    booking_id: int
    passenger_no: int
    part: SeatPart
    state: int
    dated_trip_id: int
    seat_id: int


def seats_of(*, booking_ids: Collection[int]) -> dict[int, dict[int, SeatRef]]:
    """Tell who sits where at the beginning, by booking and passenger number; see `parts_of`.

    This function makes one query.
    """
    found = parts_of(booking_ids=booking_ids)
    return {
        booking: {number: parts[0].seat for number, parts in seated.items()}
        for booking, seated in found.items()
    }


def parts_of(*, booking_ids: Collection[int]) -> dict[int, Parts]:
    """Tell who sits where, by booking and passenger number: a passenger's seats in the order of the way.

    This function makes one query; a passenger who has no seat any longer is shown with the last ones. Bookings of
    trips sold without a limit have no seats: their answer is empty.
    """
    found: dict[int, dict[int, list[SeatPart]]] = {booking: {} for booking in booking_ids}
    for claim in last_claims(booking_ids):
        found[claim.booking_id].setdefault(claim.passenger_no, []).append(claim.part)
    return {
        booking: {
            number: tuple(sorted(parts, key=lambda part: part.start)) for number, parts in seated.items()
        }
        for booking, seated in found.items()
    }


def last_claims(booking_ids: Collection[int]) -> Iterator[LastClaim]:
    """This function gives each passenger's claims in force, or those of last: none of them share a leg."""
    covered: dict[tuple[int, int], int] = {}
    for booking, passenger, start, end, state, trip, seat_id, *seat in fetch(_CLAIMS, [list(booking_ids)]):
        part = SeatPart(SeatRef(*seat), start, end)
        legs = covered.get((booking, passenger), 0)
        if not legs & part.span.mask:
            covered[booking, passenger] = legs | part.span.mask
            yield LastClaim(booking, passenger, part, state, trip, seat_id)
