"""Service days: calendar.txt with our season and holiday columns, and calendar_dates.txt."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from timetables.gtfs.columns import COLUMNS
from timetables.gtfs.reader import Feed
from timetables.gtfs.row import FeedProblem, Row
from timetables.gtfs.service_names import name_services
from timetables.gtfs.upsert import Counts, upsert
from timetables.models import Calendar, CalendarDate, Timetable
from timetables.models.service_rules import public_holiday_dates, rules_of
from timetables.service_days import CalendarRule, check_month_day, runs_by_rule

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CALENDAR_COLUMNS = ("service_id", *WEEKDAYS, "start_date", "end_date")
DATE_COLUMNS = ("service_id", "date", "exception_type")
Exceptions = dict[str, dict[date, int]]


@dataclass(frozen=True, slots=True)
class FoundServices:
    """What came in: rows by file, and the keys of the calendars by the feed's own service_id."""

    counts: dict[str, Counts]
    keys: dict[str, int]
    first_day: date | None = field(default=None)


def import_calendars(feed: Feed, edition: Timetable | None, used: Collection[str]) -> FoundServices:
    """Import the services that have trips (`used`); a service of calendar_dates.txt alone has no weekdays.

    This function does not keep an exception that says only what the calendar's season and holidays say already,
    and drops a stored exception that says otherwise than the feed. What comes in for a draft and differs from a
    calendar that other editions use gets a code of its own, which the remarks tell.
    """
    if not feed.has("calendar.txt"):
        feed.must_have("calendar_dates.txt")
    parsed = feed.parsed("calendar.txt", _parse_calendar, needs=CALENDAR_COLUMNS, unique="service_id")
    codes = {feed.prefix + code for code in used}
    calendars = [calendar for calendar in parsed if calendar.service_id in codes]
    dates = {code: days for code, days in _dates_by_service(feed).items() if code in codes}
    calendars += _calendars_of_dates_alone({calendar.service_id for calendar in calendars}, dates)
    if edition is not None and edition.state == Timetable.State.DRAFT:
        names = name_services(feed, edition, calendars, dates, _needed)
        for calendar in calendars:
            calendar.service_id = names[calendar.service_id]
    else:
        names = {calendar.service_id: calendar.service_id for calendar in calendars}
    counts = {"calendar.txt": upsert(Calendar, ("service_id",), calendars)}
    counts["calendar_dates.txt"] = _import_dates({names[code]: days for code, days in dates.items()})
    return FoundServices(counts, _keys(feed, names), min((one.start_date for one in calendars), default=None))


def _keys(feed: Feed, names: dict[str, str]) -> dict[str, int]:
    stored = dict(Calendar.objects.filter(service_id__in=names.values()).values_list("service_id", "pk"))
    return {code.removeprefix(feed.prefix): stored[name] for code, name in names.items() if name in stored}


def _import_dates(dates: Exceptions) -> Counts:
    calendars = {calendar.service_id: calendar for calendar in Calendar.objects.filter(service_id__in=dates)}
    by_key = rules_of(calendars.values(), with_exceptions=False)
    holidays = public_holiday_dates()
    kept: list[CalendarDate] = []
    for service_id, calendar in calendars.items():
        needed = _needed(dates[service_id], by_key[calendar.pk], holidays)
        _forget(calendar, dates[service_id].keys() - needed.keys())
        kept += [CalendarDate(calendar=calendar, date=day, exception_type=needed[day]) for day in needed]
    counts = upsert(CalendarDate, ("calendar_id", "date"), kept, keep=("note",))
    counts.read = sum(map(len, dates.values()))
    return counts


def _parse_calendar(row: Row) -> Calendar:
    first, last = row.day("start_date"), row.day("end_date")
    if last < first:
        row.bad("end_date", "must not be before start_date")
    return Calendar(
        service_id=row.code("service_id"),
        name=row.text("service_name", ""),
        **{day: row.flag(day) for day in WEEKDAYS},
        start_date=first,
        end_date=last,
        season_from=_month_day(row, "season_from", "season_to"),
        season_to=_month_day(row, "season_to", "season_from"),
        plus_public_holidays=row.flag("plus_public_holidays", default=False),
        extra=row.others(COLUMNS["calendar.txt"]),
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


def _dates_by_service(feed: Feed) -> Exceptions:
    found: Exceptions = defaultdict(dict)

    def parse(row: Row) -> None:
        for column in row.others(DATE_COLUMNS) or ():
            row.remark(FeedProblem("calendar_dates.txt", row.line, column, "the column is left out"))
        kind = int(row.one_of("exception_type", ["1", "2"]))
        days, day = found[row.code("service_id")], row.day("date")
        if day in days and days[day] != kind:
            row.bad("date", "an earlier line says otherwise of this date")
        days[day] = kind

    for _ in feed.parsed("calendar_dates.txt", parse, needs=DATE_COLUMNS):
        pass
    return found


def _calendars_of_dates_alone(written: Collection[str], dates: Exceptions) -> Iterable[Calendar]:
    for service_id, days in dates.items():
        if service_id not in written and days:
            yield Calendar(service_id=service_id, start_date=min(days), end_date=max(days))


def _needed(days: dict[date, int], rule: CalendarRule, holidays: Collection[date]) -> dict[date, int]:
    """Give the exceptions that the calendar's season and holidays do not say already."""
    added = CalendarDate.ExceptionType.ADDED
    return {day: kind for day, kind in days.items() if runs_by_rule(rule, day, holidays) != (kind == added)}


def _forget(calendar: Calendar, days: Collection[date]) -> None:
    """Delete exceptions that contradict what the feed says about a date."""
    if days:
        CalendarDate.objects.filter(calendar=calendar, date__in=days).delete()
