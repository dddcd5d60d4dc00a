"""Service days: calendar.txt with our season and holiday columns, and calendar_dates.txt."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from timetables.gtfs.reader import Feed
from timetables.gtfs.row import Row
from timetables.gtfs.upsert import Counts, upsert
from timetables.models import Calendar, CalendarDate
from timetables.models.service_rules import public_holiday_dates, rules_of
from timetables.service_days import CalendarRule, check_month_day, runs_by_rule

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CALENDAR_COLUMNS = ("service_id", *WEEKDAYS, "start_date", "end_date")
DATE_COLUMNS = ("service_id", "date", "exception_type")


class DateRow(NamedTuple):
    """One exception of the feed."""

    service_id: str
    date: date
    exception_type: int


def import_calendars(feed: Feed) -> dict[str, Counts]:
    """Import calendar.txt and calendar_dates.txt; a service of the latter alone has no weekdays.

    This function does not keep an exception that says only what the calendar's season and holidays say already,
    and drops a stored exception that says otherwise than the feed.
    """
    if not feed.has("calendar.txt"):
        feed.must_have("calendar_dates.txt")
    calendars = list(
        feed.parsed("calendar.txt", _parse_calendar, needs=CALENDAR_COLUMNS, unique="service_id")
    )
    dates = _unique_dates(feed)
    calendars += _calendars_of_dates_alone({calendar.service_id for calendar in calendars}, dates)
    counts = {"calendar.txt": upsert(Calendar, ("service_id",), calendars)}
    return counts | {"calendar_dates.txt": _import_dates(dates)}


def _import_dates(dates: Collection[DateRow]) -> Counts:
    wanted = {row.service_id for row in dates}
    calendars = {calendar.service_id: calendar for calendar in Calendar.objects.filter(service_id__in=wanted)}
    by_key = rules_of(calendars.values(), with_exceptions=False)
    rules = {service_id: by_key[calendar.pk] for service_id, calendar in calendars.items()}
    holidays = public_holiday_dates()
    implied = {row for row in dates if _is_implied(row, rules[row.service_id], holidays)}
    _forget(implied, calendars)
    kept = (_calendar_date(row, calendars) for row in dates if row not in implied)
    counts = upsert(CalendarDate, ("calendar_id", "date"), kept, keep=("note",))
    counts.read = len(dates)
    return counts


def _parse_calendar(row: Row) -> Calendar:
    first, last = row.day("start_date"), row.day("end_date")
    if last < first:
        row.bad("end_date", "must not be before start_date")
    return Calendar(
        service_id=row.text("service_id", longest=64),
        name=row.text("service_name", ""),
        **{day: row.flag(day) for day in WEEKDAYS},
        start_date=first,
        end_date=last,
        season_from=_month_day(row, "season_from", "season_to"),
        season_to=_month_day(row, "season_to", "season_from"),
        plus_public_holidays=row.flag("plus_public_holidays", default=False),
    )


def _month_day(row: Row, column: str, other: str) -> str:
    value = row.text(column, "")
    if value:
        try:
            check_month_day(value)
        except ValueError:
            row.bad(column, f"a day of the year written MM-DD, got {value!r}")
    elif row.text(other, ""):
        row.bad(column, "a season needs both its first and its last day")
    return value


def _unique_dates(feed: Feed) -> list[DateRow]:
    seen: set[tuple[str, date]] = set()

    def parse(row: Row) -> DateRow:
        kind = row.one_of("exception_type", ["1", "2"])
        found = DateRow(row.text("service_id", longest=64), row.day("date"), int(kind))
        if found[:2] in seen:
            row.bad("date", "the service has this date on an earlier line already")
        seen.add(found[:2])
        return found

    return list(feed.parsed("calendar_dates.txt", parse, needs=DATE_COLUMNS))


def _calendars_of_dates_alone(written: Collection[str], dates: Iterable[DateRow]) -> list[Calendar]:
    alone: dict[str, list[date]] = defaultdict(list)
    for row in dates:
        if row.service_id not in written:
            alone[row.service_id].append(row.date)
    return [
        Calendar(service_id=service_id, start_date=min(days), end_date=max(days))
        for service_id, days in alone.items()
    ]


def _is_implied(row: DateRow, rule: CalendarRule, holidays: Collection[date]) -> bool:
    runs = row.exception_type == CalendarDate.ExceptionType.ADDED
    return runs_by_rule(rule, row.date, holidays) == runs


def _forget(rows: Collection[DateRow], calendars: dict[str, Calendar]) -> None:
    """Delete exceptions that contradict what the feed says about a date."""
    by_service: dict[str, list[date]] = defaultdict(list)
    for row in rows:
        by_service[row.service_id].append(row.date)
    for service_id, dates in by_service.items():
        CalendarDate.objects.filter(calendar=calendars[service_id], date__in=dates).delete()


def _calendar_date(row: DateRow, calendars: dict[str, Calendar]) -> CalendarDate:
    return CalendarDate(calendar=calendars[row.service_id], date=row.date, exception_type=row.exception_type)
