"""The trains of a service date as a search needs them: in lanes, in which no train overtakes another."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import le, sub

Pattern = tuple[tuple[int, ...], tuple[int, ...], tuple[bool, ...], tuple[bool, ...]]


@dataclass(frozen=True, slots=True)
class Run:
    """A train of a day, or a part of it that runs, as columns by call; times never go backwards along a column.

    `positions` are the train's own numbers of its stops. Who may board or alight where is in `boards` and `alights`.
    """

    train: int
    stops: tuple[int, ...]
    positions: tuple[int, ...]
    boards: tuple[bool, ...]
    alights: tuple[bool, ...]
    arrivals: Sequence[int]
    departures: Sequence[int]

    @property
    def pattern(self) -> Pattern:
        """This property is what trains of one lane have in common."""
        return self.stops, self.positions, self.boards, self.alights


class Lane:
    """Trains that call at the same stops and never overtake each other, the earliest first.

    The times stand call by call: those of call `i` are the items from i * count on, one a train.
    """

    __slots__ = (
        "alights",
        "arrivals",
        "boards",
        "count",
        "departures",
        "positions",
        "stops",
        "trains",
    )

    def __init__(self, runs: Sequence[Run]) -> None:
        self.stops, self.positions, self.boards, self.alights = runs[0].pattern
        self.count = len(runs)
        self.trains = array("q", [run.train for run in runs])
        self.arrivals = _by_call([run.arrivals for run in runs])
        self.departures = _by_call([run.departures for run in runs])


class Day:
    """The trains of a service date.

    `boarding` holds for each stop the lanes that can be boarded there, with the number of the call; `quickest` for each
    stop those called at just before it, with the seconds of the quickest train.
    """

    __slots__ = ("boarding", "calls", "quickest", "trains")

    def __init__(self, lanes: Iterable[Lane]) -> None:
        self.boarding: dict[int, list[tuple[Lane, int]]] = {}
        self.quickest: dict[int, dict[int, int]] = {}
        self.trains = self.calls = 0
        for lane in lanes:
            self.trains += lane.count
            self.calls += len(lane.departures)
            for place, stop in enumerate(lane.stops):
                if lane.boards[place]:
                    self.boarding.setdefault(stop, []).append((lane, place))
                if place:
                    self._note_quickest(lane, place)

    def _note_quickest(self, lane: Lane, place: int) -> None:
        start, count = place * lane.count, lane.count
        arrivals = lane.arrivals[start : start + count]
        seconds = max(0, min(map(sub, arrivals, lane.departures[start - count : start])))
        before = self.quickest.setdefault(lane.stops[place], {})
        before[lane.stops[place - 1]] = min(seconds, before.get(lane.stops[place - 1], seconds))


def build_day(runs: Iterable[Run]) -> Day:
    """This function puts the trains of a service date into lanes."""
    by_pattern: dict[Pattern, list[Run]] = {}
    for run in runs:
        by_pattern.setdefault(run.pattern, []).append(run)
    return Day(Lane(lane) for alike in by_pattern.values() for lane in _lanes(alike))


def _lanes(runs: list[Run]) -> Iterator[list[Run]]:
    """Share trains of one pattern out: each goes behind the first train that it nowhere overtakes."""
    lanes: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.departures[0], run.arrivals[-1], run.train)):
        lane = next((lane for lane in lanes if _follows(run, lane[-1])), None)
        if lane is None:
            lanes.append([run])
        else:
            lane.append(run)
    yield from lanes


def _follows(run: Run, earlier: Run) -> bool:
    return all(map(le, earlier.departures, run.departures)) and all(map(le, earlier.arrivals, run.arrivals))


def _by_call(columns: Sequence[Sequence[int]]) -> "array[int]":
    return array("q", [time for call in zip(*columns, strict=True) for time in call])
