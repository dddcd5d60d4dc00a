"""One train of the grid: what is typed against what is in force. Works on plain values, not on tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from timetables.admin.cells import (
    MINUTE,
    CellNotUnderstood,
    Passes,
    Shift,
    Times,
    after,
    read_cell,
    write_cell,
)


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

    One time keeps the dwell that the stop had; +10 moves its own cell and all later ones; what the train passes, the
    border too, moves with the calls around it. Times must run forward.
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
    new = _place_passed(stops, new)
    unread = {error.sequence for error in errors if error.code == "not_understood"}
    errors += _backwards([now for now in new if now.sequence not in unread])
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


def _place_passed(stops: Sequence[StopFacts], new: Sequence[NewStop]) -> list[NewStop]:
    """A stop or border that the train passes lies between its calls as it did before, in proportion of time."""
    calls = [number for number, now in enumerate(new) if not (now.passes or stops[number].timing_point)]
    result = list(new)
    for first, last in pairwise(calls):
        old, now = (stops[first], stops[last]), (new[first], new[last])
        for number in range(first + 1, last):
            result[number] = _between(stops[number], new[number].passes, old, now)
    return result


def _between(
    stop: StopFacts, passes: bool, old: tuple[StopFacts, StopFacts], new: tuple[NewStop, NewStop]
) -> NewStop:
    start, end = new[0].departure, new[1].arrival
    if (start, end) == (old[0].departure, old[1].arrival):
        return NewStop(stop.sequence, stop.arrival, stop.departure, passes)
    old_span = old[1].arrival - old[0].departure
    share = (stop.arrival - old[0].departure) / old_span if old_span > 0 else 0.5
    at = min(max(start, start + round(share * (end - start) / MINUTE) * MINUTE), max(start, end))
    return NewStop(stop.sequence, at, at, passes)


def _backwards(new: Sequence[NewStop]) -> list[CellError]:
    errors = []
    last = 0
    for now in new:
        if now.arrival < last or now.departure < now.arrival:
            errors.append(CellError(now.sequence, "backwards"))
        last = max(last, now.departure)
    return errors


def _changed(stops: Sequence[StopFacts], new: Sequence[NewStop]) -> frozenset[int]:
    return frozenset(
        stop.sequence
        for stop, now in zip(stops, new, strict=True)
        if (stop.arrival, stop.departure, stop.passes) != (now.arrival, now.departure, now.passes)
    )
