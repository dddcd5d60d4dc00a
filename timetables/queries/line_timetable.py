"""A line's timetable of a date: stops by rows, trains by columns."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from timetables.models import Route, Stop
from timetables.queries.runs_of_day import Run, runs_of_day
from timetables.queries.stops_of_trip import TripStop


@dataclass(frozen=True, slots=True)
class Cell:
    """A train at a stop. A train that passes without calling, or isn't there at all, has no times.

    Times are planned; `delay_s` is known now of the one that is printed. A train that does not come here on this day,
    though by its timetable it would, is cancelled here.
    """

    arrival: dt.datetime | None = None
    departure: dt.datetime | None = None
    passes: bool = False
    delay_s: int = 0
    is_cancelled: bool = False
    platform: str = ""

    @property
    def time(self) -> dt.datetime | None:
        """This property is the one time a timetable prints: the departure, at the last stop the arrival."""
        return self.departure or self.arrival

    @property
    def late_minutes(self) -> int:
        """This property is the delay known now in whole minutes, below 0 when the train is early."""
        return int(self.delay_s / 60)

    @property
    def expected(self) -> dt.datetime | None:
        """This property is the one time with the delay known now."""
        return self.time + dt.timedelta(seconds=self.delay_s) if self.time else None


@dataclass(frozen=True, slots=True)
class LineColumn:
    """A train: the head of its column. `dated_trip_id` is None for a date beyond the sales horizon."""

    trip_id: str
    train_number: str
    calendar: str
    headsign: str
    seat_mode: str
    demonstration: bool
    dated_trip_id: int | None
    state: str
    delay_s: int
    daily: bool
    weekdays: tuple[int, ...] = ()
    on_holidays: bool = False


@dataclass(frozen=True, slots=True)
class LineRow:
    """A stop with a cell for each train; kilometres count from the first row."""

    stop: Stop
    km: Decimal | None
    cells: tuple[Cell, ...]

    @property
    def is_border(self) -> bool:
        """This property tells the border, which trains only pass."""
        return self.stop.is_border

    @property
    def all_call(self) -> bool:
        """This property tells that every train of the day calls here."""
        return all(cell.time for cell in self.cells)


@dataclass(frozen=True, slots=True)
class LineTimetable:
    """The timetable of one direction of a line on a date."""

    route: Route
    date: dt.date
    direction: int
    columns: tuple[LineColumn, ...]
    rows: tuple[LineRow, ...]


def line_timetable(*, route: Route, date: dt.date, direction: int) -> LineTimetable:
    """Lay out the trains of a line and direction on a service date, in order of departure.

    Within the sales horizon these are the day's own trains, changes and cancellations included; beyond it those of
    the published timetable. Times are in each stop's timezone. This function makes a fixed number of queries.
    """
    runs = runs_of_day(route=route, date=date, direction=direction)
    order = merge_stops([[stop.stop for stop in run.stops] for run in runs])
    kms = kilometres_of([run.stops for run in runs], order)
    columns = [_cells(run, order) for run in runs]
    rows = (
        LineRow(stop, kms.get(stop), tuple(cells[at] for cells in columns)) for at, stop in enumerate(order)
    )
    return LineTimetable(route, date, direction, tuple(_column(run) for run in runs), tuple(rows))


def merge_stops(sequences: Iterable[Sequence[Stop]]) -> list[Stop]:
    """Bring the stops of all trains into one order.

    This function takes the longest train's and puts the others' in behind their forerunner.
    """
    order: list[Stop] = []
    for sequence in sorted(sequences, key=len, reverse=True):
        at = 0
        for stop in sequence:
            if stop not in order:
                order.insert(at, stop)
            at = order.index(stop) + 1
    return order


def kilometres_of(ways: Sequence[Sequence[TripStop]], order: Sequence[Stop]) -> dict[Stop, Decimal]:
    """This function gives each stop its kilometre from the first row, whichever stop a train begins at."""
    found: dict[Stop, Decimal] = {}
    for way in sorted(ways, key=len, reverse=True):
        known = {stop.stop: stop.km for stop in way if stop.km is not None}
        shift = next((found[stop] - km for stop, km in known.items() if stop in found), Decimal(0))
        found = {stop: km + shift for stop, km in known.items()} | found
    first = found.get(order[0], Decimal(0)) if order else Decimal(0)
    return {stop: km - first for stop, km in found.items()}


def _cells(run: Run, order: Sequence[Stop]) -> list[Cell]:
    """Fill a train's column, blank before it begins and after it ends."""
    calls = {call.stop: call for call in run.stops}
    begins, ends = order.index(run.stops[0].stop), order.index(run.stops[-1].stop)
    return [
        _cell(calls.get(stop), is_last=at == ends) if begins <= at <= ends else Cell()
        for at, stop in enumerate(order)
    ]


def _cell(call: TripStop | None, *, is_last: bool) -> Cell:
    if call is None or not call.calls:
        return Cell(passes=True)
    ends_here = call.departure_cancelled and not call.arrival_cancelled and call.position > 0
    if is_last or ends_here:
        return Cell(call.arrival, None, False, call.arrival_delay_s, call.arrival_cancelled, call.platform)
    gone = call.departure_cancelled
    return Cell(call.arrival, call.departure, False, call.departure_delay_s, gone, call.platform)


def _column(run: Run) -> LineColumn:
    trip = run.trip
    return LineColumn(
        trip.trip_id,
        trip.short_name or trip.trip_id,
        str(trip.calendar),
        trip.headsign,
        run.seat_mode,
        trip.demonstration,
        run.dated_trip_id,
        run.state,
        run.delay_s,
        len(trip.calendar.weekdays) == 7 and not trip.calendar.season_from,
        tuple(sorted(trip.calendar.weekdays)),
        trip.calendar.plus_public_holidays,
    )
