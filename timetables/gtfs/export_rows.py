"""One row of each file of a feed we write, as cells by column."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Model

from timetables.gtfs.scope import Scope, Service
from timetables.models import Agency, FeedInfo, Route, Stop, Transfer, Trip
from timetables.models.names import LANGUAGE_CODES
from timetables.service_days import format_time

Cells = dict[str, Any]
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
STATION = 1


def agency(one: Agency) -> Cells:
    """This function writes a row of agency.txt."""
    return {
        "agency_id": one.agency_id,
        "agency_name": one.name,
        "agency_url": one.url,
        "agency_timezone": one.timezone,
        "agency_lang": one.lang,
        "agency_phone": one.phone,
    } | (one.extra or {})


def stop(one: Stop, language: str, *, called: bool, own_zones: bool) -> Cells:
    """This function writes a row of stops.txt; a stop is a fare zone of its own where prices go by pairs of stops.

    One that no train calls at is the station of others.
    """
    station = one.parent_station.stop_id if called and one.parent_station else ""
    return {
        "stop_id": one.stop_id,
        "stop_name": _text(one, "name", language),
        "stop_lat": _blank(one.lat),
        "stop_lon": _blank(one.lon),
        "zone_id": one.stop_id if own_zones and called and not one.is_border else "",
        "location_type": "" if called else STATION,
        "parent_station": station,
        "stop_timezone": one.timezone,
        "stop_country": one.country,
        "stop_kind": one.kind,
        "esr": one.esr,
        "express3": one.express3,
        "coord_quality": one.quality,
    } | _with_own_zone(one.extra or {}, own_zones)


def route(one: Route, language: str) -> Cells:
    """This function writes a row of routes.txt. A line that has but a short name keeps the long one blank."""
    extra = dict(one.extra or {})
    if extra.get("route_long_name") == "" and one.name_ru != one.short_name:
        del extra["route_long_name"]
    return {
        "route_id": one.route_id,
        "agency_id": one.agency.agency_id,
        "route_short_name": one.short_name,
        "route_long_name": _text(one, "name", language),
        "route_type": one.route_type,
        "route_color": one.color,
        "route_text_color": one.text_color,
    } | extra


def calendar(one: Service, never: date) -> Cells:
    """This function writes a row of calendar.txt, our season and holiday columns included.

    A service of which no day is left stands for a single date, `never`, and no weekday.
    """
    rule, row = one.rule, one.calendar
    week = {name: int(rule is not None and number in rule.weekdays) for number, name in enumerate(WEEK, 1)}
    return {
        "service_id": one.service_id,
        **week,
        "start_date": day(rule.start_date if rule else never),
        "end_date": day(rule.end_date if rule else never),
        "service_name": row.name,
        "season_from": row.season_from,
        "season_to": row.season_to,
        "plus_public_holidays": int(row.plus_public_holidays),
    } | (row.extra or {})


def trip(one: Trip, language: str, scope: Scope, shape: str) -> Cells:
    """This function writes a row of trips.txt, our columns of how the train is sold included."""
    extra = dict(one.extra or {})
    if one.direction_id:
        extra.pop("direction_id", None)
    return {
        "route_id": one.route.route_id,
        "service_id": scope.service_id(one.timetable_id, one.calendar_id),
        "trip_id": scope.trip_id(one.timetable_id, one.trip_id),
        "trip_headsign": _text(one, "headsign", language),
        "trip_short_name": one.short_name,
        "direction_id": one.direction_id,
        "block_id": one.block_id,
        "shape_id": shape,
        "wheelchair_accessible": one.wheelchair_accessible,
        "bikes_allowed": one.bikes_allowed,
        "seat_mode": one.seat_mode,
        "quota": _blank(one.quota),
        "rolling_stock": one.rolling_stock.code if one.rolling_stock else "",
        "demonstration": int(one.demonstration),
        "collects_passenger_data": int(one.collects_passenger_data),
    } | extra


STOP_TIME_FIELDS = (
    "trip__timetable_id", "trip__trip_id", "stop__stop_id", "stop_sequence", "arrival_time", "departure_time",
    "pickup_type", "drop_off_type", "shape_dist_traveled", "timepoint", "platform", "extra",
)  # fmt: skip


def stop_time(values: tuple[Any, ...], scope: Scope) -> Cells:
    """This function writes a row of stop_times.txt from STOP_TIME_FIELDS; times may pass 24:00:00."""
    edition, trip_id, stop_id, sequence, arrival, departure, pickup, drop_off, km, exact, platform, extra = (
        values
    )
    return {
        "trip_id": scope.trip_id(edition, trip_id),
        "arrival_time": format_time(arrival),
        "departure_time": format_time(departure),
        "stop_id": stop_id,
        "stop_sequence": sequence,
        "pickup_type": pickup,
        "drop_off_type": drop_off,
        "shape_dist_traveled": "" if km is None else f"{km.normalize():f}",
        "timepoint": int(exact),
        "platform": platform,
    } | (extra or {})


def transfer(one: Transfer) -> Cells:
    """This function writes a row of transfers.txt."""
    return {
        "from_stop_id": one.from_stop.stop_id,
        "to_stop_id": one.to_stop.stop_id,
        "transfer_type": one.transfer_type,
        "min_transfer_time": _blank(one.min_transfer_time),
    }


def feed_info(one: FeedInfo, language: str) -> Cells:
    """This function writes the row of feed_info.txt, with what must be said about the data as `feed_note`."""
    return {
        "feed_publisher_name": one.publisher_name,
        "feed_publisher_url": one.publisher_url,
        "feed_lang": one.lang,
        "feed_start_date": _blank(one.start_date and day(one.start_date)),
        "feed_end_date": _blank(one.end_date and day(one.end_date)),
        "feed_version": one.version,
        "feed_note": _text(one, "note", language),
    }


def translations(
    table: str, column: str, record: str, one: Model, field: str, language: str
) -> Iterator[Cells]:
    """This function writes the rows of translations.txt for one text in the languages other than the feed's.

    A Russian text that only repeats the feed's own is not written: Russian falls back to it anyway.
    """
    extra = getattr(one, "extra", None) or {}
    written = extra.get(column) or _text(one, field, language)
    for code in LANGUAGE_CODES:
        text = getattr(one, f"{field}_{code}")
        if text and (code != language or column in extra) and (code != "ru" or text != written):
            yield {
                "table_name": table,
                "field_name": column,
                "language": code,
                "translation": text,
                "record_id": record,
            }


def day(one: date) -> str:
    """This function writes a date as GTFS does, YYYYMMDD."""
    return f"{one:%Y%m%d}"


def _with_own_zone(extra: dict[str, str], own_zones: bool) -> dict[str, str]:
    return {name: cell for name, cell in extra.items() if not (own_zones and name == "zone_id")}


def _text(one: Model, field: str, language: str) -> str:
    return str(getattr(one, f"{field}_{language}") or getattr(one, f"{field}_ru"))


def _blank(value: Any) -> Any:
    return "" if value is None else value
