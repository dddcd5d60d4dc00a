"""Trips of an edition: trips.txt with our extension columns."""

from collections.abc import Mapping
from dataclasses import dataclass

from timetables.gtfs.columns import COLUMNS, DRAWN_SHAPE
from timetables.gtfs.reader import Feed
from timetables.gtfs.row import LONGEST_ID, Row
from timetables.gtfs.translations import Translations
from timetables.gtfs.upsert import Counts, upsert
from timetables.models import RollingStock, Route, SeatMode, Timetable, Trip


@dataclass(frozen=True, slots=True)
class Known:
    """Keys of the rows that trips refer to, by the ids of the feed."""

    timetable: int
    routes: Mapping[str, int]
    calendars: Mapping[str, int]
    rolling_stock: Mapping[str, int]


def import_trips(
    feed: Feed, translations: Translations, timetable: Timetable, services: Mapping[str, int]
) -> Counts:
    """Import trips.txt into an edition; `services` are the keys of calendars by the feed's service_id.

    This function takes a trip without our extension columns for real (no demonstration), open to any number and
    asking for no documents.
    """
    feed.must_have("trips.txt")
    known = Known(
        timetable.pk,
        dict(Route.objects.values_list("route_id", "pk")),
        services,
        dict(RollingStock.objects.values_list("code", "pk")),
    )
    trips = feed.parsed(
        "trips.txt",
        lambda row: _parse_trip(row, known, translations),
        needs=("route_id", "service_id", "trip_id"),
        unique="trip_id",
    )
    return upsert(Trip, ("timetable_id", "trip_id"), trips)


def _parse_trip(row: Row, known: Known, translations: Translations) -> Trip:
    trip_id, headsign = row.text("trip_id", longest=LONGEST_ID), row.text("trip_headsign", "")
    headsigns = translations.names("trips", "trip_headsign", trip_id, headsign)
    stock = row.known("rolling_stock", known.rolling_stock) if row.cells.get("rolling_stock") else None
    return Trip(
        timetable_id=known.timetable,
        trip_id=trip_id,
        route_id=row.known("route_id", known.routes, shared=True),
        calendar_id=row.known("service_id", known.calendars),
        direction_id=row.whole("direction_id", 0, most=1),
        short_name=row.text("trip_short_name", "", longest=64),
        **{f"headsign_{code}": text for code, text in headsigns.items()},
        rolling_stock_id=stock,
        **_sale(row),
        demonstration=row.flag("demonstration", default=False),
        block_id=row.text("block_id", "", longest=LONGEST_ID),
        wheelchair_accessible=row.whole("wheelchair_accessible", 0, most=2),
        bikes_allowed=row.whole("bikes_allowed", 0, most=2),
        extra=_extra(row) | translations.own_text("trip_headsign", headsigns, headsign) or None,
    )


def _extra(row: Row) -> dict[str, str]:
    """Keep the shape too, unless our export drew it, and a direction that isn't known."""
    shape = row.cells.get("shape_id", "")
    kept = {"shape_id": shape} if shape and not shape.startswith(DRAWN_SHAPE) else {}
    if not row.cells.get("direction_id"):
        kept["direction_id"] = ""
    return kept | (row.others(COLUMNS["trips.txt"]) or {})


def _sale(row: Row) -> dict[str, object]:
    mode = row.one_of("seat_mode", SeatMode.values, SeatMode.OPEN)
    quota = row.whole("quota", most=30_000) if row.cells.get("quota") else None
    if mode == SeatMode.QUOTA and quota is None:
        row.bad("quota", "a train sold by quota needs the number of its places")
    if mode == SeatMode.NUMBERED and not row.cells.get("rolling_stock"):
        row.bad("rolling_stock", "a train sold by seats needs its train set")
    data = row.flag("collects_passenger_data", default=False)
    return {"seat_mode": mode, "quota": quota, "collects_passenger_data": data}
