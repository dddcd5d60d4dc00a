"""Writing the published timetable as a GTFS feed that any consumer understands.

Seasons and public holidays are written out into calendar_dates.txt for those who know GTFS alone; our extension
columns follow the standard ones, so that our own import reads the same timetable back.
"""

import csv
import io
import zipfile
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Any, TypeVar

from django.db.models import Model, QuerySet

from timetables.gtfs import export_rows as rows
from timetables.gtfs.columns import COLUMNS
from timetables.models import Agency, Calendar, CalendarDate, FeedInfo, Route, Stop, StopTime, Timetable, Trip
from timetables.models.names import LANGUAGE_CODES
from timetables.models.service_rules import public_holiday_dates, rules_of
from timetables.service_days import CalendarRule, runs_by_rule, runs_on

CHUNK = 2000
Table = Iterable[Iterable[Any]]
M = TypeVar("M", bound=Model)


def write_feed(target: Path | IO[bytes], *, timetable: Timetable | None = None) -> None:
    """Write an edition, by default the published ones, as a feed: a folder of text files, or a zip.

    This function writes a zip when `target` is an open binary file or a path that ends in .zip; the same data
    give the same bytes.
    """
    if isinstance(target, Path) and target.suffix != ".zip":
        target.mkdir(parents=True, exist_ok=True)
        for name, table in _tables(timetable):
            with (target / name).open("w", encoding="utf-8", newline="") as text:
                _write(text, name, table)
        return
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in _tables(timetable):
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as raw, io.TextIOWrapper(raw, "utf-8", newline="") as text:
                _write(text, name, table)


def _write(text: IO[str], name: str, table: Table) -> None:
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS[name])
    writer.writerows(table)


def _tables(timetable: Timetable | None) -> Iterator[tuple[str, Table]]:
    chosen = {"timetable": timetable} if timetable else {"timetable__state": Timetable.State.PUBLISHED}
    trips = Trip.objects.filter(**chosen).order_by("trip_id")
    calendars = list(Calendar.objects.filter(trips__in=trips).distinct().prefetch_related("dates"))
    info = FeedInfo.objects.first()
    language = info.lang[:2] if info and info.lang[:2] in LANGUAGE_CODES else "ru"
    yield "agency.txt", map(rows.agency, Agency.objects.order_by("agency_id"))
    yield "stops.txt", (rows.stop(stop, language) for stop in _stream(Stop.objects.order_by("stop_id")))
    routes = Route.objects.select_related("agency").order_by("route_id")
    yield "routes.txt", (rows.route(route, language) for route in _stream(routes))
    yield "calendar.txt", map(rows.calendar, calendars)
    yield "calendar_dates.txt", _calendar_dates(calendars)
    with_ids = trips.select_related("route", "calendar", "rolling_stock")
    yield "trips.txt", (rows.trip(trip, language) for trip in _stream(with_ids))
    times = StopTime.objects.filter(trip__in=trips).select_related("trip", "stop")
    yield "stop_times.txt", map(rows.stop_time, _stream(times.order_by("trip__trip_id", "stop_sequence")))
    yield "translations.txt", _translations(trips, routes, info, language)
    if info:
        yield "feed_info.txt", [rows.feed_info(info, language)]


def _stream(objects: QuerySet[M]) -> Iterator[M]:
    return objects.iterator(chunk_size=CHUNK)


def _calendar_dates(calendars: list[Calendar]) -> Table:
    holidays, rules = public_holiday_dates(), rules_of(calendars)
    for calendar in calendars:
        for day, runs in differing_days(rules[calendar.pk], holidays):
            kind = CalendarDate.ExceptionType.ADDED if runs else CalendarDate.ExceptionType.REMOVED
            yield calendar.service_id, rows.day(day), int(kind)


def differing_days(rule: CalendarRule, holidays: Collection[date]) -> Iterator[tuple[date, bool]]:
    """Go through the dates that calendar_dates.txt has to name, with whether the service runs.

    This function names a date whenever its weekday alone, or the season and holidays of our extension columns,
    would say otherwise: so a reader who knows GTFS alone and our own import both get the same days.
    """
    length = (rule.end_date - rule.start_date).days + 1
    period = {rule.start_date + timedelta(days=number) for number in range(length)}
    for day in sorted(period | rule.exceptions.keys()):
        plain = day in period and day.isoweekday() in rule.weekdays
        runs = runs_on(rule, day, holidays)
        if runs != plain or runs != runs_by_rule(rule, day, holidays):
            yield day, runs


def _translations(
    trips: QuerySet[Trip], routes: QuerySet[Route], info: FeedInfo | None, language: str
) -> Table:
    for stop in _stream(Stop.objects.order_by("stop_id")):
        yield from rows.translations("stops", "stop_name", stop.stop_id, stop, "name", language)
    for route in _stream(routes):
        yield from rows.translations("routes", "route_long_name", route.route_id, route, "name", language)
    for trip in _stream(trips):
        yield from rows.translations("trips", "trip_headsign", trip.trip_id, trip, "headsign", language)
    if info:
        yield from rows.translations("feed_info", "feed_note", "", info, "note", language)
