"""From the calendar's rows to the pure rule that tells on which dates a service runs."""

from collections.abc import Mapping
from datetime import date

from timetables.models.calendar import Calendar, CalendarDate, PublicHoliday
from timetables.service_days import CalendarRule


def rule_of(calendar: Calendar, exceptions: Mapping[date, bool] | None = None) -> CalendarRule:
    """Build the rule of a calendar.

    This function reads the calendar's exceptions (prefetch `dates` for many calendars) unless they are given.
    """
    if exceptions is None:
        added = CalendarDate.ExceptionType.ADDED
        exceptions = {day.date: day.exception_type == added for day in calendar.dates.all()}
    return CalendarRule(
        weekdays=calendar.weekdays,
        start_date=calendar.start_date,
        end_date=calendar.end_date,
        season_from=calendar.season_from,
        season_to=calendar.season_to,
        plus_public_holidays=calendar.plus_public_holidays,
        exceptions=exceptions,
    )


def public_holiday_dates() -> frozenset[date]:
    """This function returns the public holidays of both countries: a train for holidays runs on either's."""
    return frozenset(PublicHoliday.objects.values_list("date", flat=True))
