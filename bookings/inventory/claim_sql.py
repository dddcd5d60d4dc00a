"""The statements that win seats, as they passed the trials of the seat inventory (design ef: leg mask and ledger).

Each finds its seats, sets their legs and writes the claims in one statement: all k seats or none. Rows that another
buyer has locked are skipped, never waited for, so that buyers can't deadlock.
"""

_WIN = """
WITH pick AS MATERIALIZED ({pick} FOR UPDATE SKIP LOCKED),
won AS (
    UPDATE bookings_tripseat s SET taken = s.taken | %(mask)s
    FROM pick WHERE s.id = pick.id AND (SELECT count(*) FROM pick) = %(wanted)s
    RETURNING s.id, s.coach_no, s.seat_no, s.kind),
seated AS (SELECT won.*, {place} AS place FROM won),
claimed AS (
    INSERT INTO bookings_seatclaim
        (booking_id, passenger_no, dated_trip_id, trip_seat_id, segment, state, expires_at)
    SELECT %(booking)s, (%(passengers)s::int[])[place], %(trip)s, id, int4range(%(start)s, %(end)s), %(state)s,
        CASE WHEN %(state)s = 1 THEN
            coalesce(%(expires_at)s::timestamptz, clock_timestamp() + make_interval(secs => %(hold_seconds)s)) END
    FROM seated ORDER BY id
    ON CONFLICT DO NOTHING
    RETURNING trip_seat_id, passenger_no)
SELECT seated.id, seated.coach_no, seated.seat_no, seated.kind, claimed.passenger_no
FROM seated LEFT JOIN claimed ON claimed.trip_seat_id = seated.id
ORDER BY place
"""

WIN_FIRST_FITTING = _WIN.format(
    pick="""SELECT id FROM bookings_tripseat
        WHERE dated_trip_id = %(trip)s AND kind = ANY(%(kinds)s) AND taken & %(mask)s = 0
        ORDER BY coach_no, seat_no LIMIT %(wanted)s""",
    place="row_number() OVER (ORDER BY coach_no, seat_no)",
)

WIN_THESE = _WIN.format(
    pick="""SELECT id FROM bookings_tripseat
        WHERE id = ANY(%(seat_ids)s::bigint[]) AND taken & %(mask)s = 0 ORDER BY id""",
    place="array_position(%(seat_ids)s::bigint[], id)",
)

# The legs of a claim as bits. Written without 1 << 63, which a bigint has no room to subtract from.
CLAIM_BITS = "(~((-1)::bigint << (upper(segment) - lower(segment)))) << lower(segment)"

# Legs held by holds that have run out but are not swept yet, by seat: they count as free.
EXPIRED_BITS = f"""
SELECT trip_seat_id, bit_or({CLAIM_BITS}) AS bits FROM bookings_seatclaim
WHERE dated_trip_id = ANY(%(trips)s::bigint[]) AND state = 1 AND expires_at <= clock_timestamp()
GROUP BY trip_seat_id
"""  # noqa: S608 - only constants are put in
