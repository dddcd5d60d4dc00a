"""Days that run as another weekday: entering a year's worth at once, and what the governments' lists propose."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from timetables.models import Calendar, SubstituteDay
from timetables.operations.apply_calendar import CalendarPlan, plan_calendars
from timetables.operations.make_dated_trips import lock_making
from timetables.operations.public_holidays import COUNTRIES, listed_holidays

SUNDAY = 7
_MOVED_FROM = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")


@dataclass(frozen=True, slots=True, order=True)
class ProposedDay:
    """A date that a country's government moved, with the weekday that trains may run as on it."""

    date: date
    as_weekday: int
    country: str


@transaction.atomic
def set_substitute_days(
    *, days: Mapping[date, int], calendars: Collection[Calendar] = (), note: str = ""
) -> list[SubstituteDay]:
    """Let some calendars, or all, run on dates as on another weekday (1 for Monday).

    A day entered before takes its new weekday. Trains of coming days don't follow by themselves: see
    `apply_calendars`.
    This function returns the rows that are new or other than before.
    """
    lock_making()
    wanted: Collection[Calendar | None] = calendars or (None,)
    known = {(row.date, row.calendar_id): row for row in SubstituteDay.objects.filter(date__in=days)}
    written = []
    for calendar in wanted:
        for day, weekday in sorted(days.items()):
            row = known.get((day, calendar.pk if calendar else None))
            if row is None or row.as_weekday != weekday:
                row = row or SubstituteDay(date=day, calendar=calendar)
                row.as_weekday, row.note = weekday, note or row.note
                row.save()
                written.append(row)
    return written


def foresee_substitute_days(
    *, days: Mapping[date, int], calendars: Collection[Calendar], now: datetime
) -> CalendarPlan:
    """This function finds which trains of coming days such days would cancel and restore, and changes nothing."""
    with transaction.atomic():
        set_substitute_days(days=days, calendars=calendars)
        plan = plan_calendars(now=now)
        transaction.set_rollback(True)
    return plan


def foresee_without(*, day: SubstituteDay, now: datetime) -> CalendarPlan:
    """This function finds what `apply_calendars` would do if a day were deleted, and changes nothing."""
    with transaction.atomic():
        SubstituteDay.objects.filter(pk=day.pk).delete()
        plan = plan_calendars(now=now)
        transaction.set_rollback(True)
    return plan


def propose_substitute_days(year: int) -> list[ProposedDay]:
    """List the dates of a year that the governments of both countries moved, as the library of holidays knows them.

    A day off that was moved to a weekday may run as a Sunday, and the weekend day that is worked instead as the
    weekday that is off. This function returns days in order; it changes nothing.
    """
    found = set()
    for country in COUNTRIES:
        names, worked = listed_holidays(country, year)
        for day, name in names.items():
            if not (moved := _MOVED_FROM.search(name)):
                continue
            found.add(ProposedDay(day, SUNDAY, country))
            instead = date(int(moved[3]), int(moved[2]), int(moved[1]))
            if instead in worked:
                found.add(ProposedDay(instead, day.isoweekday(), country))
    return sorted(one for one in found if one.date.year == year)
