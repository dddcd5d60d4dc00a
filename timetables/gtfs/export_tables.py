"""The files of a feed we write, each with its columns and its rows as a stream."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.fields.json import KeyTextTransform

from timetables.gtfs import export_rows as rows
from timetables.gtfs.calendar_days import calendar_date_rows
from timetables.gtfs.columns import COLUMNS
from timetables.gtfs.fares import FareFiles, Pattern, PatternStop, fare_files
from timetables.gtfs.references import References
from timetables.gtfs.rest import kept_columns, kept_files, kept_rows
from timetables.gtfs.scope import Scope, scope_of
from timetables.gtfs.shapes import Ways, drawn_shapes, read_ways, shape_rows
from timetables.models import FeedInfo, Stop, Timetable, Transfer
from timetables.models.names import LANGUAGE_CODES

CHUNK = 2000
_DRAFT = Timetable.State.DRAFT
FARE_FILES = (
    "fare_attributes.txt", "fare_rules.txt", "fare_products.txt", "fare_leg_rules.txt", "fare_transfer_rules.txt",
    "fare_media.txt", "rider_categories.txt",
)  # fmt: skip
M = TypeVar("M", bound=Model)
Cells = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A file of the feed; its rows are cells by column, blank where they have none."""

    file: str
    heading: Sequence[str]
    rows: Iterable[Cells]


def feed_tables(timetable: Timetable | None, today: date) -> Iterator[Table]:
    """This function goes through the files of a feed with an edition, by default the published ones.

    Prices are those of the day `today`.
    """
    export = _Export(scope_of(timetable), timetable, today)
    for file, make in export.tables.items():
        own = make()
        kept = export.kept(file)
        heading = [*COLUMNS[file], *own.extra]
        heading += [name for name in kept.heading if name not in heading]
        if own.rows is not None or kept.heading:
            yield Table(file, heading, chain(own.rows or (), kept.rows))
    fares = export.fares
    for file, names in fares.headings.items():
        yield Table(file, names, (dict(zip(names, row, strict=True)) for row in fares.rows[file]))
    yield from export.other_files(set(export.tables) | set(fares.headings))


@dataclass(slots=True)
class _Own:
    """The rows that come from our tables, and the names of their extra columns; None for no file at all."""

    rows: Iterable[Cells] | None
    extra: Sequence[str] = ()


@dataclass(slots=True)
class _Kept:
    """The rows of a file that were kept as they came."""

    heading: Sequence[str] = ()
    rows: Iterable[Cells] = ()


@dataclass
class _Export:
    """One export: what is read once for several files."""

    scope: Scope
    timetable: Timetable | None
    today: date

    @property
    def tables(self) -> dict[str, Callable[[], _Own]]:
        """This property names the files that we know, in the order they are written."""
        return {
            "agency.txt": self._agencies,
            "stops.txt": self._stops,
            "routes.txt": self._routes,
            "calendar.txt": self._calendars,
            "calendar_dates.txt": lambda: _Own(calendar_date_rows(self.scope.services.values())),
            "shapes.txt": self._shapes,
            "trips.txt": self._trips,
            "stop_times.txt": self._stop_times,
            "transfers.txt": self._transfers,
            "translations.txt": lambda: _Own(_unless_empty(self._translations())),
            "feed_info.txt": self._feed_info,
        }

    @cached_property
    def info(self) -> FeedInfo | None:
        """This property describes the site's own feed; an edition that came in by itself is none of it."""
        stranger = self.timetable and self.timetable.state == _DRAFT and self.timetable.based_on_id is None
        return None if stranger else FeedInfo.objects.first()

    @cached_property
    def own_info(self) -> Cells | None:
        """This property is how an edition that isn't published, and came with a feed, describes itself."""
        if self.timetable is None or self.timetable.state == Timetable.State.PUBLISHED:
            return None
        return next(kept_rows([self.timetable], "feed_info.txt"), None)

    @cached_property
    def language(self) -> str:
        """This property is the language of the texts: the feed's, where it is one of ours, else Russian."""
        stated = self.own_info.get("feed_lang", "") if self.own_info else self.info.lang if self.info else ""
        return stated[:2] if stated[:2] in LANGUAGE_CODES else "ru"

    @cached_property
    def called(self) -> set[int]:
        """This property holds the keys of the stops that trains call at."""
        return {stop for way in self.ways.calls for stop, _km, _passes in way}

    @cached_property
    def ways(self) -> Ways:
        """This property is the way of each trip."""
        return read_ways(self.scope)

    @cached_property
    def places(self) -> dict[int, tuple[str, float | None, float | None]]:
        """This property gives code, latitude and longitude of each stop by its key."""
        return {key: (code, lat, lon) for key, code, lat, lon in self._stop_values("lat", "lon")}

    @cached_property
    def shapes(self) -> dict[int, str]:
        """This property names the drawn shape of each way."""
        return drawn_shapes(self.ways, self.places)

    @cached_property
    def references(self) -> References:
        """This property knows what the feed has."""
        return References(self.scope)

    @cached_property
    def fares(self) -> FareFiles:
        """This property is what the sellers have to say about prices."""
        return fare_files(set(self._patterns()), self.today)

    def kept(self, file: str) -> _Kept:
        """This function gives the rows kept of a file, without those that name what this feed does not have."""
        if file == "feed_info.txt" or (file in FARE_FILES and self.fares.headings):
            return _Kept()
        kept = kept_rows(self.scope.editions, file)
        return _Kept(
            kept_columns(self.scope.editions, file), (row for row in kept if self.references.hold(file, row))
        )

    def other_files(self, written: set[str]) -> Iterator[Table]:
        """This function goes through the files that were kept whole."""
        fares = set(FARE_FILES) if self.fares.headings else set()
        for file in sorted(kept_files(self.scope.editions) - written - fares):
            kept = self.kept(file)
            yield Table(file, kept.heading, kept.rows)

    def _agencies(self) -> _Own:
        found = {route.agency_id: route.agency for route in self.scope.routes}
        agencies = sorted(found.values(), key=lambda one: one.agency_id)
        extra = dict.fromkeys(name for one in agencies for name in one.extra or ())
        return _Own(map(rows.agency, agencies), _new(extra, "agency.txt"))

    def _stops(self) -> _Own:
        stops = self.scope.stops.select_related("parent_station")
        own_zones = bool(self.fares.headings)
        cells = (
            rows.stop(one, self.language, called=one.pk in self.called, own_zones=own_zones)
            for one in _stream(stops)
        )
        return _Own(cells, _extra_columns(self.scope.stops, "stops.txt"))

    def _routes(self) -> _Own:
        routes = _stream(self.scope.routes)
        return _Own(
            (rows.route(one, self.language) for one in routes),
            _extra_columns(self.scope.routes, "routes.txt"),
        )

    def _calendars(self) -> _Own:
        services = {one.service_id: one for one in self.scope.services.values()}
        ordered = [services[code] for code in sorted(services)]
        extra = dict.fromkeys(name for one in ordered for name in one.calendar.extra or ())
        never = min((edition.valid_from for edition in self.scope.editions), default=self.today)
        return _Own((rows.calendar(one, never) for one in ordered), _new(extra, "calendar.txt"))

    def _shapes(self) -> _Own:
        drawn = {self.ways.of_trip[trip] for trip in self._trips_to_draw() if trip in self.ways.of_trip}
        shapes = {number: shape for number, shape in self.shapes.items() if number in drawn}
        if not shapes:
            return _Own(None)
        names = COLUMNS["shapes.txt"]
        return _Own(dict(zip(names, row, strict=True)) for row in shape_rows(self.ways, shapes, self.places))

    def _trips_to_draw(self) -> Iterator[int]:
        trips = self.scope.trips.order_by().values_list("pk", KeyTextTransform("shape_id", "extra"))
        yield from (trip for trip, shape in trips if not shape)

    def _trips(self) -> _Own:
        trips = self.scope.trips.select_related("route", "rolling_stock").order_by("trip_id", "timetable")
        cells = (rows.trip(one, self.language, self.scope, self._shape_of(one.pk)) for one in _stream(trips))
        return _Own(cells, _extra_columns(self.scope.trips, "trips.txt"))

    def _shape_of(self, trip: int) -> str:
        return self.shapes.get(self.ways.of_trip.get(trip, -1), "")

    def _stop_times(self) -> _Own:
        times = self.scope.stop_times.order_by("trip__trip_id", "trip__timetable", "stop_sequence")
        values = times.values_list(*rows.STOP_TIME_FIELDS).iterator(chunk_size=CHUNK)
        cells = (rows.stop_time(one, self.scope) for one in values)
        return _Own(cells, _extra_columns(self.scope.stop_times, "stop_times.txt"))

    def _transfers(self) -> _Own:
        stops = self.scope.stops.values("pk")
        found = Transfer.objects.filter(from_stop__in=stops, to_stop__in=stops)
        ordered = found.select_related("from_stop", "to_stop").order_by(
            "from_stop__stop_id", "to_stop__stop_id"
        )
        return _Own([rows.transfer(one) for one in ordered] or None)

    def _translations(self) -> Iterator[Cells]:
        language = self.language
        for stop in _stream(self.scope.stops):
            yield from rows.translations("stops", "stop_name", stop.stop_id, stop, "name", language)
        for route in _stream(self.scope.routes):
            column = "route_long_name"
            if (route.extra or {}).get(column) == "" and route.name_ru == route.short_name:
                column = "route_short_name"
            yield from rows.translations("routes", column, route.route_id, route, "name", language)
        for trip in _stream(self.scope.trips.order_by("trip_id", "timetable")):
            code = self.scope.trip_id(trip.timetable_id, trip.trip_id)
            yield from rows.translations("trips", "trip_headsign", code, trip, "headsign", language)
        if self.info and not self.own_info:
            yield from rows.translations("feed_info", "feed_note", "", self.info, "note", language)

    def _feed_info(self) -> _Own:
        if self.own_info:
            return _Own([self.own_info], _new(self.own_info, "feed_info.txt"))
        if not self.info:
            return _Own(None)
        came = next(kept_rows(self.scope.editions, "feed_info.txt"), {})
        extra = _new(came, "feed_info.txt")
        return _Own([rows.feed_info(self.info, self.language) | {name: came[name] for name in extra}], extra)

    def _patterns(self) -> Iterator[Pattern]:
        kinds = {
            key: (code, country, kind) for key, code, country, kind in self._stop_values("country", "kind")
        }
        trips = self.scope.trips.order_by().values_list("pk", "route__route_id", "route__agency__agency_id")
        routes = {
            (self.ways.of_trip[pk], route, agency) for pk, route, agency in trips if pk in self.ways.of_trip
        }
        for way, route, agency in routes:
            stops = (
                PatternStop(kinds[stop][0], kinds[stop][1], km, kinds[stop][2] == Stop.Kind.BORDER, passes)
                for stop, km, passes in self.ways.calls[way]
            )
            yield Pattern(route, agency, tuple(stops))

    def _stop_values(self, *columns: str) -> Iterable[tuple[Any, ...]]:
        return Stop.objects.filter(pk__in=self.called).values_list("pk", "stop_id", *columns)


def _unless_empty(rows: Iterator[Cells]) -> Iterable[Cells] | None:
    """Give None for no rows: a file of translations asks for feed_info.txt, which a feed without them needn't have."""
    first = next(rows, None)
    return None if first is None else chain([first], rows)


_KEYS = "SELECT DISTINCT jsonb_object_keys(e.extra) FROM (%s) e WHERE jsonb_typeof(e.extra) = 'object'"


def _stream(objects: QuerySet[M]) -> Iterator[M]:
    return objects.iterator(chunk_size=CHUNK)


def _new(names: Iterable[str], file: str) -> list[str]:
    return sorted(name for name in names if name not in COLUMNS[file])


def _extra_columns(objects: QuerySet[Any], file: str) -> list[str]:
    """Name the extra columns that any of these rows has."""
    statement, values = objects.order_by().values("extra").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_KEYS % statement, values)
        return _new((name for (name,) in cursor.fetchall()), file)
