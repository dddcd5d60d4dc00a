"""Agencies, stops, routes and the feed's own description."""

from dataclasses import dataclass

from timetables.codes import is_valid_esr
from timetables.gtfs.reader import Feed
from timetables.gtfs.row import Row
from timetables.gtfs.translations import Translations
from timetables.gtfs.upsert import Counts, upsert
from timetables.models import Agency, FeedInfo, Route, Stop

LONGEST_SHORT_NAME = 12
STOP = "0"


@dataclass(frozen=True, slots=True)
class Described:
    """What feed_info.txt says, before translations are known."""

    info: FeedInfo
    note: str


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


def import_stops(feed: Feed, translations: Translations, timezone: str) -> Counts:
    """This function imports stops.txt: the places where trains stop (GTFS location_type 0).

    Stations that group platforms, entrances and other nodes are left out. ESR codes must pass their check digit.
    A stop without a timezone of its own has the agency's, given as `timezone`.
    """
    feed.must_have("stops.txt")
    stops = feed.parsed(
        "stops.txt",
        lambda row: _parse_stop(row, translations, timezone),
        needs=("stop_id",),
        unique="stop_id",
    )
    return upsert(Stop, ("stop_id",), (stop for stop in stops if stop is not None))


def import_routes(feed: Feed, translations: Translations, agencies: list[Agency]) -> Counts:
    """This function imports routes.txt; a route without an agency belongs to the feed's only one."""
    feed.must_have("routes.txt")
    wanted = {agency.agency_id for agency in agencies}
    saved = {agency.agency_id: agency for agency in Agency.objects.filter(agency_id__in=wanted)}
    only = agencies[0].agency_id if len(agencies) == 1 else None

    def parse(row: Row) -> Route:
        agency_id = row.text("agency_id", only)
        if agency_id not in saved:
            row.bad("agency_id", f"{agency_id!r} is not defined in agency.txt")
        return _parse_route(row, translations, saved[agency_id])

    routes = feed.parsed("routes.txt", parse, needs=("route_id", "route_type"), unique="route_id")
    return upsert(Route, ("route_id",), routes)


def _parse_feed_info(row: Row) -> Described:
    info = FeedInfo(
        publisher_name=row.text("feed_publisher_name"),
        publisher_url=row.text("feed_publisher_url"),
        lang=row.text("feed_lang", longest=12),
        version=row.text("feed_version", "", longest=64),
        start_date=row.day("feed_start_date") if row.cells.get("feed_start_date") else None,
        end_date=row.day("feed_end_date") if row.cells.get("feed_end_date") else None,
    )
    return Described(info, row.text("feed_note", "", longest=4000))


def _parse_agency(row: Row) -> Agency:
    return Agency(
        agency_id=row.text("agency_id", "", longest=64),
        name=row.text("agency_name"),
        url=row.text("agency_url"),
        timezone=row.timezone("agency_timezone"),
        lang=row.text("agency_lang", "", longest=12),
        phone=row.text("agency_phone", "", longest=64),
    )


def _parse_stop(row: Row, translations: Translations, agency_zone: str) -> Stop | None:
    if row.text("location_type", STOP) != STOP:
        return None
    stop_id = row.text("stop_id", longest=64)
    names = translations.names("stops", "stop_name", stop_id, row.text("stop_name"))
    esr = row.text("esr", "")
    if esr and not is_valid_esr(esr):
        row.bad("esr", f"six digits of which the last is the check digit, got {esr!r}")
    return Stop(
        stop_id=stop_id,
        **{f"name_{code}": name for code, name in names.items()},
        kind=row.one_of("stop_kind", Stop.Kind.values, Stop.Kind.STATION),
        country=row.one_of("stop_country", ["", "BY", "RU"], ""),
        lat=row.degrees("stop_lat", 90),
        lon=row.degrees("stop_lon", 180),
        timezone=row.timezone("stop_timezone", agency_zone),
        esr=esr,
        express3=row.text("express3", "", longest=7),
        quality=row.text("coord_quality", "", longest=8),
    )


def _parse_route(row: Row, translations: Translations, agency: Agency) -> Route:
    route_id, short = row.text("route_id", longest=64), row.text("route_short_name", "")
    column = "route_long_name" if row.text("route_long_name", "") else "route_short_name"
    names = translations.names("routes", column, route_id, row.text(column))
    return Route(
        route_id=route_id,
        **{f"name_{code}": name for code, name in names.items()},
        agency=agency,
        short_name=short[:LONGEST_SHORT_NAME],
        route_type=row.whole("route_type", most=9999),
        color=row.text("route_color", "", longest=6),
        text_color=row.text("route_text_color", "", longest=6),
        timezone=agency.timezone,
    )
