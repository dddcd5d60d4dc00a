"""Every journey there is, found by trying everything: slow, and too simple to be wrong."""

from collections.abc import Iterator, Sequence

from timetables.journeys import ChangeTimes, Ends, Run

Triple = tuple[int, int, int]  # departure, arrival, changes


def every_journey(
    runs: Sequence[Run], changes: ChangeTimes, ends: Ends, *, first: int, most_trains: int
) -> set[Triple]:
    """This function tries all rides after one another, from `first` on."""
    found = set()
    for stop, walk in ends.origins.items():
        for departs, arrivals in _rides_from(runs, stop, first + walk):
            for at, arrival in arrivals:
                found |= set(_go_on(runs, changes, ends, departs - walk, at, arrival, most_trains - 1, 0))
    return found


def none_beaten(journeys: set[Triple]) -> set[Triple]:
    """This function leaves out what another journey beats."""

    def beats(one: Triple, other: Triple) -> bool:
        return one != other and one[0] >= other[0] and one[1] <= other[1] and one[2] <= other[2]

    return {one for one in journeys if not any(beats(other, one) for other in journeys)}


def _go_on(
    runs: Sequence[Run],
    changes: ChangeTimes,
    ends: Ends,
    departure: int,
    stop: int,
    arrival: int,
    trains_left: int,
    changed: int,
) -> Iterator[Triple]:
    if stop in ends.destinations:
        yield departure, arrival + ends.destinations[stop], changed
    if not trains_left:
        return
    for other in {stop, *(to for to, _seconds in changes.on_foot.get(stop, ()))}:
        needed = changes.between(stop, other)
        if needed is None:
            continue
        for _departs, arrivals in _rides_from(runs, other, arrival + needed):
            for at, then in arrivals:
                yield from _go_on(runs, changes, ends, departure, at, then, trains_left - 1, changed + 1)


def _rides_from(runs: Sequence[Run], stop: int, since: int) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    for run in runs:
        for place, at in enumerate(run.stops):
            if at == stop and run.boards[place] and run.departures[place] >= since:
                later = range(place + 1, len(run.stops))
                yield (
                    run.departures[place],
                    [(run.stops[one], run.arrivals[one]) for one in later if run.alights[one]],
                )
