"""Places for bicycles, pets and heavy baggage: as many of each on a leg as the train set carries, never one more.

Whoever takes places of a train does it alone: an advisory lock a train, taken after the seats, held until the
transaction ends. The exclusion constraint over (train, kind, place, positions) would catch a lock that fails.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bookings.inventory.database import execute, fetch
from bookings.inventory.retry import limit_lock_waits
from bookings.inventory.types import Span

KINDS = ("bicycle", "pet", "baggage")
HELD, SOLD = 1, 2
_LOCK_CLASS = 9  # the first byte of the advisory lock's key, as in bookings.inventory.sweep

# Of a train whose set isn't known nothing is sold. GTFS bikes_allowed 2: no bicycles on this trip.
CAPACITY = """
SELECT d.id AS trip, k.kind, coalesce(CASE k.kind
    WHEN 'bicycle' THEN CASE WHEN t.bikes_allowed = 2 THEN 0 ELSE (
        SELECT sum(c.bicycle_places) FROM timetables_coach c WHERE c.rolling_stock_id = r.id) END
    WHEN 'pet' THEN r.pet_places ELSE r.baggage_places END, 0)::int AS places
FROM timetables_datedtrip d JOIN timetables_trip t ON t.id = d.trip_id
LEFT JOIN timetables_rollingstock r ON r.id = d.rolling_stock_id
CROSS JOIN unnest(ARRAY['bicycle', 'pet', 'baggage']) AS k(kind)
"""
_CAPACITY = f"{CAPACITY} WHERE d.id = ANY(%(trips)s::bigint[])"
_TAKEN = """
SELECT dated_trip_id, kind, place, lower(segment), upper(segment) FROM bookings_placeclaim
WHERE dated_trip_id = ANY(%(trips)s::bigint[]) AND booking_id IS DISTINCT FROM %(booking)s
    AND (state = 2 OR state = 1 AND expires_at > clock_timestamp())
"""
_LOCK = "SELECT pg_advisory_xact_lock(%s)"
# A hold that has run out is free; one whose row is locked is being paid or let go this moment, and counts still.
_SWEEP = """
WITH dead AS MATERIALIZED (
    SELECT id FROM bookings_placeclaim WHERE dated_trip_id = %(trip)s AND state = 1
        AND expires_at <= clock_timestamp() AND booking_id <> %(booking)s ORDER BY id FOR UPDATE SKIP LOCKED)
UPDATE bookings_placeclaim c SET state = 0 FROM dead WHERE c.id = dead.id
"""
_OTHERS = """
SELECT kind, place, lower(segment), upper(segment) FROM bookings_placeclaim
WHERE dated_trip_id = %(trip)s AND state > 0
"""
_CLAIM = """
INSERT INTO bookings_placeclaim
    (booking_id, passenger_no, dated_trip_id, kind, place, segment, state, expires_at)
VALUES (%(booking)s, %(passenger)s, %(trip)s, %(kind)s, %(place)s, int4range(%(start)s, %(end)s), %(state)s,
    CASE WHEN %(state)s = 1 THEN clock_timestamp() + make_interval(secs => %(hold_seconds)s) END)
"""
_THINGS = """
SELECT kind, booking_id, passenger_no, place, lower(segment), upper(segment) FROM bookings_placeclaim
WHERE dated_trip_id = %(trip)s AND state > 0 ORDER BY state DESC, booking_id, passenger_no, kind, lower(segment)
"""
_LOSE = """
UPDATE bookings_placeclaim SET state = 0 WHERE dated_trip_id = %(trip)s AND booking_id = %(booking)s
    AND passenger_no = %(passenger)s AND kind = %(kind)s AND state > 0
"""
_RELEASE = """
UPDATE bookings_placeclaim SET state = 0 WHERE booking_id = %(booking)s AND state > 0
    AND (%(passengers)s::int[] IS NULL OR passenger_no = ANY(%(passengers)s::int[]))
"""
_EXTEND = """
UPDATE bookings_placeclaim SET expires_at = clock_timestamp() + make_interval(secs => %(seconds)s)
WHERE booking_id = %(booking)s AND state = 1
"""

Wanted = Mapping[int, Mapping[str, int]]  # passenger's number -> kind -> how many


class PlacesTaken(Exception):
    """Fewer places of a kind are left on the way than wanted."""

    def __init__(self, kind: str, left: int) -> None:
        super().__init__(f"{kind}: {left} left")
        self.kind, self.left = kind, left


@dataclass(frozen=True, slots=True)
class PlaceLost:
    """What a passenger has no place for any more, all of its kind."""

    booking_id: int
    passenger_no: int
    kind: str


@dataclass(frozen=True, slots=True)
class PlacePart:
    """A place from one stop position to another."""

    place: int
    start: int
    end: int


def places_left(*, spans: Mapping[int, Span], booking_id: int | None = None) -> dict[int, dict[str, int]]:
    """Count the places of each kind that are left all the way, by dated trip; a booking's own count as free.

    This function makes two queries for any number of trips.
    """
    parameters = {"trips": list(spans), "booking": booking_id}
    taken: dict[tuple[int, str], list[PlacePart]] = defaultdict(list)
    for trip, kind, *part in fetch(_TAKEN, parameters):
        taken[trip, kind].append(PlacePart(*part))
    left: dict[int, dict[str, int]] = {trip: {} for trip in spans}
    for trip, kind, places in fetch(_CAPACITY, parameters):
        left[trip][kind] = max(places - _busiest(taken[trip, kind], spans[trip]), 0)
    return left


def set_places(
    *, booking_id: int, dated_trip_id: int, span: Span, wanted: Wanted, hold_seconds: int | None
) -> None:
    """Let a booking have exactly the wanted places over a stretch: held for some seconds or, told None, sold.

    What it had is let go in the same moment, so asked again it keeps its places; a hold that has run out is renewed
    while nobody took them. Call it after the seats, within the caller's transaction. This function raises PlacesTaken,
    after which the caller rolls back.
    """
    limit_lock_waits()
    fetch(_LOCK, [(_LOCK_CLASS << 56) | dated_trip_id])
    parameters: dict[str, Any] = {"booking": booking_id, "trip": dated_trip_id, "passengers": None}
    execute(_RELEASE, parameters)
    execute(_SWEEP, parameters)
    room = _Room(dated_trip_id)
    parameters |= {"state": SOLD if hold_seconds is None else HELD, "hold_seconds": hold_seconds or 0}
    for number, kinds in sorted(wanted.items()):
        for kind, count in sorted(kinds.items()):
            for part in (part for _one in range(count) for part in room.take(kind, span)):
                claim = {"passenger": number, "kind": kind, "place": part.place}
                execute(_CLAIM, parameters | claim | {"start": part.start, "end": part.end})


def refit_places(*, dated_trip_id: int) -> list[PlaceLost]:
    """Let the places of a train follow its present set: where it carries fewer, the last to book lose theirs.

    Those only held go before those sold. This function runs in the caller's transaction and returns who lost what; all
    of a kind that a passenger takes along, or none of it.
    """
    limit_lock_waits()
    fetch(_LOCK, [(_LOCK_CLASS << 56) | dated_trip_id])
    capacity = {kind: places for _trip, kind, places in fetch(_CAPACITY, {"trips": [dated_trip_id]})}
    things: dict[PlaceLost, list[PlacePart]] = defaultdict(list)
    for kind, booking, passenger, *part in fetch(_THINGS, {"trip": dated_trip_id}):
        things[PlaceLost(booking, passenger, kind)].append(PlacePart(*part))
    lost = [one for kind in KINDS for one in _too_many(things, kind, capacity[kind])]
    for one in lost:
        gone = {"trip": dated_trip_id, "booking": one.booking_id, "passenger": one.passenger_no}
        execute(_LOSE, gone | {"kind": one.kind})
    return lost


def _too_many(things: Mapping[PlaceLost, Sequence[PlacePart]], kind: str, places: int) -> list[PlaceLost]:
    """Keep things in the order of `things` as long as no leg has more than there are places for."""
    kept: list[PlacePart] = []
    lost = []
    for one, parts in things.items():
        if one.kind != kind:
            continue
        together, span = [*kept, *parts], Span(parts[0].start, max(part.end for part in parts))
        if _busiest(together, span) > places:
            lost.append(one)
        else:
            kept = together
    return lost


def release_places(booking_id: int, passenger_numbers: Sequence[int] | None = None) -> int:
    """This function frees a booking's places, of all its passengers or of some; the claims stay as history."""
    passengers = None if passenger_numbers is None else list(passenger_numbers)
    return execute(_RELEASE, {"booking": booking_id, "passengers": passengers})


def extend_places(booking_id: int, hold_seconds: int) -> int:
    """This function lets a booking's held places end so many seconds from now by the database's clock."""
    return execute(_EXTEND, {"booking": booking_id, "seconds": hold_seconds})


class _Room:
    """What is free of a train's places. The lock is held: nobody else takes any meanwhile."""

    def __init__(self, dated_trip_id: int) -> None:
        self.places = {kind: places for _trip, kind, places in fetch(_CAPACITY, {"trips": [dated_trip_id]})}
        self.taken: dict[str, list[PlacePart]] = defaultdict(list)
        for kind, *part in fetch(_OTHERS, {"trip": dated_trip_id}):
            self.taken[kind].append(PlacePart(*part))

    def take(self, kind: str, span: Span) -> list[PlacePart]:
        """This method takes a place all the way, where need be one after the other. Raises PlacesTaken."""
        left = self.places[kind] - _busiest(self.taken[kind], span)
        if left < 1:
            raise PlacesTaken(kind, max(left, 0))
        parts = assign(self.taken[kind], span, places=self.places[kind])
        self.taken[kind] += parts
        return parts


def assign(taken: Sequence[PlacePart], span: Span, *, places: int) -> list[PlacePart]:
    """Find room for one thing over a stretch none of whose legs is full: always the place that is free farthest.

    This function uses places 1 to `places` and as few of them in turn as can be.
    """
    parts, start = [], span.start
    while start < span.end:
        ends = {place: _free_until(taken, place, start, span.end) for place in range(1, places + 1)}
        place = max(ends, key=lambda each: (ends[each], -each))
        parts.append(PlacePart(place, start, ends[place]))
        start = ends[place]
    return parts


def _free_until(taken: Sequence[PlacePart], place: int, start: int, end: int) -> int:
    """How far a place is free from a position on; the position itself where it isn't free at all."""
    ahead = [max(part.start, start) for part in taken if part.place == place and part.end > start]
    return min([end, *ahead])


def _busiest(taken: Sequence[PlacePart], span: Span) -> int:
    """How many places are taken on the fullest leg of a stretch."""
    return max(sum(part.start <= leg < part.end for part in taken) for leg in range(span.start, span.end))
