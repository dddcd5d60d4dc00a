"""Trains of coming days after a calendar was changed: those that no longer run, run again, or are new."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from timetables.models import Calendar, DatedTrip, ScheduleChange, Timetable
from timetables.models.service_rules import public_holiday_dates, rules_of
from timetables.operations.day_of_operation import cancel_dated_trip, restore_dated_trip
from timetables.operations.make_dated_trips import lock_making, make_dated_trips
from timetables.service_days import CalendarRule, runs_on

if TYPE_CHECKING:
    from railway.accounts.models import User

BY_CALENDAR = "calendar"
_DECISIONS = (ScheduleChange.Kind.CANCELLED, ScheduleChange.Kind.RESTORED)


@dataclass(frozen=True, slots=True)
class CalendarsApplied:
    """How many trains of coming days were cancelled, run again, or were made."""

    cancelled: int
    restored: int
    made: int


@dataclass(frozen=True, slots=True)
class CalendarPlan:
    """Trains of coming days that run no longer, and those that run again."""

    gone: list[DatedTrip]
    back: list[DatedTrip]


@transaction.atomic
def apply_calendars(*, now: datetime, actor: "User | None") -> CalendarsApplied:
    """Let the trains of coming days be those that calendars, public holidays and editions now say.

    A train on a day that has none any longer is cancelled, so that its passengers are told; one that a calendar had
    cancelled runs again when its day is back; new days get their trains. What somebody decided for a single day, by
    cancelling or restoring that train, stays. Drafts and superseded editions are left alone.
    This function returns how many of each there were.
    """
    lock_making()
    plan = plan_calendars(now=now)
    for train in plan.gone:
        cancel_dated_trip(dated_trip=train, actor=actor, now=now, reason=BY_CALENDAR)
    for train in plan.back:
        restore_dated_trip(dated_trip=train, actor=actor, now=now, reason=BY_CALENDAR)
    return CalendarsApplied(len(plan.gone), len(plan.back), make_dated_trips(now=now))


def plan_calendars(*, now: datetime) -> CalendarPlan:
    """This function finds what `apply_calendars` would cancel and restore, and changes nothing."""
    holidays = public_holiday_dates()
    rules = rules_of(Calendar.objects.all())
    coming = _coming(now)
    decided = _decided_by_hand(coming)
    free = [train for train in coming if train.pk not in decided]
    runs = {train.pk: _runs(train, rules[train.trip.calendar_id], holidays) for train in free}
    gone = [train for train in free if train.state == DatedTrip.State.SCHEDULED and not runs[train.pk]]
    back = [train for train in free if train.state == DatedTrip.State.CANCELLED and runs[train.pk]]
    return CalendarPlan(gone, back)


def _coming(now: datetime) -> list[DatedTrip]:
    published = DatedTrip.objects.filter(trip__timetable__state=Timetable.State.PUBLISHED, departs_at__gt=now)
    return list(published.select_related("trip__timetable").order_by("pk"))


def _decided_by_hand(trains: Collection[DatedTrip]) -> set[int]:
    """Find the trains whose last cancelling or restoring was somebody's decision for that day."""
    changes = ScheduleChange.objects.filter(dated_trip__in=trains, kind__in=_DECISIONS)
    last = changes.order_by("dated_trip_id", "-pk").distinct("dated_trip_id")
    return {change.dated_trip_id for change in last if change.after.get("reason") != BY_CALENDAR}


def _runs(train: DatedTrip, rule: CalendarRule, holidays: Collection[date]) -> bool:
    edition, day = train.trip.timetable, train.service_date
    in_force = edition.valid_from <= day and (edition.valid_until is None or day < edition.valid_until)
    return in_force and runs_on(rule, day, holidays)
