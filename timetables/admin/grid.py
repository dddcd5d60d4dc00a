"""The timetable of a line and direction as a grid: trips are columns, stops are rows."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from timetables.admin.cells import write_cell
from timetables.admin.columns import ColumnResult, StopFacts, read_column
from timetables.models import Route, StopTime, Timetable, Trip
from timetables.operations.change_calls import change_calls
from timetables.operations.retime import retime_trip

if TYPE_CHECKING:
    from railway.accounts.models import User


@dataclass(frozen=True, slots=True)
class GridCell:
    """One input of the grid, ready for the template. `name` is "" where the train has no such stop."""

    name: str = ""
    label: str = ""
    value: str = ""
    was: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A train: its head, its stops as they are, and what was typed."""

    trip: Trip
    facts: tuple[StopFacts, ...]
    result: ColumnResult


@dataclass(frozen=True, slots=True)
class GridRow:
    """A stop of the line."""

    name: str
    km: int
    is_border: bool
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """All that the page shows. `version` tells a stale page from a current one."""

    route: Route
    direction: int
    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    version: str
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """This property lists each faulty cell's name and what is right there."""
        return [
            (cell.name, f"{cell.label}: {cell.error}")
            for row in self.rows
            for cell in row.cells
            if cell.error
        ]

    @property
    def changed_columns(self) -> list[GridColumn]:
        """This property lists the trains that differ from what is in force."""
        return [column for column in self.columns if column.result.changed]


def read_grid(*, route: Route, direction: int, typed: Mapping[str, str]) -> Grid:
    """This function reads the published trips of a line and applies what was typed; it changes nothing."""
    trips = list(_published_trips(route, direction))
    columns = tuple(_column(trip, typed) for trip in trips)
    return Grid(route, direction, columns, tuple(_rows(columns)), _version(columns), typed)


@transaction.atomic
def apply_grid(*, grid: Grid, actor: "User | None", now: datetime) -> int:
    """This function carries out the grid's changes in one transaction and returns how many days' trains moved.

    The caller has seen that the grid has no errors. Raises TimesRefused or EndMustStop, then nothing is changed.
    """
    touched = set()
    for column in grid.changed_columns:
        before = {stop.sequence: stop for stop in column.facts}
        new = [stop for stop in column.result.stops if stop.sequence in column.result.changed]
        passes = [stop.sequence for stop in new if stop.passes and not before[stop.sequence].passes]
        calls = [stop.sequence for stop in new if not stop.passes and before[stop.sequence].passes]
        times = [(stop.sequence, stop.arrival, stop.departure) for stop in new]
        changes = retime_trip(trip=column.trip, times=times, actor=actor, now=now)
        changes += change_calls(trip=column.trip, passes=passes, calls=calls, actor=actor, now=now)
        touched |= {change.dated_trip_id for change in changes}
    return len(touched)


def cell_name(trip: Trip, sequence: int) -> str:
    """This function names the input of a train's stop."""
    return f"c-{trip.pk}-{sequence}"


def _published_trips(route: Route, direction: int) -> list[Trip]:
    trips = Trip.objects.filter(
        timetable__state=Timetable.State.PUBLISHED, route=route, direction_id=direction
    )
    found = trips.select_related("calendar", "rolling_stock").prefetch_related("stop_times__stop")
    return sorted(
        found, key=lambda trip: min((row.departure_time for row in trip.stop_times.all()), default=0)
    )


def _column(trip: Trip, typed: Mapping[str, str]) -> GridColumn:
    facts = tuple(_facts(row) for row in sorted(trip.stop_times.all(), key=lambda row: row.stop_sequence))
    cells = {
        stop.sequence: typed[name] for stop in facts if (name := cell_name(trip, stop.sequence)) in typed
    }
    return GridColumn(trip, facts, read_column(facts, cells))


def _facts(row: StopTime) -> StopFacts:
    passes = row.pickup_type == row.drop_off_type == StopTime.Pickup.NONE
    border = row.stop.is_border
    return StopFacts(row.stop_sequence, row.arrival_time, row.departure_time, passes, border)


def _rows(columns: tuple[GridColumn, ...]) -> list[GridRow]:
    stops: dict[int, tuple[float, StopTime]] = {}
    for column in columns:
        for row in column.trip.stop_times.all():
            stops.setdefault(row.stop_id, (float(row.shape_dist_traveled or row.stop_sequence), row))
    ordered = sorted(stops.values(), key=lambda found: found[0])
    return [
        GridRow(
            row.stop.name,
            round(km),
            row.stop.is_border,
            tuple(_cell(column, row.stop_id) for column in columns),
        )
        for km, row in ordered
    ]


def _cell(column: GridColumn, stop_id: int) -> GridCell:
    row = next((row for row in column.trip.stop_times.all() if row.stop_id == stop_id), None)
    if row is None or row.stop.is_border:
        return GridCell()
    fact = next(stop for stop in column.facts if stop.sequence == row.stop_sequence)
    new = next(stop for stop in column.result.stops if stop.sequence == row.stop_sequence)
    errors = {error.sequence: error.code for error in column.result.errors}
    changed = fact.sequence in column.result.changed
    return GridCell(
        name=cell_name(column.trip, fact.sequence),
        label=f"{column.trip}, {row.stop.name}",
        value="" if new.passes else write_cell(new.arrival, new.departure),
        was=(fact.text or _("passes")) if changed else "",
        error=_words(errors.get(fact.sequence, "")),
    )


def _words(code: str) -> str:
    return {
        "": "",
        "not_understood": _("write a time as 0825, a shift as +10, or leave it empty to pass"),
        "backwards": _("the time is earlier than at the stop before"),
        "end_must_stop": _("a train calls at its first and last stop"),
    }[code]


def _version(columns: tuple[GridColumn, ...]) -> str:
    facts = repr([(column.trip.pk, column.facts) for column in columns])
    return hashlib.sha256(facts.encode()).hexdigest()[:16]
