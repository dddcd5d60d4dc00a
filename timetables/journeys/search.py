"""The questions: all good journeys of a period, the earliest from an instant on, the latest that is there in time."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from timetables.journeys.changes import ChangeTimes
from timetables.journeys.day import Day
from timetables.journeys.journey import Journey, best_of
from timetables.journeys.rounds import Rounds

MOST_TRAINS = 4
LONGEST_S = 48 * 3600


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a journey begins and ends: stops, each with the seconds of a walk to or from it."""

    origins: Mapping[int, int]
    destinations: Mapping[int, int]


def find_journeys(
    days: Sequence[Day],
    changes: ChangeTimes,
    ends: Ends,
    *,
    first: int,
    last: int,
    most_trains: int = MOST_TRAINS,
) -> list[Journey]:
    """Find the journeys that leave from `first` up to, not including, `last`, none of which another beats.

    Better is to leave later, to arrive earlier, to change less often; one that leaves after `last` beats others too.
    This function gives them in order of departure; none takes longer than two days.
    """
    found = each_journey(days, changes, ends, first=first, last=last, most_trains=most_trains)
    return sorted(found, key=lambda one: (one.departure, one.arrival, one.changes))


def each_journey(
    days: Sequence[Day],
    changes: ChangeTimes,
    ends: Ends,
    *,
    first: int,
    last: int,
    most_trains: int = MOST_TRAINS,
) -> Iterator[Journey]:
    """Go through the journeys that find_journeys gives, the latest departure first.

    This function searches no further than it is asked: whether there is any costs a part of finding all.
    """
    if ends.origins.keys() & ends.destinations.keys():
        return
    rounds = Rounds(days, changes, ends.destinations, until=last + LONGEST_S, most_trains=most_trains)
    for _too_late in rounds.depart(ends.origins, last):
        pass
    for at in _departures(days, ends.origins, first, last):
        yield from (one for one in rounds.depart(ends.origins, at) if one.duration <= LONGEST_S)


def depart_after(
    days: Sequence[Day], changes: ChangeTimes, ends: Ends, *, at: int, most_trains: int = MOST_TRAINS
) -> list[Journey]:
    """Find the journeys from an instant on that arrive earliest, by rising number of changes as far as these help.

    Of those that arrive together it is the one that leaves last. This function gives the earliest arrival first.
    """
    if ends.origins.keys() & ends.destinations.keys():
        return []
    rounds = Rounds(days, changes, ends.destinations, until=at + LONGEST_S, most_trains=most_trains)
    quick = list(rounds.depart(ends.origins, at))
    last = max((journey.arrival for journey in quick), default=at) + 1
    found = find_journeys(days, changes, ends, first=at, last=last, most_trains=most_trains) if quick else []
    best = {(one.arrival, one.changes) for one in best_of(replace(one, departure=at) for one in found)}
    kept = [one for one in found if (one.arrival, one.changes) in best]
    return sorted(kept, key=lambda one: (one.arrival, one.changes))


def arrive_by(
    days: Sequence[Day], changes: ChangeTimes, ends: Ends, *, at: int, most_trains: int = MOST_TRAINS
) -> list[Journey]:
    """Find the journeys that are there by an instant and leave last, by rising number of changes as far as these help.

    This function gives the latest departure first, and looks back two days.
    """
    every = find_journeys(days, changes, ends, first=at - LONGEST_S, last=at + 1, most_trains=most_trains)
    found = [one for one in every if one.arrival <= at]
    best = {(one.departure, one.changes) for one in best_of(replace(one, arrival=at) for one in found)}
    kept = [one for one in found if (one.departure, one.changes) in best]
    return sorted(kept, key=lambda one: (-one.departure, one.changes))


def _departures(days: Sequence[Day], origins: Mapping[int, int], first: int, last: int) -> list[int]:
    """List the instants of a period at which somebody has to leave for a train, the latest first."""
    found: set[int] = set()
    for stop, walk in origins.items():
        for day in days:
            for lane, place in day.boarding.get(stop, ()):
                base = place * lane.count
                ends = (
                    bisect_left(lane.departures, time + walk, base, base + lane.count)
                    for time in (first, last)
                )
                found.update(time - walk for time in lane.departures[slice(*ends)])
    return sorted(found, reverse=True)
