"""Trips of an edition: trips.txt with our extension columns."""

from dataclasses import dataclass

from timetables.gtfs.reader import Feed
from timetables.gtfs.row import Row
from timetables.gtfs.translations import Translations
from timetables.gtfs.upsert import Counts, upsert
from timetables.models import Calendar, RollingStock, Route, SeatMode, Timetable, Trip


@dataclass(frozen=True, slots=True)
class Known:
    """Keys of the rows that trips refer to, by the ids of the feed."""

    timetable: int
    routes: dict[str, int]
    calendars: dict[str, int]
    rolling_stock: dict[str, int]


def import_trips(feed: Feed, translations: Translations, timetable: Timetable) -> Counts:
    """This function imports trips.txt into an edition.

    Without our extension columns a trip is real (no demonstration), open to any number and asks for no documents.
    """
    feed.must_have("trips.txt")
    known = Known(
        timetable.pk,
        dict(Route.objects.values_list("route_id", "pk")),
        dict(Calendar.objects.values_list("service_id", "pk")),
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
    trip_id = row.text("trip_id", longest=64)
    headsigns = translations.names("trips", "trip_headsign", trip_id, row.text("trip_headsign", ""))
    stock = row.known("rolling_stock", known.rolling_stock) if row.cells.get("rolling_stock") else None
    return Trip(
        timetable_id=known.timetable,
        trip_id=trip_id,
        route_id=row.known("route_id", known.routes),
        calendar_id=row.known("service_id", known.calendars),
        direction_id=row.whole("direction_id", 0, most=1),
        short_name=row.text("trip_short_name", "", longest=32),
        **{f"headsign_{code}": text for code, text in headsigns.items()},
        rolling_stock_id=stock,
        **_sale(row),
        demonstration=row.flag("demonstration", default=False),
        block_id=row.text("block_id", "", longest=64),
        wheelchair_accessible=row.whole("wheelchair_accessible", 0, most=2),
        bikes_allowed=row.whole("bikes_allowed", 0, most=2),
    )


def _sale(row: Row) -> dict[str, object]:
    mode = row.one_of("seat_mode", SeatMode.values, SeatMode.OPEN)
    quota = row.whole("quota", most=30_000) if row.cells.get("quota") else None
    if mode == SeatMode.QUOTA and quota is None:
        row.bad("quota", "a train sold by quota needs the number of its places")
    if mode == SeatMode.NUMBERED and not row.cells.get("rolling_stock"):
        row.bad("rolling_stock", "a train sold by seats needs its train set")
    data = row.flag("collects_passenger_data", default=False)
    return {"seat_mode": mode, "quota": quota, "collects_passenger_data": data}
