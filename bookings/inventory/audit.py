"""Checking that no seat is sold twice and that seats, bookings and money agree."""

from dataclasses import asdict, dataclass, field, fields

from bookings.inventory.claim_sql import CLAIM_BITS
from bookings.inventory.database import fetch
from bookings.inventory.places import CAPACITY

COUNTS = frozenset({"seats_placed", "seat_changes"})

# One statement, so that one snapshot is judged even while sales go on. Overlaps are found by walking each seat's claims
# in order, not through the index of the constraint that is being checked.
_CHECKS = f"""
WITH live AS MATERIALIZED (
    SELECT c.id, c.booking_id, c.passenger_no, c.trip_seat_id, c.segment, c.state,
        upper(c.segment) - lower(c.segment) AS legs, {CLAIM_BITS} AS bits
    FROM bookings_seatclaim c WHERE c.state > 0),
ledger AS (SELECT trip_seat_id, bit_or(bits) AS bits FROM live GROUP BY trip_seat_id),
walked AS (
    SELECT id, lower(segment) < max(upper(segment)) OVER (
        PARTITION BY trip_seat_id ORDER BY lower(segment), id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS doubled FROM live),
seated AS (
    SELECT booking_id, passenger_no, count(*) AS claims, sum(legs) AS legs, bit_or(bits) AS bits,
        bool_and(state = 2) AS sold
    FROM live GROUP BY booking_id, passenger_no),
travelling AS (SELECT booking_id, number FROM bookings_passenger WHERE state = 'active'),
place AS MATERIALIZED (SELECT * FROM bookings_placeclaim WHERE state > 0),
capacity AS ({CAPACITY}),
replaced AS (
    SELECT o.id, o.state, count(*) FILTER (WHERE n.state <> 'active' OR b.state IN ('CONFIRMED', 'FULFILLED')) AS times
    FROM bookings_passenger o JOIN bookings_passenger n ON n.replaces_id = o.id
    JOIN bookings_booking b ON b.id = n.booking_id GROUP BY o.id, o.state)
SELECT 'overlaps', id FROM walked WHERE doubled
UNION ALL
SELECT 'mask_mismatches', t.id FROM bookings_tripseat t LEFT JOIN ledger ON ledger.trip_seat_id = t.id
WHERE t.taken <> coalesce(ledger.bits, 0)
UNION ALL
SELECT 'claims_without_booking', live.id FROM live JOIN bookings_booking b ON b.id = live.booking_id
WHERE b.state NOT IN ('PREBOOKED', 'CONFIRMED', 'FULFILLED')
UNION ALL
SELECT 'sold_without_paid', live.id FROM live JOIN bookings_booking b ON b.id = live.booking_id
WHERE live.state = 2 AND b.state NOT IN ('CONFIRMED', 'FULFILLED')
UNION ALL
SELECT DISTINCT 'paid_without_sold', b.id FROM bookings_booking b
JOIN timetables_datedtrip d ON d.id = b.dated_trip_id AND d.seat_mode IN ('numbered', 'quota')
JOIN (seated FULL JOIN travelling ON travelling.booking_id = seated.booking_id AND number = passenger_no)
    ON b.id = coalesce(seated.booking_id, travelling.booking_id)
WHERE b.state IN ('CONFIRMED', 'FULFILLED')
    AND (passenger_no IS NULL OR number IS NULL OR NOT sold OR legs <> b.to_position - b.from_position)
UNION ALL
SELECT DISTINCT 'seated_twice', booking_id FROM seated WHERE legs <> bit_count(bits::bit(64))
UNION ALL
SELECT 'exchanged_and_kept', id FROM replaced WHERE times > 1 OR times > 0 AND state <> 'exchanged'
UNION ALL
SELECT 'exchanged_for_nothing', o.id FROM bookings_passenger o LEFT JOIN replaced ON replaced.id = o.id
WHERE o.state = 'exchanged' AND coalesce(replaced.times, 0) = 0
UNION ALL
SELECT 'places_doubled', id FROM (
    SELECT id, lower(segment) < max(upper(segment)) OVER (
        PARTITION BY dated_trip_id, kind, place ORDER BY lower(segment), id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS doubled FROM place) p WHERE doubled
UNION ALL
SELECT DISTINCT 'places_oversold', c.trip FROM capacity c JOIN place p ON (p.dated_trip_id, p.kind) = (c.trip, c.kind)
JOIN place q ON (q.dated_trip_id, q.kind) = (c.trip, c.kind) AND lower(p.segment) <@ q.segment
GROUP BY c.trip, c.kind, c.places, p.id HAVING count(*) > c.places
UNION ALL
SELECT 'places_without_booking', p.id FROM place p JOIN bookings_booking b ON b.id = p.booking_id
WHERE b.state NOT IN ('PREBOOKED', 'CONFIRMED', 'FULFILLED') OR p.state = 2 AND b.state = 'PREBOOKED'
UNION ALL
SELECT DISTINCT 'paid_without_places', coalesce(w.booking_id, h.booking_id) FROM (
    SELECT p.booking_id, p.number, a.key AS kind, a.value::int * (b.to_position - b.from_position) AS legs
    FROM bookings_passenger p JOIN bookings_booking b ON b.id = p.booking_id AND b.state IN ('CONFIRMED', 'FULFILLED')
    CROSS JOIN jsonb_each_text(p.ancillaries) a WHERE p.state = 'active' AND a.value::int > 0) w
FULL JOIN (
    SELECT booking_id, passenger_no, kind, sum(upper(segment) - lower(segment)) AS legs
    FROM place WHERE state = 2 GROUP BY 1, 2, 3) h
    ON (w.booking_id, w.number, w.kind) = (h.booking_id, h.passenger_no, h.kind)
WHERE w.legs IS DISTINCT FROM h.legs
UNION ALL
SELECT 'seats_placed', count(*) FROM live
UNION ALL
SELECT 'seat_changes', coalesce(sum(claims - 1), 0) FROM seated
"""  # noqa: S608 - only constants are put in


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an audit found: ids of claims, seats, trains, bookings or passengers by fault, and the claims held or sold.

    `seat_changes` counts how often passengers with several seats in turn change. An empty inventory passes any audit:
    look at `seats_placed` before trusting `ok`.
    """

    overlaps: list[int] = field(default_factory=list)
    mask_mismatches: list[int] = field(default_factory=list)
    claims_without_booking: list[int] = field(default_factory=list)
    sold_without_paid: list[int] = field(default_factory=list)
    paid_without_sold: list[int] = field(default_factory=list)
    seated_twice: list[int] = field(default_factory=list)
    exchanged_and_kept: list[int] = field(default_factory=list)
    exchanged_for_nothing: list[int] = field(default_factory=list)
    places_doubled: list[int] = field(default_factory=list)
    places_oversold: list[int] = field(default_factory=list)
    places_without_booking: list[int] = field(default_factory=list)
    paid_without_places: list[int] = field(default_factory=list)
    seats_placed: int = 0
    seat_changes: int = 0

    @property
    def ok(self) -> bool:
        """This property tells whether every check passed."""
        return not any(self.faults.values())

    @property
    def faults(self) -> dict[str, int]:
        """This property counts the faults by kind."""
        return {name: len(ids) for name, ids in asdict(self).items() if name not in COUNTS}


def audit() -> AuditReport:
    """Compare masks, claims, bookings and passengers of the whole database, in one snapshot.

    This function changes nothing. A live claim is one held or sold, a hold that has run out but is not swept included.
    """
    found: dict[str, list[int]] = {one.name: [] for one in fields(AuditReport)}
    for check, number in fetch(_CHECKS):
        found[check].append(number)
    (placed,), (changes,) = found.pop("seats_placed"), found.pop("seat_changes")
    return AuditReport(**found, seats_placed=placed, seat_changes=int(changes))
