"""A line's timetable for a whole season: all trains of its editions by columns, with the days on which each runs."""

import datetime as dt
from calendar import monthrange
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from django.db.models import Q, QuerySet

from timetables.models import PublicHoliday, Route, Stop, StopTime, Timetable, Trip
from timetables.models.service_rules import common_substitutes, rules_of
from timetables.queries.line_timetable import kilometres_of, merge_stops
from timetables.queries.runs_of_day import planned_stops
from timetables.queries.stops_of_trip import TripStop
from timetables.service_days import CalendarRule, running_days
from timetables.service_notes import ServiceNote, Sheet, describe


class Call(Enum):
    """How a train calls, as far as a passenger has to know."""

    REGULAR = "regular"
    REQUEST = "request"
    BOARDING = "boarding"
    ALIGHTING = "alighting"


@dataclass(frozen=True, slots=True)
class PosterCell:
    """A train at a stop, in the stop's local time; without times where it passes, or isn't there at all."""

    arrival: dt.datetime | None = None
    departure: dt.datetime | None = None
    call: Call = Call.REGULAR
    passes: bool = False


@dataclass(frozen=True, slots=True)
class PosterTrain:
    """The head of a column."""

    trip_id: str
    number: str
    note: ServiceNote
    demonstration: bool


@dataclass(frozen=True, slots=True)
class PosterRow:
    """A stop with a cell for each train; kilometres count from the first row."""

    stop: Stop
    km: Decimal | None
    cells: tuple[PosterCell, ...]


@dataclass(frozen=True, slots=True)
class PosterTable:
    """One direction of a line."""

    direction: int
    trains: tuple[PosterTrain, ...]
    rows: tuple[PosterRow, ...]


@dataclass(slots=True)
class _Column:
    """A train while it is gathered: trips that differ only in their days are one column."""

    trip: Trip
    rule: CalendarRule
    stops: Sequence[TripStop]
    days: set[dt.date]


def line_poster(*, route: Route, sheet: Sheet) -> list[PosterTable]:
    """Lay out both directions of a line for the dates of a sheet, trains in order of departure.

    Trains are those of published editions that run on any of its dates. This function makes a fixed number of queries
    and leaves out a direction without trains.
    """
    columns = _columns(_trips(route, sheet), route, sheet)
    tables = []
    for direction in Trip.Direction.values:
        listed = [column for column in columns if column.trip.direction_id == direction]
        if listed:
            tables.append(_table(direction, listed, sheet))
    return tables


def make_sheet(first: dt.date, last: dt.date) -> Sheet:
    """This function gathers what a printed timetable of some dates tells once for all trains, in two queries."""
    holidays = PublicHoliday.objects.filter(date__range=(first, last)).values_list("date", flat=True)
    common = {day: weekday for day, weekday in common_substitutes().items() if first <= day <= last}
    moved = {day: weekday for day, weekday in common.items() if weekday != day.isoweekday()}
    return Sheet(first=first, last=last, holidays=frozenset(holidays), substitutes=moved)


def published_period(route: Route) -> tuple[dt.date, dt.date] | None:
    """Find the first and the last date on which a line's published trips may run, exceptions left aside.

    This function returns None for a line without any, and makes one query.
    """
    trips = Trip.objects.filter(route=route, timetable__state=Timetable.State.PUBLISHED)
    edges = trips.values_list(
        "timetable__valid_from", "timetable__valid_until", "calendar__start_date", "calendar__end_date"
    ).distinct()
    periods = [
        (max(valid_from, start), min(end, valid_until - dt.timedelta(days=1)) if valid_until else end)
        for valid_from, valid_until, start, end in edges
    ]
    running = [(first, last) for first, last in periods if first <= last]
    return (min(running)[0], max(last for _first, last in running)) if running else None


def season_of(route: Route, year: int) -> tuple[dt.date, dt.date] | None:
    """Find the time of a year in which a line's seasonal trains run, from the first of them to the last.

    This function returns None for a line without seasons within a year; it makes one query.
    """
    trips = Trip.objects.filter(route=route, timetable__state=Timetable.State.PUBLISHED)
    edges = trips.exclude(calendar__season_from="").values_list(
        "calendar__season_from", "calendar__season_to"
    )
    within = [(first, last) for first, last in edges.distinct() if first <= last]
    if not within:
        return None
    first, last = min(within)[0], max(last for _first, last in within)
    return _day_of(year, first), _day_of(year, last)


def editions_of(route: Route, sheet: Sheet) -> list[Timetable]:
    """This function lists the published editions of a line that a sheet shows, the earliest first, in one query."""
    shown = Timetable.objects.filter(_in_force(sheet), state=Timetable.State.PUBLISHED, trips__route=route)
    return list(shown.distinct().order_by("valid_from", "pk"))


def _day_of(year: int, month_day: str) -> dt.date:
    month, day = map(int, month_day.split("-"))
    return dt.date(year, month, min(day, monthrange(year, month)[1]))


def _in_force(sheet: Sheet, path: str = "") -> Q:
    ends = Q(**{f"{path}valid_until": None}) | Q(**{f"{path}valid_until__gt": sheet.first})
    return ends & Q(**{f"{path}valid_from__lte": sheet.last})


def _trips(route: Route, sheet: Sheet) -> QuerySet[Trip]:
    trips = Trip.objects.filter(
        _in_force(sheet, "timetable__"), route=route, timetable__state=Timetable.State.PUBLISHED
    )
    related = trips.select_related("calendar", "timetable").prefetch_related("stop_times__stop")
    return related.order_by("timetable__valid_from", "trip_id")


def _columns(trips: QuerySet[Trip], route: Route, sheet: Sheet) -> list[_Column]:
    rules = rules_of(trip.calendar for trip in trips)
    found: dict[object, _Column] = {}
    for trip in trips:
        rule = rules[trip.calendar_id]
        days = _days(trip, rule, sheet)
        if not days or not trip.stop_times.all():
            continue
        stops = planned_stops(trip, route, min(days))
        found.setdefault(_likeness(trip), _Column(trip, rule, stops, set())).days |= days
    return list(found.values())


def _days(trip: Trip, rule: CalendarRule, sheet: Sheet) -> set[dt.date]:
    """Find the dates of a sheet on which a trip runs while its edition is in force."""
    edition = trip.timetable
    until = edition.valid_until - dt.timedelta(days=1) if edition.valid_until else sheet.last
    first, last = max(sheet.first, edition.valid_from), min(sheet.last, until)
    return set(running_days(rule, first, last, sheet.holidays))


def _likeness(trip: Trip) -> object:
    """Say by what trips are one and the same train to a reader."""
    calls = [
        (row.stop_id, row.arrival_time, row.departure_time, row.pickup_type, row.drop_off_type)
        for row in trip.stop_times.all()
    ]
    return (
        trip.direction_id,
        trip.short_name or trip.trip_id,
        tuple(sorted(calls, key=lambda call: call[1:3])),
    )


def _table(direction: int, columns: list[_Column], sheet: Sheet) -> PosterTable:
    ordered = sorted(columns, key=lambda column: (_clock(column.stops[0].departure), column.trip.trip_id))
    order = merge_stops([[stop.stop for stop in column.stops] for column in ordered])
    kms = kilometres_of([column.stops for column in ordered], order)
    cells = [_cells(column, order) for column in ordered]
    rows = (
        PosterRow(stop, kms.get(stop), tuple(column[at] for column in cells)) for at, stop in enumerate(order)
    )
    notes = _notes(ordered, sheet)
    trains = (
        PosterTrain(trip.trip_id, trip.short_name or trip.trip_id, note, trip.demonstration)
        for trip, note in zip((column.trip for column in ordered), notes, strict=True)
    )
    return PosterTable(direction, tuple(trains), tuple(rows))


def _clock(moment: dt.datetime) -> tuple[int, int]:
    return moment.hour, moment.minute


def _notes(columns: Collection[_Column], sheet: Sheet) -> list[ServiceNote]:
    """Describe the days of each column; those that run on the same days are described once."""
    known: dict[tuple[int, frozenset[dt.date]], ServiceNote] = {}
    notes = []
    for column in columns:
        days = frozenset(column.days)
        key = (id(column.rule), days)
        if key not in known:
            known[key] = describe(days, sheet, column.rule)
        notes.append(known[key])
    return notes


def _cells(column: _Column, order: Sequence[Stop]) -> list[PosterCell]:
    rows = sorted(column.trip.stop_times.all(), key=lambda row: row.stop_sequence)
    calls = {stop.stop: (stop, row) for stop, row in zip(column.stops, rows, strict=True)}
    begins, ends = order.index(column.stops[0].stop), order.index(column.stops[-1].stop)
    return [
        _cell(calls.get(stop), is_first=at == begins, is_last=at == ends)
        if begins <= at <= ends
        else PosterCell()
        for at, stop in enumerate(order)
    ]


def _cell(call: tuple[TripStop, StopTime] | None, *, is_first: bool, is_last: bool) -> PosterCell:
    if call is None or not call[0].calls:
        return PosterCell(passes=True)
    stop, row = call
    kind = Call.REGULAR if is_first or is_last else _kind(row)
    return PosterCell(None if is_first else stop.arrival, None if is_last else stop.departure, kind)


def _kind(row: StopTime) -> Call:
    on_request = {StopTime.Pickup.REQUEST, StopTime.Pickup.PHONE}
    if row.drop_off_type == StopTime.Pickup.NONE:
        return Call.BOARDING
    if row.pickup_type == StopTime.Pickup.NONE:
        return Call.ALIGHTING
    return Call.REQUEST if on_request & {row.pickup_type, row.drop_off_type} else Call.REGULAR
