"""One set of coaches goes from train to train (GTFS block_id): it can't be in two places, nor start where it isn't."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from timetables.planning.plan import Train

MINUTE = 60
DAY = 24 * 3600
SHORTEST_TURN_S = 5 * MINUTE


@dataclass(frozen=True, slots=True)
class TurnFault:
    """Where a set of coaches can't follow its plan: the code, the later train, the stop and what fills the words."""

    code: str
    trip_id: str
    stop: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Run:
    train: Train
    begins: int
    ends: int


def check_turns(trains: Iterable[Train], days: Mapping[str, frozenset[date]]) -> list[TurnFault]:
    """This function follows each set of coaches through all days, and names each pair of trains at fault once."""
    blocks: dict[str, list[Train]] = defaultdict(list)
    for train in trains:
        if train.block and len(train.calls) > 1:
            blocks[train.block].append(train)
    found: dict[tuple[str, str, str], TurnFault] = {}
    for members in blocks.values():
        for earlier, later in pairwise(_runs(members, days)):
            if fault := _fault(earlier, later):
                found.setdefault((fault.code, earlier.train.trip_id, later.train.trip_id), fault)
    return list(found.values())


def _runs(members: list[Train], days: Mapping[str, frozenset[date]]) -> list[_Run]:
    """All runs of a set, by their beginning; seconds count from a day long ago."""
    runs = [_run(train, day) for train in members for day in days.get(train.calendar, frozenset())]
    return sorted(runs, key=lambda run: (run.begins, run.ends, run.train.trip_id))


def _run(train: Train, day: date) -> _Run:
    midnight = day.toordinal() * DAY
    return _Run(train, midnight + train.calls[0].departure, midnight + train.calls[-1].arrival)


def _fault(earlier: _Run, later: _Run) -> TurnFault | None:
    start, end = later.train.calls[0], earlier.train.calls[-1]
    facts = {"other": earlier.train.name}
    if later.begins < earlier.ends:
        return TurnFault("coaches_twice", later.train.trip_id, start.stop, facts)
    if start.stop != end.stop:
        return TurnFault("coaches_elsewhere", later.train.trip_id, start.stop, facts | {"at": end.stop})
    minutes = (later.begins - earlier.ends) // MINUTE
    if later.begins - earlier.ends < SHORTEST_TURN_S:
        return TurnFault("short_turn", later.train.trip_id, start.stop, facts | {"minutes": minutes})
    return None
