"""The same train day after day, between two stops: for whoever takes it every day."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Max

from timetables.models import DatedStop, ScheduleChange, Stop
from timetables.queries.days import day_bounds
from timetables.queries.trips import TripOption, find_rides

DAYS = 30
Changes = Mapping[int, tuple[int, dt.datetime]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyRun:
    """The train on one of its days. `changes` counts what was changed about it, the last time at `changed_at`."""

    ride: TripOption
    changes: int
    changed_at: dt.datetime | None

    @property
    def is_cancelled(self) -> bool:
        """This property tells that on this day the train does not take anybody from the one stop to the other."""
        calls = self.ride.stops[0], self.ride.stops[-1]
        return self.ride.is_cancelled or not all(stop.served for stop in calls)


def daily_runs(
    *, route_id: str, number: str, origin: Stop, destination: Stop, today: dt.date, days: int = DAYS
) -> list[DailyRun]:
    """Give the runs of a train of a line from one stop to another on so many days from `today` on, cancelled ones too.

    A train is known by its number and line, whatever edition of the timetable it stands in; of two on one day the one
    that runs counts. This function makes six queries.
    """
    first, _end = day_bounds(today, origin)
    _first, end = day_bounds(today + dt.timedelta(days=days - 1), origin)
    calls = DatedStop.objects.filter(
        stop=origin,
        departure_at__gte=first,
        departure_at__lt=end,
        boarding=True,
        dated_trip__trip__short_name=number,
        dated_trip__trip__route__route_id=route_id,
    )
    starts = dict(calls.values_list("dated_trip", "position"))
    ends = _ends(starts, destination)
    rides = find_rides([(train, starts[train], position) for train, position in ends.items()]).values()
    changes = _changes(ends)
    runs = [_run(ride, changes) for ride in rides]
    return sorted(_one_a_day(runs), key=lambda run: run.ride.departure)


def _ends(starts: Mapping[int, int], destination: Stop) -> dict[int, int]:
    rows = DatedStop.objects.filter(dated_trip__in=starts, stop=destination, alighting=True)
    found = rows.order_by("-position").values_list("dated_trip", "position")
    return {train: position for train, position in found if position > starts[train]}


def _changes(trains: Collection[int]) -> Changes:
    rows = ScheduleChange.objects.filter(dated_trip__in=trains).order_by().values("dated_trip")
    counted = rows.annotate(number=Count("id"), last=Max("made_at"))
    return {row["dated_trip"]: (row["number"], row["last"]) for row in counted}


def _run(ride: TripOption, changes: Changes) -> DailyRun:
    number, changed_at = changes.get(ride.dated_trip_id, (0, None))
    return DailyRun(ride=ride, changes=number, changed_at=changed_at)


def _one_a_day(runs: Iterable[DailyRun]) -> Iterable[DailyRun]:
    """A day whose train was taken over by another edition has a cancelled one beside the one that runs."""
    ordered = sorted(runs, key=lambda run: (not run.is_cancelled, run.ride.dated_trip_id))
    return {run.ride.service_date: run for run in ordered}.values()
