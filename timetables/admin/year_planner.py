"""A year of each calendar as a planner: months by rows, weekdays by columns, so that what is odd stands out."""

import calendar as months_of
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from railway.lib.template_words import day_and_month, language
from railway.lib.wording import MONTHS, WEEKDAYS
from timetables.models import Calendar, PublicHoliday
from timetables.models.service_rules import rules_of
from timetables.service_days import CalendarRule, Reason, reason_of, weekday_of
from timetables.service_notes import Sheet, describe
from timetables.service_words import write_note

COLUMNS = 37  # a month of 31 days that begins on a Sunday


@dataclass(frozen=True, slots=True)
class PlannerDay:
    """A cell of the planner: a day with why it runs or not, or an empty cell."""

    number: int
    style: str
    words: str


@dataclass(frozen=True, slots=True)
class PlannerMonth:
    """A row of the planner."""

    name: str
    days: Sequence[PlannerDay | None]


@dataclass(frozen=True, slots=True)
class Planner:
    """One calendar's year."""

    calendar: Calendar
    words: str
    running: int
    months: Sequence[PlannerMonth]


def plan_year(calendars: Iterable[Calendar], year: int) -> list[Planner]:
    """This function lays out a year of calendars, by three queries however many there are."""
    listed = list(calendars)
    rules = rules_of(listed)
    first, last = date(year, 1, 1), date(year, 12, 31)
    holidays = dict(PublicHoliday.objects.filter(date__range=(first, last)).values_list("date", "name"))
    return [_planner(one, rules[one.pk], year, holidays) for one in listed]


def weekday_heads() -> list[str]:
    """This function names the columns of a planner."""
    return [WEEKDAYS[language()][column % 7] for column in range(COLUMNS)]


def reason_words(reason: Reason) -> str:
    """This function says why a calendar runs or doesn't run on a day."""
    return {
        Reason.WEEKDAY: _("runs: its weekday"),
        Reason.SUBSTITUTE: _("runs: as on another weekday"),
        Reason.HOLIDAY: _("runs: public holiday"),
        Reason.ADDED: _("runs: exception"),
        Reason.OFF: _("does not run"),
        Reason.SUBSTITUTE_OFF: _("does not run: as on another weekday"),
        Reason.OUT_OF_SEASON: _("does not run: out of season"),
        Reason.OUT_OF_PERIOD: _("does not run: before or after the calendar's period"),
        Reason.REMOVED: _("does not run: exception"),
    }[reason]


def _planner(calendar: Calendar, rule: CalendarRule, year: int, holidays: dict[date, str]) -> Planner:
    sheet = Sheet(first=date(year, 1, 1), last=date(year, 12, 31), holidays=frozenset(holidays))
    days = {day for day in sheet.days() if reason_of(rule, day, holidays).runs}
    months = [_month(rule, year, month, holidays) for month in range(1, 13)]
    return Planner(calendar, write_note(describe(days, sheet, rule), language()), len(days), months)


def _month(rule: CalendarRule, year: int, month: int, holidays: dict[date, str]) -> PlannerMonth:
    before, length = months_of.monthrange(year, month)
    days = [_day(rule, date(year, month, 1) + timedelta(days=number), holidays) for number in range(length)]
    empty: list[PlannerDay | None] = [None]
    cells = [*empty * before, *days, *empty * (COLUMNS - before - length)]
    return PlannerMonth(MONTHS[language()][month - 1], cells)


def _day(rule: CalendarRule, day: date, holidays: dict[date, str]) -> PlannerDay:
    reason = reason_of(rule, day, holidays)
    words = [day_and_month(day), reason_words(reason)]
    if (as_weekday := weekday_of(rule, day)) != day.isoweekday():
        words.append(_("as on %(weekday)s") % {"weekday": WEEKDAYS[language()][as_weekday - 1]})
    if day in holidays:
        words.append(holidays[day])
    marks = _marks(rule, day, holidays)
    return PlannerDay(
        day.day, " ".join([reason.word, "on" if reason.runs else "off", *marks]), ", ".join(words)
    )


def _marks(rule: CalendarRule, day: date, holidays: Collection[date]) -> list[str]:
    moved = weekday_of(rule, day) != day.isoweekday()
    return ["moved"] * moved + ["feast"] * (day in holidays)
