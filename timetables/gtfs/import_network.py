"""Agencies, stops, routes and the feed's own description."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial

from timetables.codes import is_valid_esr
from timetables.gtfs.columns import COLUMNS
from timetables.gtfs.reader import Feed
from timetables.gtfs.row import Row
from timetables.gtfs.translations import LONGEST_TEXT, Translations
from timetables.gtfs.upsert import Counts, Guard, upsert
from timetables.models import Agency, FeedInfo, Route, Stop

LONGEST_SHORT_NAME = 64
STOP, STATION = "0", "1"


@dataclass(frozen=True, slots=True)
class Described:
    """What feed_info.txt says, before translations are known."""

    info: FeedInfo
    note: str


@dataclass(frozen=True, slots=True)
class FoundStops:
    """The stops of a feed by their codes there, and each one's station, likewise."""

    codes: set[str]
    stations: dict[str, str]


def read_feed_info(feed: Feed) -> Described | None:
    """This function reads feed_info.txt, our extension column `feed_note` included; None when there is none."""
    needs = ("feed_publisher_name", "feed_publisher_url", "feed_lang")
    return next(feed.parsed("feed_info.txt", _parse_feed_info, needs=needs), None)


def save_feed_info(described: Described, translations: Translations) -> None:
    """This function replaces the one row that describes the feed now in use."""
    note = translations.names("feed_info", "feed_note", "", described.note)
    info = described.info
    info.pk = FeedInfo.objects.values_list("pk", flat=True).first()
    info.note_ru, info.note_be, info.note_en = note["ru"], note["be"], note["en"]
    info.save()


def read_agencies(feed: Feed) -> list[Agency]:
    """This function reads agency.txt, which every feed must have; its rows are not saved yet."""
    needs = ("agency_name", "agency_url", "agency_timezone")
    feed.must_have("agency.txt")
    return list(feed.parsed("agency.txt", _parse_agency, needs=needs, unique="agency_id"))


def import_stops(
    feed: Feed, translations: Translations, timezone: str, used: Collection[str], guard: Guard | None
) -> tuple[Counts, set[str]]:
    """Import of stops.txt the places where trains stop, and the stations they belong to (GTFS location_type 0 and 1).

    Entrances, other nodes, and stops that no train of the feed calls at are left to the rest of the feed. ESR codes
    must pass their check digit. A stop without a timezone of its own has the agency's, given as `timezone`.
    This function returns the counts and the codes of the stops that are there now.
    """
    feed.must_have("stops.txt")
    found = FoundStops(set(), {})
    parse = partial(_parse_stop, translations=translations, agency_zone=timezone, used=used, found=found)
    stops = feed.parsed("stops.txt", parse, needs=("stop_id",), unique="stop_id")
    counts = upsert(
        Stop, ("stop_id",), (stop for stop in stops if stop), keep=("parent_station_id",), guard=guard
    )
    _join_stations(found)
    return counts, found.codes


def import_routes(
    feed: Feed,
    translations: Translations,
    agencies: list[Agency],
    used: Collection[str],
    guard: Guard | None,
) -> Counts:
    """This function imports the routes that have trips; a route without an agency belongs to the feed's only one."""
    feed.must_have("routes.txt")
    wanted = {agency.agency_id for agency in agencies}
    saved = {agency.agency_id: agency for agency in Agency.objects.filter(agency_id__in=wanted)}
    only = agencies[0].agency_id if len(agencies) == 1 else None

    def parse(row: Row) -> Route | None:
        if row.cells.get("route_id") not in used:
            return None
        given = row.text("agency_id", "")
        agency_id = row.prefix + given if given or only is None else only
        if agency_id not in saved:
            row.bad("agency_id", f"{given!r} is not defined in agency.txt")
        return _parse_route(row, translations, saved[agency_id])

    routes = feed.parsed("routes.txt", parse, needs=("route_id", "route_type"), unique="route_id")
    return upsert(Route, ("route_id",), (route for route in routes if route), guard=guard)


def _join_stations(found: FoundStops) -> None:
    """Put stops under their stations; stations known from elsewhere keep what else belongs to them."""
    named = found.stations.keys() | found.stations.values()
    stops = {stop.stop_id: stop for stop in Stop.objects.filter(stop_id__in=named)}
    moved = []
    for code, station in found.stations.items():
        stop, parent = stops[code], stops.get(station)
        if parent is not None and stop.parent_station_id != parent.pk:
            stop.parent_station = parent
            moved.append(stop)
    Stop.objects.bulk_update(moved, ["parent_station"], batch_size=1000)


def _parse_feed_info(row: Row) -> Described:
    info = FeedInfo(
        publisher_name=row.text("feed_publisher_name"),
        publisher_url=row.text("feed_publisher_url"),
        lang=row.text("feed_lang", longest=12),
        version=row.try_read(lambda: row.text("feed_version", "", longest=64), ""),
        start_date=row.day("feed_start_date") if row.cells.get("feed_start_date") else None,
        end_date=row.day("feed_end_date") if row.cells.get("feed_end_date") else None,
    )
    return Described(info, row.text("feed_note", "", longest=LONGEST_TEXT))


def _parse_agency(row: Row) -> Agency:
    return Agency(
        agency_id=row.code("agency_id", ""),
        name=row.text("agency_name"),
        url=row.text("agency_url"),
        timezone=row.timezone("agency_timezone"),
        lang=row.try_read(lambda: row.text("agency_lang", "", longest=12), ""),
        phone=row.try_read(lambda: row.text("agency_phone", "", longest=64), ""),
        extra=row.others(COLUMNS["agency.txt"]),
    )


def _parse_stop(
    row: Row, *, translations: Translations, agency_zone: str, used: Collection[str], found: FoundStops
) -> Stop | None:
    code = row.text("stop_id")
    if row.text("location_type", STOP) not in {STOP, STATION} or code not in used:
        return None
    stop_id, text = row.code("stop_id"), row.text("stop_name")
    names = translations.names("stops", "stop_name", code, text)
    found.codes.add(stop_id)
    if row.cells.get("parent_station"):
        found.stations[stop_id] = row.code("parent_station")
    return Stop(
        stop_id=stop_id,
        **{f"name_{language}": name for language, name in names.items()},
        **_place(row, agency_zone),
        extra=_stop_extra(row) | translations.own_text("stop_name", names, text) or None,
    )


def _place(row: Row, agency_zone: str) -> dict[str, object]:
    return {
        "kind": row.one_of("stop_kind", Stop.Kind.values, Stop.Kind.STATION),
        "country": row.one_of("stop_country", ["", "BY", "RU"], ""),
        "lat": row.degrees("stop_lat", 90),
        "lon": row.degrees("stop_lon", 180),
        "timezone": row.timezone("stop_timezone", agency_zone),
        "esr": _esr(row),
        "express3": row.text("express3", "", longest=7),
        "quality": row.text("coord_quality", "", longest=8),
    }


def _esr(row: Row) -> str:
    esr = row.text("esr", "")
    if esr and not is_valid_esr(esr):
        row.bad("esr", f"six digits of which the last is the check digit, got {esr!r}")
    return esr


def _stop_extra(row: Row) -> dict[str, str]:
    """Keep the fare zone too, unless it is the one that our export gives each stop: its own code."""
    zone = row.cells.get("zone_id", "")
    kept = {"zone_id": zone} if zone and zone != row.text("stop_id") else {}
    return kept | (row.others(COLUMNS["stops.txt"]) or {})


def _parse_route(row: Row, translations: Translations, agency: Agency) -> Route:
    code, short = row.text("route_id"), row.text("route_short_name", "")
    column = "route_long_name" if row.text("route_long_name", "") else "route_short_name"
    text = row.text(column)
    names = translations.names("routes", column, code, text)
    return Route(
        route_id=row.code("route_id"),
        **{f"name_{language}": name for language, name in names.items()},
        agency=agency,
        short_name=short[:LONGEST_SHORT_NAME],
        route_type=row.whole("route_type", most=9999),
        color=row.try_read(lambda: row.text("route_color", "", longest=6), ""),
        text_color=row.try_read(lambda: row.text("route_text_color", "", longest=6), ""),
        timezone=agency.timezone,
        extra=dict(_route_extra(row, short)) | translations.own_text(column, names, text) or None,
    )


def _route_extra(row: Row, short: str) -> Iterator[tuple[str, str]]:
    if len(short) > LONGEST_SHORT_NAME:
        yield "route_short_name", short
    if not row.cells.get("route_long_name"):
        yield "route_long_name", ""
    yield from (row.others(COLUMNS["routes.txt"]) or {}).items()
