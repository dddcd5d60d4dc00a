"""One row of each file of a feed we write, in the order of `columns`."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Model

from timetables.models import Agency, Calendar, FeedInfo, Route, Stop, StopTime, Trip
from timetables.models.names import LANGUAGE_CODES
from timetables.service_days import format_time

Cells = tuple[Any, ...]


def agency(one: Agency) -> Cells:
    """This function writes a row of agency.txt."""
    return one.agency_id, one.name, one.url, one.timezone, one.lang, one.phone


def stop(one: Stop, language: str) -> Cells:
    """This function writes a row of stops.txt; a stop's fare zone is its country."""
    known = (one.country, one.kind, one.esr, one.express3, one.quality)
    return (
        one.stop_id,
        _text(one, "name", language),
        _blank(one.lat),
        _blank(one.lon),
        one.country,
        one.timezone,
        *known,
    )


def route(one: Route, language: str) -> Cells:
    """This function writes a row of routes.txt."""
    looks = (one.route_type, one.color, one.text_color)
    return one.route_id, one.agency.agency_id, one.short_name, _text(one, "name", language), *looks


def calendar(one: Calendar) -> Cells:
    """This function writes a row of calendar.txt, our season and holiday columns included."""
    weekdays = (int(number in one.weekdays) for number in range(1, 8))
    season = (one.season_from, one.season_to, int(one.plus_public_holidays))
    return one.service_id, *weekdays, day(one.start_date), day(one.end_date), one.name, *season


def trip(one: Trip, language: str) -> Cells:
    """This function writes a row of trips.txt, our columns of how the train is sold included."""
    headsign = _text(one, "headsign", language)
    standard = (one.short_name, one.direction_id, one.block_id, one.wheelchair_accessible, one.bikes_allowed)
    stock = one.rolling_stock.code if one.rolling_stock else ""
    sale = (one.seat_mode, _blank(one.quota), stock, int(one.demonstration), int(one.collects_passenger_data))
    return one.route.route_id, one.calendar.service_id, one.trip_id, headsign, *standard, *sale


def stop_time(one: StopTime) -> Cells:
    """This function writes a row of stop_times.txt; times may pass 24:00:00."""
    times = (format_time(one.arrival_time), format_time(one.departure_time))
    km = "" if one.shape_dist_traveled is None else f"{one.shape_dist_traveled.normalize():f}"
    types = (one.pickup_type, one.drop_off_type)
    return one.trip.trip_id, *times, one.stop.stop_id, one.stop_sequence, *types, km, int(one.timepoint)


def feed_info(one: FeedInfo, language: str) -> Cells:
    """This function writes the row of feed_info.txt, with what must be said about the data as `feed_note`."""
    period = (_blank(one.start_date and day(one.start_date)), _blank(one.end_date and day(one.end_date)))
    note = _text(one, "note", language)
    return one.publisher_name, one.publisher_url, one.lang, *period, one.version, note


def translations(
    table: str, column: str, record: str, one: Model, field: str, language: str
) -> Iterator[Cells]:
    """This function writes the rows of translations.txt for one text in the languages other than the feed's."""
    for code in LANGUAGE_CODES:
        if code != language and (text := getattr(one, f"{field}_{code}")):
            yield table, column, code, text, record


def day(one: date) -> str:
    """This function writes a date as GTFS does, YYYYMMDD."""
    return f"{one:%Y%m%d}"


def _text(one: Model, field: str, language: str) -> str:
    return str(getattr(one, f"{field}_{language}") or getattr(one, f"{field}_ru"))


def _blank(value: Any) -> Any:
    return "" if value is None else value
