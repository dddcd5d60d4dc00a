"""The timetable of a line and direction as a grid: trips are columns, stops are rows."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from timetables.admin.cells import write_cell
from timetables.admin.columns import ColumnResult, StopFacts, read_column
from timetables.models import Route, StopTime, Timetable, Trip
from timetables.operations.edit_trips import is_passed


@dataclass(frozen=True, slots=True)
class GridCell:
    """One input of the grid, ready for the template. `name` is "" where the train has no such stop.

    `in_force` is the text of the published time; `was` the same in words, where what was typed differs from it.
    """

    name: str = ""
    label: str = ""
    value: str = ""
    in_force: str = ""
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
    """A stop of the line; kilometres from the line's first stop."""

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

    @property
    def cells(self) -> list[GridCell]:
        """This property lists the cells that can be typed into."""
        return [cell for row in self.rows for cell in row.cells if cell.name]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """This property lists each faulty cell's name and what is right there."""
        return [(cell.name, f"{cell.label}: {cell.error}") for cell in self.cells if cell.error]

    @property
    def changed_cells(self) -> list[GridCell]:
        """This property lists the cells whose text differs from what is in force."""
        return [cell for cell in self.cells if cell.was]

    @property
    def changed_columns(self) -> list[GridColumn]:
        """This property lists the trains that differ from what is in force."""
        return [column for column in self.columns if column.result.changed]

    @property
    def shown(self) -> str:
        """This property is the published text of every cell as JSON: the page sends it back with what was typed."""
        return json.dumps({cell.name: cell.in_force for cell in self.cells})


def read_grid(*, route: Route, direction: int, typed: Mapping[str, str]) -> Grid:
    """This function reads the published trips of a line and applies what was typed; it changes nothing.

    `typed` holds the cells an operator touched, by name. The number of queries doesn't grow with the trains.
    """
    columns = tuple(_column(trip, typed) for trip in _published_trips(route, direction))
    return Grid(route, direction, columns, tuple(_rows(columns, typed)), _version(columns))


def cell_name(trip: Trip, sequence: int) -> str:
    """This function names the input of a train's stop."""
    return f"c-{trip.pk}-{sequence}"


def _published_trips(route: Route, direction: int) -> list[Trip]:
    """Read what is in force today: an edition published for a later day is worked on in a draft."""
    today = timezone.localdate()
    trips = Trip.objects.filter(
        Q(timetable__valid_until=None) | Q(timetable__valid_until__gt=today),
        timetable__state=Timetable.State.PUBLISHED,
        timetable__valid_from__lte=today,
        route=route,
        direction_id=direction,
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
    return StopFacts(
        row.stop_sequence, row.arrival_time, row.departure_time, is_passed(row), row.stop.is_border
    )


def _rows(columns: tuple[GridColumn, ...], typed: Mapping[str, str]) -> list[GridRow]:
    stops: dict[int, tuple[float, StopTime]] = {}
    for column in columns:
        for row in column.trip.stop_times.all():
            km = row.stop_sequence if row.shape_dist_traveled is None else row.shape_dist_traveled
            stops.setdefault(row.stop_id, (float(km), row))
    return [
        GridRow(
            row.stop.name,
            round(km),
            row.stop.is_border,
            tuple(_cell(column, row.stop_id, typed) for column in columns),
        )
        for km, row in sorted(stops.values(), key=lambda found: found[0])
    ]


def _cell(column: GridColumn, stop_id: int, typed: Mapping[str, str]) -> GridCell:
    row = next((row for row in column.trip.stop_times.all() if row.stop_id == stop_id), None)
    if row is None or row.stop.is_border:
        return GridCell()
    name = cell_name(column.trip, row.stop_sequence)
    fact = next(stop for stop in column.facts if stop.sequence == row.stop_sequence)
    new = next(stop for stop in column.result.stops if stop.sequence == row.stop_sequence)
    code = {error.sequence: error.code for error in column.result.errors}.get(row.stop_sequence, "")
    value = "" if new.passes else write_cell(new.arrival, new.departure)
    return GridCell(
        name=name,
        label=f"{column.trip}, {row.stop.name}",
        value=typed.get(name, value) if code == "not_understood" else value,
        in_force=fact.text,
        was=(fact.text or _("passes")) if value != fact.text or code else "",
        error=_words(code),
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
