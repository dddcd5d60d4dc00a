"""What the grid's changes come to: the words of the confirmation page, and the edits to carry out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from timetables.admin.cells import MINUTE
from timetables.admin.grid import Grid, GridCell, GridColumn, cell_name
from timetables.admin.sold import Sold, count_sold
from timetables.models import DatedTrip, Trip
from timetables.operations.edit_trips import TripEdit


@dataclass(frozen=True, slots=True)
class ChangedTrain:
    """A train of the grid that changes. `shift` is in minutes where all its calls move alike, else None."""

    trip: Trip
    shift: int | None
    cells: Sequence[GridCell]
    days: int
    sold: Sold | None

    @property
    def minutes_earlier(self) -> int:
        """This property is how far the whole train moves back, for a train with a negative shift."""
        return -(self.shift or 0)


@dataclass(frozen=True, slots=True)
class GridChanges:
    """All changed trains, with the trains of coming days that will follow, and what was sold for those."""

    trains: Sequence[ChangedTrain]
    days: int
    sold: Sold | None


def sum_up(*, grid: Grid, now: datetime) -> GridChanges:
    """This function counts what the grid's changes will touch; nothing is changed."""
    coming = _coming_trains([column.trip for column in grid.changed_columns], now)
    trains = [_train(grid, column, coming[column.trip.pk]) for column in grid.changed_columns]
    together = [train for trains in coming.values() for train in trains]
    return GridChanges(trains, len(together), count_sold(together))


def edits_of(grid: Grid) -> list[TripEdit]:
    """This function turns the grid's changes into edits of trips, with the times as the operator saw them."""
    return [_edit(column) for column in grid.changed_columns]


def _coming_trains(trips: Sequence[Trip], now: datetime) -> dict[int, list[int]]:
    running = DatedTrip.objects.filter(
        trip__in=trips, departs_at__gt=now, state=DatedTrip.State.SCHEDULED
    ).values_list("trip_id", "pk")
    found: dict[int, list[int]] = defaultdict(list)
    for trip, dated_trip in running:
        found[trip].append(dated_trip)
    return found


def _train(grid: Grid, column: GridColumn, coming: Sequence[int]) -> ChangedTrain:
    names = {cell_name(column.trip, stop.sequence) for stop in column.facts}
    cells = [cell for cell in grid.changed_cells if cell.name in names]
    return ChangedTrain(column.trip, _shift(column), cells, len(coming), count_sold(coming))


def _shift(column: GridColumn) -> int | None:
    pairs = [
        (old, new) for old, new in zip(column.facts, column.result.stops, strict=True) if not old.timing_point
    ]
    if any(old.passes != new.passes for old, new in pairs):
        return None
    calls = [(old, new) for old, new in pairs if not new.passes]
    moves = {new.departure - old.departure for old, new in calls}
    moves |= {new.arrival - old.arrival for old, new in calls}
    return moves.pop() // MINUTE if len(moves) == 1 else None


def _edit(column: GridColumn) -> TripEdit:
    pairs = list(zip(column.facts, column.result.stops, strict=True))
    return TripEdit(
        trip=column.trip,
        times=[(new.sequence, new.arrival, new.departure) for _old, new in pairs],
        passes=[new.sequence for old, new in pairs if new.passes and not old.passes],
        calls=[new.sequence for old, new in pairs if old.passes and not new.passes],
        seen=[(old.sequence, old.arrival, old.departure, old.passes) for old, _new in pairs],
    )
