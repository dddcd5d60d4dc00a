"""RAPTOR's rounds: after round k everything is known that k trains can reach.

In its range form the departures of a day are gone through from the last to the first, and what later departures have
reached stays: an earlier one goes on only where it is earlier still. So the journeys found are just those that no
later departure with as few changes beats.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from timetables.journeys.bounds import least_times
from timetables.journeys.changes import ChangeTimes
from timetables.journeys.day import Day, Lane
from timetables.journeys.journey import Journey, Leg

FAR = 1 << 40  # more seconds than any search looks ahead
Ride = tuple[Lane, int, int, int]  # the lane, the train's number in it, the calls boarded and alighted at


class Rounds:
    """What is reached so far, by number of trains; index 0 stands for none.

    `arrived` is when a train brings one to a stop, `ready` when one can board there (after the time to change, or a
    walk), `reached` when one is at the destination.
    """

    def __init__(
        self,
        days: Sequence[Day],
        changes: ChangeTimes,
        destinations: Mapping[int, int],
        *,
        until: int,
        most_trains: int,
    ) -> None:
        sizes = range(most_trains + 1)
        self.days, self.changes, self.destinations = days, changes, destinations
        self.least = least_times(days, changes, destinations)
        self.arrived: list[dict[int, int]] = [{} for _ in sizes]
        self.ready: list[dict[int, int]] = [{} for _ in sizes]
        self.reached = [until + 1 for _ in sizes]
        self._ride: list[dict[int, Ride]] = [{} for _ in sizes]
        self._came: list[dict[int, int]] = [
            {} for _ in sizes
        ]  # where the train was left to be ready at a stop
        self._last: list[Ride | None] = [None for _ in sizes]

    def depart(self, origins: Mapping[int, int], at: int) -> Iterator[Journey]:
        """Leave the origins (stops with the seconds of a walk to them) at an instant, after all later ones.

        This function gives the journeys that are better than those found before, by rising number of trains.
        """
        self._last = [None] * len(self._last)
        marked = {stop for stop, walk in origins.items() if _improve(self.ready, 0, stop, at + walk)}
        for trains in range(1, len(self.ready)):
            left: set[int] = set()
            for lane, place in self._lanes(trains, marked):
                self._ride_along(trains, lane, place, left)
            marked = self._change(trains, left)
            if not marked:
                break
        for trains, last in enumerate(self._last):
            if last:
                yield self._journey(trains, last, origins)

    def _lanes(self, trains: int, marked: Iterable[int]) -> Iterable[tuple[Lane, int]]:
        """List the lanes that can be boarded at the marked stops, with the first call among them.

        Left out are those whose last train is gone, or whose first one leaves too late to be there any sooner.
        """
        first: dict[Lane, int] = {}
        ready, reached = self.ready[trains - 1], self.reached[trains]
        for stop in marked:
            since, least = ready[stop], self.least.get(stop)
            if least is None or since + least >= reached:
                continue
            for day in self.days:
                for lane, place in day.boarding.get(stop, ()):
                    base = place * lane.count
                    in_time = lane.departures[base] + least < reached
                    if in_time and lane.departures[base + lane.count - 1] >= since:
                        first[lane] = min(place, first.get(lane, place))
        return first.items()

    def _ride_along(self, trains: int, lane: Lane, place: int, left: set[int]) -> None:
        """Ride a lane from a call on: alight wherever that is earlier, change to an earlier train of it if in time."""
        ready, arrived, reached = self.ready[trains - 1], self.arrived[trains], self.reached
        departures, arrivals, count, least = lane.departures, lane.arrivals, lane.count, self.least
        train, boarded = count, place
        for call in range(place, len(lane.stops)):
            stop, base = lane.stops[call], call * count
            if train < count and lane.alights[call]:
                at = arrivals[base + train]
                if at < arrived.get(stop, at + 1) and at + least.get(stop, FAR) < reached[trains]:
                    self._alight(trains, stop, at, (lane, train, boarded, call))
                    left.add(stop)
            since = ready.get(stop) if lane.boards[call] else None
            if since is not None and (train == count or since <= departures[base + train]):
                caught = bisect_left(departures, since, base, base + train) - base
                if caught < train:
                    train, boarded = caught, call

    def _alight(self, trains: int, stop: int, at: int, ride: Ride) -> None:
        _improve(self.arrived, trains, stop, at)
        self._ride[trains][stop] = ride
        walk = self.destinations.get(stop)
        if walk is not None and at + walk < self.reached[trains]:
            self.reached[trains:] = [min(at + walk, time) for time in self.reached[trains:]]
            self._last[trains] = ride

    def _change(self, trains: int, left: Iterable[int]) -> set[int]:
        """Get ready for other trains where one was left, and where one can walk to from there."""
        marked = set()
        for stop in left:
            at, needed = self.arrived[trains][stop], self.changes.within(stop)
            ways = [] if needed is None else [(stop, needed)]
            for other, seconds in (*ways, *self.changes.on_foot.get(stop, ())):
                if _improve(self.ready, trains, other, at + seconds):
                    self._came[trains][other] = stop
                    marked.add(other)
        return marked

    def _journey(self, trains: int, last: Ride, origins: Mapping[int, int]) -> Journey:
        rides = [last]
        for number in range(trains - 1, 0, -1):
            lane, _train, boarded, _alighted = rides[-1]
            rides.append(self._ride[number][self._came[number][lane.stops[boarded]]])
        legs = tuple(_leg(ride) for ride in reversed(rides))
        first, end = legs[0], legs[-1]
        return Journey(
            legs, first.departure - origins[first.from_stop], end.arrival + self.destinations[end.to_stop]
        )


def _improve(times: list[dict[int, int]], trains: int, stop: int, at: int) -> bool:
    """This function notes an earlier time for so many trains and for more; False if it was no earlier."""
    if times[trains].get(stop, at + 1) <= at:
        return False
    for more in times[trains:]:
        if more.get(stop, at + 1) > at:
            more[stop] = at
    return True


def _leg(ride: Ride) -> Leg:
    lane, train, boarded, alighted = ride
    return Leg(
        train=lane.trains[train],
        from_stop=lane.stops[boarded],
        to_stop=lane.stops[alighted],
        from_position=lane.positions[boarded],
        to_position=lane.positions[alighted],
        departure=lane.departures[boarded * lane.count + train],
        arrival=lane.arrivals[alighted * lane.count + train],
    )
