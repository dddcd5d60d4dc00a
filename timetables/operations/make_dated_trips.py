"""Making the trips of each day ahead, for the sales horizon."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from timetables.models import Calendar, Timetable, Trip
from timetables.models.service_rules import public_holiday_dates, rules_of
from timetables.service_days import running_days

MANY = 100  # trains, after which the planner's picture of the tables is out of date
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('timetables.make_dated_trips'))"


@transaction.atomic
def make_dated_trips(*, now: datetime, horizon_days: int | None = None) -> int:
    """Make the dated trips of the published editions from today to the horizon, both included.

    The horizon is SALES_HORIZON_DAYS unless given; today is that of each route's timezone. Whatever is made already
    stays as it is, so running this twice, late, after a week's pause or in two places at once does no harm: a second
    run waits for the first and adds nothing.
    This function returns how many dated trips are new.
    """
    lock_making()
    with connection.cursor() as cursor:
        days = list(_service_days(now, settings.SALES_HORIZON_DAYS if horizon_days is None else horizon_days))
        calendars, zones, dates = ([day[column] for day in days] for column in range(3))
        cursor.execute(_MAKE, [calendars, zones, dates, Timetable.State.PUBLISHED])
        made = int(cursor.fetchone()[0])
        if made >= MANY:
            # Until then the tables count as empty, and whatever joins them is planned to go through all of both.
            cursor.execute("ANALYZE timetables_datedtrip, timetables_datedstop")
        return made


def lock_making() -> None:
    """This function lets nobody else make trains of days, or change whose they are, until the transaction ends.

    Whoever locks trains too takes this lock first.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)


def _service_days(now: datetime, horizon_days: int) -> Iterator[tuple[int, str, date]]:
    """Go through (calendar, timezone, date) of each day on which a published trip's calendar runs."""
    published = Trip.objects.filter(timetable__state=Timetable.State.PUBLISHED)
    used = set(published.values_list("calendar_id", "route__timezone"))
    rules = rules_of(Calendar.objects.filter(pk__in={calendar for calendar, _zone in used}))
    holidays: Collection[date] = public_holiday_dates()
    for calendar, zone in sorted(used):
        today = now.astimezone(ZoneInfo(zone)).date()
        for day in running_days(rules[calendar], today, today + timedelta(days=horizon_days), holidays):
            yield calendar, zone, day


# The instant of a time is counted from noon minus 12 h of the service day (GTFS), as timetables.service_days does.
_MAKE = """
WITH days AS (
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::date[]) AS d (calendar_id, timezone, service_date)
), wanted AS (
    SELECT t.id AS trip_id, t.seat_mode, t.quota, t.rolling_stock_id, d.service_date,
        (d.service_date + time '12:00') AT TIME ZONE d.timezone - interval '12 hours' AS day_start
    FROM days d
    JOIN timetables_trip t ON t.calendar_id = d.calendar_id
    JOIN timetables_route r ON r.id = t.route_id AND r.timezone = d.timezone
    JOIN timetables_timetable e ON e.id = t.timetable_id AND e.state = %s
        AND e.valid_from <= d.service_date AND (e.valid_until IS NULL OR d.service_date < e.valid_until)
    WHERE NOT EXISTS (
        SELECT FROM timetables_datedtrip m WHERE m.trip_id = t.id AND m.service_date = d.service_date)
), ends AS (
    SELECT s.trip_id, (array_agg(s.departure_time ORDER BY s.stop_sequence))[1] AS departs,
        (array_agg(s.arrival_time ORDER BY s.stop_sequence DESC))[1] AS arrives
    FROM timetables_stoptime s WHERE s.trip_id IN (SELECT trip_id FROM wanted)
    GROUP BY s.trip_id HAVING count(*) > 1
), made AS (
    INSERT INTO timetables_datedtrip
        (trip_id, service_date, state, seat_mode, quota, rolling_stock_id, departs_at, arrives_at, delay_s)
    SELECT w.trip_id, w.service_date, 'scheduled', w.seat_mode, w.quota, w.rolling_stock_id,
        w.day_start + ends.departs * interval '1 second', w.day_start + ends.arrives * interval '1 second', 0
    FROM wanted w JOIN ends USING (trip_id)
    ORDER BY w.service_date, w.trip_id
    ON CONFLICT (trip_id, service_date) DO NOTHING
    RETURNING id, trip_id, service_date
), stops AS (
    INSERT INTO timetables_datedstop
        (dated_trip_id, position, stop_id, arrival_at, departure_at, km, boarding, alighting, served, platform)
    SELECT made.id, row_number() OVER (PARTITION BY made.id ORDER BY s.stop_sequence) - 1, s.stop_id,
        w.day_start + s.arrival_time * interval '1 second', w.day_start + s.departure_time * interval '1 second',
        s.shape_dist_traveled, s.pickup_type <> 1, s.drop_off_type <> 1, true, s.platform
    FROM made JOIN wanted w USING (trip_id, service_date) JOIN timetables_stoptime s USING (trip_id)
)
SELECT count(*) FROM made
"""
