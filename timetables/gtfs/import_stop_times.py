"""Stop times: stop_times.txt goes through a staging table, is checked and completed there, and merged at once.

Rows stream into the table by COPY, so memory doesn't grow with the feed, and whatever the order of the file is.
"""

import json
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from timetables.gtfs.columns import COLUMNS
from timetables.gtfs.reader import Feed
from timetables.gtfs.row import FeedProblem, Row
from timetables.gtfs.upsert import Counts
from timetables.models import Stop, Timetable, Trip

FILE = "stop_times.txt"
_KNOWN = COLUMNS[FILE]
NEEDS = ("trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time")


class Staged(NamedTuple):
    """A row of stop_times.txt, as it is staged."""

    line: int
    trip_id: int
    stop_sequence: int
    stop_id: int
    arrival: int | None
    departure: int | None
    pickup_type: int
    drop_off_type: int
    km: Decimal | None
    timepoint: bool
    platform: str
    extra: str | None


def import_stop_times(feed: Feed, timetable: Timetable, codes: Collection[str]) -> tuple[Counts, list[int]]:
    """Import stop_times.txt for trips of an edition; `codes` are those of the feed's stops.

    Times left blank between two known ones are interpolated evenly, as GTFS lets a consumer do. A trip's stop
    times become those of the feed; trips that the feed does not name keep theirs. A trip that calls at fewer than two
    stops, and calls at no fixed stop or time (GTFS-Flex), are left out with a remark.
    This function returns the counts and the keys of trips whose stop times were not the same before.
    """
    feed.must_have(FILE)
    trips = dict(Trip.objects.filter(timetable=timetable).values_list("trip_id", "pk"))
    stops = dict(Stop.objects.filter(stop_id__in=codes).values_list("stop_id", "pk"))
    rows = feed.parsed(FILE, lambda row: _parse(row, trips, stops), needs=NEEDS)
    counts = Counts(read=_stage(row for row in rows if row))
    feed.progress.storing()
    for problem in _rows_of(_ALONE):
        feed.remarks.add(problem)
    for problem in _rows_of(_CHECK):
        feed.report(problem)
    feed.refuse_if_wrong()
    _interpolate()
    counts.created, counts.changed, altered = _merge()
    return counts, altered


def _parse(row: Row, trips: dict[str, int], stops: dict[str, int]) -> Staged | None:
    if not row.cells.get("stop_id") or row.cells.get("start_pickup_drop_off_window"):
        _leave_out(row)
        return None
    arrival, departure = row.time("arrival_time"), row.time("departure_time")
    if arrival is not None and departure is not None and departure < arrival:
        row.bad("departure_time", "must not be before arrival_time")
    return Staged(
        row.line,
        row.known("trip_id", trips),
        row.whole("stop_sequence"),
        row.known("stop_id", stops, shared=True),
        departure if arrival is None else arrival,
        arrival if departure is None else departure,
        row.whole("pickup_type", 0, most=3),
        row.whole("drop_off_type", 0, most=3),
        row.decimal("shape_dist_traveled"),
        row.flag("timepoint", default=True),
        row.text("platform", "", longest=8),
        json.dumps(extra, ensure_ascii=False) if (extra := row.others(_KNOWN)) else None,
    )


def _leave_out(row: Row) -> None:
    """Tell of a call at no fixed stop and time; one that only lacks its stop is a fault."""
    flexible = ("location_id", "location_group_id", "start_pickup_drop_off_window")
    if not any(row.cells.get(column) for column in flexible):
        row.bad("stop_id", "must not be blank")
    row.remark(FeedProblem(FILE, row.line, "", "a call at no fixed stop and time is left out"))


def _stage(rows: Iterator[Staged]) -> int:
    read = 0
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        with cursor.copy(_COPY) as copy:
            for read, row in enumerate(rows, start=1):  # noqa: B007 - the count is what is wanted
                copy.write_row(row)
        cursor.execute("ANALYZE staged_stop_time")
    return read


def _rows_of(statement: str) -> list[FeedProblem]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [FeedProblem(FILE, line, column, message) for line, column, message in cursor.fetchall()]


def _interpolate() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_INTERPOLATE)


def _merge() -> tuple[int, int, list[int]]:
    """Delete, insert and update what differs; return rows created, rows changed and the trips concerned."""
    altered: set[int] = set()
    sizes = []
    with connection.cursor() as cursor:
        for statement in (_DELETE, _INSERT, _UPDATE):
            cursor.execute(_BY_TRIP % statement)
            found = cursor.fetchall()
            sizes.append(sum(count for _trip, count in found))
            altered.update(trip for trip, _count in found)
        cursor.execute("DROP TABLE staged_stop_time")
    return sizes[1], sizes[2], sorted(altered)


_CREATE = """
CREATE TEMPORARY TABLE staged_stop_time (
    line int, trip_id bigint, stop_sequence int, stop_id bigint, arrival int, departure int,
    pickup_type smallint, drop_off_type smallint, km numeric(9, 3), timepoint boolean, platform text, extra jsonb
) ON COMMIT DROP
"""
_COPY = "COPY staged_stop_time FROM STDIN"
_ALONE = """
WITH alone AS (
    DELETE FROM staged_stop_time WHERE trip_id IN (
        SELECT trip_id FROM staged_stop_time GROUP BY trip_id HAVING count(*) < 2)
    RETURNING line
)
SELECT line, 'trip_id', 'a trip that calls at fewer than two stops is left without them' FROM alone ORDER BY line
"""
_CHECK = """
WITH rows AS (
    SELECT s.*, max(departure) OVER earlier AS left_at, max(km) OVER earlier AS came_km,
        lag(stop_sequence) OVER trip AS previous,
        row_number() OVER trip = 1 AS is_first, lead(stop_sequence) OVER trip IS NULL AS is_last
    FROM staged_stop_time s
    WINDOW trip AS (PARTITION BY trip_id ORDER BY stop_sequence),
        earlier AS (PARTITION BY trip_id ORDER BY stop_sequence ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)
SELECT line, 'stop_sequence', 'must rise along the trip: ' || stop_sequence || ' stands twice'
    FROM rows WHERE stop_sequence = previous
UNION ALL SELECT line, 'arrival_time', 'the first and last stop of a trip need their times'
    FROM rows WHERE (is_first OR is_last) AND arrival IS NULL
UNION ALL SELECT line, 'arrival_time', 'must not be before the departure from an earlier stop'
    FROM rows WHERE arrival < left_at
UNION ALL SELECT line, 'shape_dist_traveled', 'must not fall along the trip' FROM rows WHERE km < came_km
ORDER BY 1 LIMIT 50
"""
_INTERPOLATE = """
WITH runs AS (
    SELECT ctid AS place, trip_id, stop_sequence, arrival, departure,
        count(arrival) OVER (PARTITION BY trip_id ORDER BY stop_sequence) AS run
    FROM staged_stop_time
), blanks AS (
    SELECT place, trip_id, run, row_number() OVER here - 1 AS step, count(*) OVER (PARTITION BY trip_id, run) AS steps,
        first_value(departure) OVER here AS left_at
    FROM runs WINDOW here AS (PARTITION BY trip_id, run ORDER BY stop_sequence)
), filled AS (
    SELECT blanks.place, left_at + (next.arrival - left_at) * step / steps AS at
    FROM blanks JOIN runs next
        ON next.trip_id = blanks.trip_id AND next.run = blanks.run + 1 AND next.arrival IS NOT NULL
    WHERE step > 0
)
UPDATE staged_stop_time s SET arrival = at, departure = at, timepoint = false FROM filled WHERE s.ctid = place
"""
_BY_TRIP = "WITH done AS (%s) SELECT trip_id, count(*) FROM done GROUP BY trip_id"
_DELETE = """
DELETE FROM timetables_stoptime t
WHERE t.trip_id IN (SELECT trip_id FROM staged_stop_time)
    AND NOT EXISTS (SELECT FROM staged_stop_time s WHERE s.trip_id = t.trip_id AND s.stop_sequence = t.stop_sequence)
RETURNING t.trip_id
"""
_INSERT = """
INSERT INTO timetables_stoptime (trip_id, stop_sequence, stop_id, arrival_time, departure_time, pickup_type,
    drop_off_type, shape_dist_traveled, timepoint, platform, extra)
SELECT trip_id, stop_sequence, stop_id, arrival, departure, pickup_type, drop_off_type, km, timepoint, platform, extra
FROM staged_stop_time
ON CONFLICT (trip_id, stop_sequence) DO NOTHING
RETURNING trip_id
"""
_UPDATE = """
UPDATE timetables_stoptime t SET stop_id = s.stop_id, arrival_time = s.arrival, departure_time = s.departure,
    pickup_type = s.pickup_type, drop_off_type = s.drop_off_type, shape_dist_traveled = s.km, timepoint = s.timepoint,
    platform = s.platform, extra = s.extra
FROM staged_stop_time s
WHERE t.trip_id = s.trip_id AND t.stop_sequence = s.stop_sequence
    AND (t.stop_id, t.arrival_time, t.departure_time, t.pickup_type, t.drop_off_type, t.shape_dist_traveled,
            t.timepoint, t.platform, t.extra)
        IS DISTINCT FROM (s.stop_id, s.arrival, s.departure, s.pickup_type, s.drop_off_type, s.km, s.timepoint,
            s.platform, s.extra)
RETURNING t.trip_id
"""
