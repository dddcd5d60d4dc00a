"""Journeys with changes of train between two stops."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from timetables.journeys import ChangeTimes, Day, Ends, Journey, Leg, each_journey
from timetables.models import Stop
from timetables.queries.change_times import Stations, load_stations
from timetables.queries.days import day_bounds
from timetables.queries.journey_days import KnownTrains, known_trains
from timetables.queries.trips import TripOption, Way, find_rides

LATEST_CONNECTION = dt.timedelta(days=1)  # how long after the day itself trains are looked at
LONGEST_WAIT_S = 12 * 3600
NIGHT_HOUR = 3
NIGHT_WAIT = dt.timedelta(hours=3)
LOOK_DAYS = 10


@dataclass(frozen=True, slots=True)
class TrainChange:
    """A change of trains: the ride that ends, the one that begins, and the seconds needed between them."""

    left: TripOption
    taken: TripOption
    needed_s: int

    @property
    def wait(self) -> dt.timedelta:
        """This property is the planned time between the trains."""
        return self.taken.departure - self.left.arrival

    @property
    def is_walk(self) -> bool:
        """This property tells that the next train leaves from another stop of the station."""
        return self.left.destination != self.taken.origin

    @property
    def is_missed(self) -> bool:
        """This property tells that, by the delays known now, the next train is gone before one gets to it."""
        needed = dt.timedelta(seconds=self.needed_s)
        return self.left.expected_arrival + needed > self.taken.expected_departure

    @property
    def is_overnight(self) -> bool:
        """This property tells that one waits for a good part of a night at the station."""
        start, end = self.left.arrival, self.taken.departure
        return start < end.replace(hour=NIGHT_HOUR, minute=0) < end and self.wait >= NIGHT_WAIT


@dataclass(frozen=True, slots=True)
class JourneyOption:
    """Trains one after another, planned times in the timezone of the stop they belong to.

    `departure` and `arrival` count a walk at either end, where another stop of the station is served.
    """

    legs: tuple[TripOption, ...]
    changes: tuple[TrainChange, ...]
    departure: dt.datetime
    arrival: dt.datetime

    @property
    def number_of_changes(self) -> int:
        """This property counts the changes of train."""
        return len(self.changes)

    @property
    def duration(self) -> dt.timedelta:
        """This property is the planned time on the way, waiting included."""
        return self.arrival - self.departure

    @property
    def is_missed(self) -> bool:
        """This property tells that one of the connections will be missed by what is known now."""
        return any(change.is_missed for change in self.changes)

    @property
    def is_overnight(self) -> bool:
        """This property tells that one waits through a night."""
        return any(change.is_overnight for change in self.changes)

    def beats(self, other: "JourneyOption") -> bool:
        """This method tells whether this journey is better in something, and in nothing worse, than another."""
        mine = (-self.departure.timestamp(), self.arrival.timestamp(), len(self.legs))
        theirs = (-other.departure.timestamp(), other.arrival.timestamp(), len(other.legs))
        return mine != theirs and all(one <= two for one, two in zip(mine, theirs, strict=True))


def find_journeys(*, origin: Stop, destination: Stop, date: dt.date) -> list[JourneyOption]:
    """Find the journeys with changes that leave on a date of the origin's own calendar, in order of departure.

    Only those are given that leave later, arrive earlier or change less often than any other, direct trains included;
    one that waits through a night only where nothing else goes that day. Cancelled trains, stops that are not served
    and connections shorter than a change takes are not offered. Where delays break a connection the journey stays,
    marked as missed, and those that then go on are given too; by the plan all of them are possible.
    This function makes one query when the days are in memory, and three more when it finds any.
    """
    (known,) = _known([date], origin)
    if known is None:
        return []
    stations, days = known.stations, known.days
    asked = _Question(stations, origin, destination, date)
    found = list(asked.journeys([day.planned for day in days]))
    if any(day.cautious for day in days):
        found += asked.journeys([day.cautious or day.planned for day in days])
    if all(len(one.legs) == 1 and _leads(one, origin, destination) for one in found):
        return []
    options = _best(journey_options(found, stations, origin, destination))
    calm = [one for one in options if not one.is_overnight]
    return [one for one in calm or options if not _is_direct(one, origin, destination)]


def changes_between(ways: Sequence[Way]) -> list[TrainChange]:
    """Give the changes between trains taken one after another, each by (dated trip, from position, to position).

    This function makes five queries; it leaves out changes of trains that there aren't.
    """
    rides, changes = find_rides(set(ways)), load_stations().changes
    return [
        _change(rides[left], rides[taken], changes)
        for left, taken in pairwise(ways)
        if left in rides and taken in rides
    ]


def days_with_journeys(*, origin: Stop, destination: Stop, dates: Sequence[dt.date]) -> list[dt.date]:
    """Tell on which of some dates a journey leaves, direct or not, by the plan of the trains that run.

    This function makes one query when the days are in memory.
    """
    return list(_days_with_journeys(origin, destination, dates))


def next_day_with_journey(*, origin: Stop, destination: Stop, after: dt.date) -> dt.date | None:
    """This function finds the first of LOOK_DAYS dates later than `after` with a journey, direct or not."""
    dates = [after + dt.timedelta(days=step) for step in range(1, LOOK_DAYS + 1)]
    return next(_days_with_journeys(origin, destination, dates), None)


def previous_day_with_journey(
    *, origin: Stop, destination: Stop, before: dt.date, first: dt.date
) -> dt.date | None:
    """This function finds the last of LOOK_DAYS dates earlier than `before`, not before `first`, with any journey."""
    dates = [before - dt.timedelta(days=step) for step in range(1, LOOK_DAYS + 1)]
    return next(_days_with_journeys(origin, destination, [date for date in dates if date >= first]), None)


@dataclass(frozen=True, slots=True)
class _Question:
    stations: Stations
    origin: Stop
    destination: Stop
    date: dt.date

    def journeys(self, days: Sequence[Day]) -> Iterator[Journey]:
        """This method goes through a day's journeys, the latest first, those with a very long wait left out."""
        first, last = (int(bound.timestamp()) for bound in day_bounds(self.date, self.origin))
        ends = Ends(self.stations.from_here(self.origin.pk), self.stations.to_here(self.destination.pk))
        found = each_journey(days, self.stations.changes, ends, first=first, last=last)
        return (one for one in found if all(is_bearable(*change) for change in one.waits()))


def is_bearable(left: Leg, taken: Leg) -> bool:
    """This function tells whether the wait between two trains is short enough to be a connection."""
    return taken.departure - left.arrival <= LONGEST_WAIT_S


def _known(dates: Iterable[dt.date], origin: Stop) -> list[KnownTrains | None]:
    bounds = (day_bounds(date, origin) for date in dates)
    return known_trains([(start, end + LATEST_CONNECTION) for start, end in bounds])


def _days_with_journeys(origin: Stop, destination: Stop, dates: Sequence[dt.date]) -> Iterator[dt.date]:
    for date, known in zip(dates, _known(dates, origin), strict=True):
        if known:
            asked = _Question(known.stations, origin, destination, date)
            if any(asked.journeys([day.planned for day in known.days])):
                yield date


def _leads(journey: Journey, origin: Stop, destination: Stop) -> bool:
    return (journey.legs[0].from_stop, journey.legs[-1].to_stop) == (origin.pk, destination.pk)


def _is_direct(option: JourneyOption, origin: Stop, destination: Stop) -> bool:
    return (option.legs[0].origin, option.legs[-1].destination) == (
        origin,
        destination,
    ) and not option.changes


def _best(options: Collection[JourneyOption]) -> list[JourneyOption]:
    """Keep those no other beats; one that will be missed beats nobody, and stays to be warned of."""
    certain = [one for one in options if not one.is_missed]
    kept = [one for one in options if one.is_missed or not any(other.beats(one) for other in certain)]
    return sorted(kept, key=lambda one: (one.departure, one.arrival, len(one.legs)))


def journey_options(
    found: Sequence[Journey], stations: Stations, origin: Stop, destination: Stop
) -> list[JourneyOption]:
    """This function shows journeys found by the search, in three queries; those alike once."""
    ways: dict[tuple[Way, ...], None] = dict.fromkeys(_ways(one) for one in found)
    rides = find_rides({way for one in ways for way in one})
    whole = [one for one in ways if all(way in rides for way in one)]
    return [_option([rides[way] for way in one], stations, origin, destination) for one in whole]


def _ways(journey: Journey) -> tuple[Way, ...]:
    return tuple((leg.train, leg.from_position, leg.to_position) for leg in journey.legs)


def _option(legs: Sequence[TripOption], stations: Stations, origin: Stop, destination: Stop) -> JourneyOption:
    there = stations.from_here(origin.pk).get(legs[0].origin.pk, 0)
    on = stations.to_here(destination.pk).get(legs[-1].destination.pk, 0)
    return JourneyOption(
        tuple(legs),
        tuple(_change(left, taken, stations.changes) for left, taken in pairwise(legs)),
        legs[0].departure - dt.timedelta(seconds=there),
        legs[-1].arrival + dt.timedelta(seconds=on),
    )


def _change(left: TripOption, taken: TripOption, changes: ChangeTimes) -> TrainChange:
    return TrainChange(left, taken, changes.between(left.destination.pk, taken.origin.pk) or 0)
