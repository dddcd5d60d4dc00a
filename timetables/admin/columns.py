"""One train of the grid: what is typed against what is in force. Works on plain values, not on tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from timetables.admin.cells import CellNotUnderstood, Passes, Shift, Times, after, read_cell, write_cell


@dataclass(frozen=True, slots=True)
class StopFacts:
    """A stop of the train as it is now; times in seconds of the service day."""

    sequence: int
    arrival: int
    departure: int
    passes: bool
    timing_point: bool = False

    @property
    def text(self) -> str:
        """This property is what an untouched cell shows."""
        return "" if self.passes else write_cell(self.arrival, self.departure)


@dataclass(frozen=True, slots=True)
class NewStop:
    """The same stop as typed."""

    sequence: int
    arrival: int
    departure: int
    passes: bool


@dataclass(frozen=True, slots=True)
class CellError:
    """Why a cell can't be taken: `not_understood`, `backwards`, `end_must_stop`."""

    sequence: int
    code: str


@dataclass(frozen=True, slots=True)
class ColumnResult:
    """The typed train: all its stops, which of them changed, and what is wrong."""

    stops: tuple[NewStop, ...]
    changed: frozenset[int]
    errors: tuple[CellError, ...]


def read_column(stops: Sequence[StopFacts], typed: dict[int, str]) -> ColumnResult:
    """This function applies typed cells to a train, top to bottom.

    One time keeps the dwell that the stop had; +10 moves its own cell and all later ones; a timing point (the
    border) moves with its neighbour before it. Times must run forward.
    """
    new: list[NewStop] = []
    errors: list[CellError] = []
    offset = 0
    for number, stop in enumerate(stops):
        text = typed.get(stop.sequence, stop.text).strip()
        untouched = stop.timing_point or text == stop.text
        try:
            made, offset = (_moved(stop, offset), offset) if untouched else _typed(stop, text, new, offset)
        except CellNotUnderstood:
            errors.append(CellError(stop.sequence, "not_understood"))
            made = _moved(stop, offset)
        if made.passes and number in {0, len(stops) - 1}:
            errors.append(CellError(stop.sequence, "end_must_stop"))
        new.append(made)
    new = _squeeze_timing_points(stops, new)
    errors += _backwards(stops, new)
    return ColumnResult(tuple(new), _changed(stops, new), tuple(errors))


def _typed(stop: StopFacts, text: str, before: Sequence[NewStop], offset: int) -> tuple[NewStop, int]:
    cell = read_cell(text)
    if isinstance(cell, Shift):
        offset += cell.seconds
        return _moved(stop, offset), offset
    moved = _moved(stop, offset)
    if isinstance(cell, Passes):
        return NewStop(stop.sequence, moved.arrival, moved.departure, passes=True), offset
    return _timed(stop, cell, before), offset


def _timed(stop: StopFacts, cell: Times, before: Sequence[NewStop]) -> NewStop:
    last = before[-1].departure if before else 0
    departure = after(last, cell.departure)
    arrival = (
        departure - (stop.departure - stop.arrival) if cell.arrival is None else after(last, cell.arrival)
    )
    return NewStop(stop.sequence, arrival, departure, passes=False)


def _moved(stop: StopFacts, offset: int) -> NewStop:
    return NewStop(stop.sequence, stop.arrival + offset, stop.departure + offset, stop.passes)


def _squeeze_timing_points(stops: Sequence[StopFacts], new: Sequence[NewStop]) -> list[NewStop]:
    """A border or passed stop lies between its neighbours: when they moved, it moves in proportion to time."""
    result = list(new)
    for number in range(1, len(stops) - 1):
        before, now, following = result[number - 1], result[number], _next_stop(stops, new, number)
        fits = before.departure <= now.arrival and now.departure <= following.arrival
        if (stops[number].timing_point or now.passes) and not fits:
            middle = (before.departure + following.arrival) // 2
            result[number] = NewStop(now.sequence, middle, middle, now.passes)
    return result


def _next_stop(stops: Sequence[StopFacts], new: Sequence[NewStop], number: int) -> NewStop:
    for later in range(number + 1, len(stops)):
        if not (stops[later].timing_point or new[later].passes):
            return new[later]
    return new[-1]


def _backwards(stops: Sequence[StopFacts], new: Sequence[NewStop]) -> list[CellError]:
    errors = []
    last = 0
    for stop, now in zip(stops, new, strict=True):
        if now.arrival < last or now.departure < now.arrival:
            errors.append(CellError(stop.sequence, "backwards"))
        last = max(last, now.departure)
    return errors


def _changed(stops: Sequence[StopFacts], new: Sequence[NewStop]) -> frozenset[int]:
    return frozenset(
        stop.sequence
        for stop, now in zip(stops, new, strict=True)
        if (stop.arrival, stop.departure, stop.passes) != (now.arrival, now.departure, now.passes)
    )
