"""Exceptions of services, written out for those who know GTFS alone."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from timetables.gtfs.export_rows import day as write_day
from timetables.gtfs.scope import Service
from timetables.models import CalendarDate
from timetables.models.service_rules import public_holiday_dates
from timetables.service_days import CalendarRule, runs_by_rule, runs_on


def calendar_date_rows(services: Iterable[Service]) -> Iterator[dict[str, Any]]:
    """This function writes the rows of calendar_dates.txt, each service once."""
    holidays = public_holiday_dates()
    by_code = {one.service_id: one for one in services}
    for code in sorted(by_code):
        rule = by_code[code].rule
        for day, runs in differing_days(rule, holidays) if rule else ():
            kind = CalendarDate.ExceptionType.ADDED if runs else CalendarDate.ExceptionType.REMOVED
            yield {"service_id": code, "date": write_day(day), "exception_type": int(kind)}


def differing_days(rule: CalendarRule, holidays: Collection[date]) -> Iterator[tuple[date, bool]]:
    """Go through the dates that calendar_dates.txt has to name, with whether the service runs.

    This function names a date whenever its weekday alone, or the season and holidays of our extension columns,
    would say otherwise: so a reader who knows GTFS alone and our own import both get the same days.
    """
    length = (rule.end_date - rule.start_date).days + 1
    period = {rule.start_date + timedelta(days=number) for number in range(length)}
    for day in sorted(period | rule.exceptions.keys()):
        plain = day in period and day.isoweekday() in rule.weekdays
        runs = runs_on(rule, day, holidays)
        if runs != plain or runs != runs_by_rule(rule, day, holidays):
            yield day, runs
