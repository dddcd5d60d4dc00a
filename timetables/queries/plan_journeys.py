"""Journeys from an instant on, or to be there by one, direct or with changes."""

import datetime as dt

from timetables.journeys import Ends, arrive_by, depart_after
from timetables.models import Stop
from timetables.queries.journey_days import known_trains
from timetables.queries.journeys import JourneyOption, is_bearable, journey_options

LOOK = dt.timedelta(days=2)


def journeys_after(*, origin: Stop, destination: Stop, at: dt.datetime) -> list[JourneyOption]:
    """Find the journeys that leave from an instant on and arrive earliest, for each number of changes that helps.

    Connections hold with the delays known now as well. This function gives the earliest arrival first; it makes one
    query when the days are in memory, and three more when it finds any.
    """
    return _plan(origin, destination, at, (at, at + LOOK), by=False)


def journeys_before(*, origin: Stop, destination: Stop, at: dt.datetime) -> list[JourneyOption]:
    """Find the journeys that are there by an instant and leave last, for each number of changes that helps.

    Connections and the arrival hold with the delays known now as well. This function gives the latest departure
    first, with as many queries as journeys_after.
    """
    return _plan(origin, destination, at, (at - LOOK, at), by=True)


def _plan(
    origin: Stop, destination: Stop, at: dt.datetime, period: tuple[dt.datetime, dt.datetime], *, by: bool
) -> list[JourneyOption]:
    (known,) = known_trains([period])
    if known is None:
        return []
    stations, days = known.stations, [day.cautious or day.planned for day in known.days]
    ends = Ends(stations.from_here(origin.pk), stations.to_here(destination.pk))
    search = arrive_by if by else depart_after
    found = search(days, stations.changes, ends, at=int(at.timestamp()))
    bearable = [one for one in found if all(is_bearable(*change) for change in one.waits())]
    return journey_options(bearable, stations, origin, destination)
