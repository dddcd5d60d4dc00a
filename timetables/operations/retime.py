"""Moving a train: new times of a trip, and of all its future days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_update_with_history

from timetables.models import ScheduleChange, StopTime, Trip
from timetables.operations.redate import redate_trips

if TYPE_CHECKING:
    from railway.accounts.models import User

LONGEST_SERVICE_DAY_S = 48 * 3600
NewTime = tuple[int, int, int]


class TimeFault(models.TextChoices):
    """Why a stop's new times cannot be."""

    UNKNOWN_STOP = "unknown_stop", _("The train has no stop with this number.")
    BACKWARDS = "backwards", _("The train cannot depart before it arrives.")
    BEFORE_PREVIOUS = "before_previous", _("The train cannot arrive before it leaves the stop before.")
    OUT_OF_DAY = "out_of_day", _("A time lies between 00:00 and 48:00 of the service day.")


@dataclass(frozen=True, slots=True)
class TimeProblem:
    """A stop (by its stop_sequence) whose new times cannot be, and why."""

    stop_sequence: int
    fault: TimeFault


class TimesRefused(Exception):
    """The new times do not run forward; nothing was changed. `problems` say where and why."""

    def __init__(self, problems: list[TimeProblem]) -> None:
        super().__init__("; ".join(f"{problem.stop_sequence}: {problem.fault.label}" for problem in problems))
        self.problems = problems


@transaction.atomic
def retime_trip(
    *, trip: Trip, times: Iterable[NewTime], actor: "User | None", now: datetime, reason: str = ""
) -> list[ScheduleChange]:
    """Give stops of a trip new times: (stop_sequence, arrival, departure) in seconds of the service day.

    Stops not named keep their times; points where nobody boards or alights (as the border) move with their
    neighbours, by kilometre. All dated trips that have not departed follow, and bookings hear of each.
    This function raises TimesRefused, and returns the changes of the days that are concerned.
    """
    Trip.objects.select_for_update(of=("self",), no_key=True).get(pk=trip.pk)
    stop_times = list(trip.stop_times.order_by("stop_sequence"))
    before = {row.pk: (row.arrival_time, row.departure_time) for row in stop_times}
    given = {sequence: (arrival, departure) for sequence, arrival, departure in times}
    _refuse(find_time_problems(_apply(stop_times, given), given.keys()))
    changed = [row for row in stop_times if before[row.pk] != (row.arrival_time, row.departure_time)]
    if not changed:
        return []
    bulk_update_with_history(
        changed,
        StopTime,
        ["arrival_time", "departure_time"],
        default_user=actor,
        default_change_reason=reason,
    )
    return redate_trips(trips=[trip.pk], actor=actor, now=now)


@transaction.atomic
def shift_trip(*, trip: Trip, minutes: int, actor: "User | None", now: datetime) -> list[ScheduleChange]:
    """Move a whole trip by some minutes, earlier when negative.

    This function raises TimesRefused when a time would leave the service day, as retime_trip does.
    """
    seconds = minutes * 60
    rows = trip.stop_times.values_list("stop_sequence", "arrival_time", "departure_time")
    moved = [(sequence, arrival + seconds, departure + seconds) for sequence, arrival, departure in rows]
    return retime_trip(trip=trip, times=moved, actor=actor, now=now)


def find_time_problems(stop_times: list[StopTime], given: Iterable[int] = ()) -> list[TimeProblem]:
    """Say which of a trip's stop times, in order of stop_sequence, cannot be.

    This function returns no problem when all times run forward and every sequence in `given` is a stop.
    """
    known = {row.stop_sequence for row in stop_times}
    problems = [TimeProblem(sequence, TimeFault.UNKNOWN_STOP) for sequence in given if sequence not in known]
    previous = 0
    for row in stop_times:
        if fault := _fault(row, previous):
            problems.append(TimeProblem(row.stop_sequence, fault))
        previous = max(previous, row.departure_time)
    return problems


def _fault(row: StopTime, previous_departure: int) -> TimeFault | None:
    if not (
        0 <= row.arrival_time <= LONGEST_SERVICE_DAY_S and 0 <= row.departure_time <= LONGEST_SERVICE_DAY_S
    ):
        return TimeFault.OUT_OF_DAY
    if row.departure_time < row.arrival_time:
        return TimeFault.BACKWARDS
    return TimeFault.BEFORE_PREVIOUS if row.arrival_time < previous_departure else None


def _refuse(problems: list[TimeProblem]) -> None:
    if problems:
        raise TimesRefused(problems)


def _apply(stop_times: list[StopTime], given: dict[int, tuple[int, int]]) -> list[StopTime]:
    """Put the new times on the rows, and move points that are only passed when a neighbour moves."""
    for row in stop_times:
        if row.stop_sequence in given:
            row.arrival_time, row.departure_time = given[row.stop_sequence]
    for previous, row, following in zip(stop_times, stop_times[1:], stop_times[2:], strict=False):
        moves = {previous.stop_sequence, following.stop_sequence} & given.keys()
        if moves and _is_passed(row) and row.stop_sequence not in given:
            _pass_between(previous, row, following)
    return stop_times


def _is_passed(row: StopTime) -> bool:
    return row.pickup_type == row.drop_off_type == StopTime.Pickup.NONE


def _pass_between(previous: StopTime, row: StopTime, following: StopTime) -> None:
    """Set the time at which a train passes a point, by its share of the kilometres, else half way."""
    share = 0.5
    kms = [stop_time.shape_dist_traveled for stop_time in (previous, row, following)]
    if None not in kms and kms[2] > kms[0]:  # type: ignore[operator]  # none of them is None here
        share = float((kms[1] - kms[0]) / (kms[2] - kms[0]))  # type: ignore[operator]  # nor here
    passes = previous.departure_time + share * (following.arrival_time - previous.departure_time)
    row.arrival_time = row.departure_time = max(previous.departure_time, round(passes / 60) * 60)
