"""From the calendar's rows to the pure rule that tells on which dates a service runs."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q, prefetch_related_objects

from timetables.models.calendar import Calendar, CalendarDate, PublicHoliday, SubstituteDay
from timetables.service_days import CalendarRule

Substitutes = Mapping[date, int]


def rule_of(
    calendar: Calendar,
    exceptions: Mapping[date, bool] | None = None,
    substitutes: Substitutes | None = None,
) -> CalendarRule:
    """Build the rule of a calendar.

    This function reads the calendar's exceptions and the days that run as another, unless they are given: for many
    calendars there is `rules_of`.
    """
    if exceptions is None:
        added = CalendarDate.ExceptionType.ADDED
        exceptions = {day.date: day.exception_type == added for day in calendar.dates.all()}
    if substitutes is None:
        substitutes = _substitutes([calendar])[calendar.pk]
    return CalendarRule(
        weekdays=calendar.weekdays,
        start_date=calendar.start_date,
        end_date=calendar.end_date,
        season_from=calendar.season_from,
        season_to=calendar.season_to,
        plus_public_holidays=calendar.plus_public_holidays,
        exceptions=exceptions,
        substitutes=substitutes,
    )


def rules_of(calendars: Iterable[Calendar], *, with_exceptions: bool = True) -> dict[int, CalendarRule]:
    """This function builds the rules of calendars, by their keys, in two queries however many there are."""
    listed = list({calendar.pk: calendar for calendar in calendars}.values())
    if with_exceptions:
        prefetch_related_objects(listed, "dates")
    exceptions: dict[date, bool] | None = None if with_exceptions else {}
    substitutes = _substitutes(listed)
    return {calendar.pk: rule_of(calendar, exceptions, substitutes[calendar.pk]) for calendar in listed}


def common_substitutes() -> dict[date, int]:
    """This function gives the days on which all calendars run as on another weekday, unless theirs says otherwise."""
    return dict(SubstituteDay.objects.filter(calendar=None).values_list("date", "as_weekday"))


def public_holiday_dates() -> frozenset[date]:
    """This function returns the public holidays of both countries: a train for holidays runs on either's."""
    return frozenset(PublicHoliday.objects.values_list("date", flat=True))


def _substitutes(calendars: Iterable[Calendar]) -> dict[int, dict[date, int]]:
    """Give each calendar its days that run as another: those for all, and its own, which come first."""
    keys = [calendar.pk for calendar in calendars]
    rows = SubstituteDay.objects.filter(Q(calendar=None) | Q(calendar__in=keys)).order_by("date")
    common: dict[date, int] = {}
    own: dict[int, dict[date, int]] = {key: {} for key in keys}
    for row in rows:
        (common if row.calendar_id is None else own[row.calendar_id])[row.date] = row.as_weekday
    return {key: common | days for key, days in own.items()}
