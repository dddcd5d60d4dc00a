"""Codes of services that come in for a draft, where other editions use a calendar of the same code."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from timetables.gtfs.in_use import calendars_in_use
from timetables.gtfs.reader import Feed
from timetables.gtfs.row import FeedProblem
from timetables.models import Calendar, CalendarDate, Timetable
from timetables.models.service_rules import public_holiday_dates, rules_of
from timetables.service_days import CalendarRule

Days = Mapping[date, int]
Needed = Callable[[dict[date, int], CalendarRule, Collection[date]], dict[date, int]]
_SAME = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "start_date", "end_date",
    "season_from", "season_to", "plus_public_holidays",
)  # fmt: skip


def name_services(
    feed: Feed,
    edition: Timetable,
    calendars: Iterable[Calendar],
    dates: Mapping[str, dict[date, int]],
    needed: Needed,
) -> dict[str, str]:
    """Give each service the code it shall have here: its own, else that code with ~2, ~3, … behind it.

    This function passes over codes whose calendar runs on other days and is used by another edition, and tells so.
    """
    stored = _Stored(edition, calendars, dates, needed)
    names = {}
    for calendar in calendars:
        name = stored.name_for(calendar)
        if name != calendar.service_id:
            told = f"{calendar.service_id!r} has other days in another edition; here it is {name!r}"
            feed.remarks.add(FeedProblem("calendar.txt", 0, "service_id", told))
        names[calendar.service_id] = name
    return names


class _Stored:
    """The calendars that are there, with their exceptions, and which of them others use."""

    def __init__(
        self,
        edition: Timetable,
        calendars: Iterable[Calendar],
        dates: Mapping[str, dict[date, int]],
        needed: Needed,
    ) -> None:
        codes = {calendar.service_id for calendar in calendars}
        alike = [
            one
            for one in Calendar.objects.all()
            if one.service_id.rsplit("~", 1)[0] in codes or one.service_id in codes
        ]
        self._by_code = {calendar.service_id: calendar for calendar in alike}
        self._used = calendars_in_use([calendar.pk for calendar in alike], edition)
        self._rules = rules_of(alike)
        self._holidays = public_holiday_dates()
        self._dates, self._needed = dates, needed

    def name_for(self, calendar: Calendar) -> str:
        """This function finds the first code that is free, or whose calendar runs on the same days."""
        code, number = calendar.service_id, 1
        while self._is_taken(code, calendar):
            number += 1
            code = f"{calendar.service_id}~{number}"
        return code

    def _is_taken(self, code: str, calendar: Calendar) -> bool:
        there = self._by_code.get(code)
        if there is None or there.pk not in self._used:
            return False
        if any(getattr(there, name) != getattr(calendar, name) for name in _SAME):
            return True
        rule = self._rules[there.pk]
        given = self._needed(self._dates.get(calendar.service_id, {}), rule, self._holidays)
        added = CalendarDate.ExceptionType.ADDED
        return {day: kind == added for day, kind in given.items()} != dict(rule.exceptions)
