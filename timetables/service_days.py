"""Service days: on which dates a calendar runs, and which instant a time of a service day is.

Pure: knows neither Django nor the database. The rules are those of GTFS (calendar.txt, calendar_dates.txt and
the "Time" type of its reference), with two additions that railways print in timetables: a season that returns
every year, and "also on public holidays".
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum

EVERY_DAY: frozenset[int] = frozenset(range(1, 8))
_TIME = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)", re.ASCII)
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)", re.ASCII)
_LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRule:
    """On which dates a service runs.

    `weekdays` are numbered as date.isoweekday(): 1 is Monday. Both ends of the period and of the season are
    included; a season whose end comes before its beginning lasts over New Year. `exceptions` maps a date to
    True (runs after all) or False (does not run), as calendar_dates.txt does. `substitutes` maps a date to the
    weekday that trains run as on it ("as on Sunday").
    """

    weekdays: frozenset[int]
    start_date: date
    end_date: date
    season_from: str = ""
    season_to: str = ""
    plus_public_holidays: bool = False
    exceptions: Mapping[date, bool] = field(default_factory=dict)
    substitutes: Mapping[date, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.weekdays <= EVERY_DAY or not EVERY_DAY.issuperset(self.substitutes.values()):
            raise ValueError("weekdays are numbers from 1 (Monday) to 7 (Sunday)")
        if bool(self.season_from) != bool(self.season_to):
            raise ValueError("a season needs both its first and its last day")
        for edge in filter(None, (self.season_from, self.season_to)):
            check_month_day(edge)


def check_month_day(text: str) -> None:
    """Check a day of the year written "MM-DD", as seasons are.

    This function raises ValueError when there is no such day even in a leap year.
    """
    match = _MONTH_DAY.fullmatch(text)
    if match is None:
        raise ValueError(f"a day of the year is written MM-DD, got {text!r}")
    date(_LEAP_YEAR, int(match[1]), int(match[2]))


def runs_on(rule: CalendarRule, day: date, holidays: Collection[date] = ()) -> bool:
    """Tell whether the service runs on a service date.

    An exception decides first, even outside the period (GTFS: calendar_dates.txt may stand alone).
    This function takes `holidays` from the caller and looks at them only if the rule asks for them.
    """
    exception = rule.exceptions.get(day)
    return runs_by_rule(rule, day, holidays) if exception is None else exception


def runs_by_rule(rule: CalendarRule, day: date, holidays: Collection[date] = ()) -> bool:
    """Tell whether the service would run on a date if it had no exceptions.

    This function lets a public holiday add a day only inside the period and the season. A substitute stands in for
    the weekday alone: the date keeps its season, and stays a holiday if it is one.
    """
    if not rule.start_date <= day <= rule.end_date or not in_season(day, rule.season_from, rule.season_to):
        return False
    return weekday_of(rule, day) in rule.weekdays or (rule.plus_public_holidays and day in holidays)


def weekday_of(rule: CalendarRule, day: date) -> int:
    """This function gives the weekday that a date runs as, 1 for Monday: its own unless it has a substitute."""
    return rule.substitutes.get(day, day.isoweekday())


class Reason(Enum):
    """Why a service runs or doesn't run on a date; the value tells whether it runs."""

    WEEKDAY = ("weekday", True)
    SUBSTITUTE = ("substitute", True)
    HOLIDAY = ("holiday", True)
    ADDED = ("added", True)
    OFF = ("off", False)
    SUBSTITUTE_OFF = ("substitute-off", False)
    OUT_OF_SEASON = ("out-of-season", False)
    OUT_OF_PERIOD = ("out-of-period", False)
    REMOVED = ("removed", False)

    @property
    def word(self) -> str:
        """This property is a name for programs."""
        return self.value[0]

    @property
    def runs(self) -> bool:
        """This property tells whether the service runs."""
        return self.value[1]


def reason_of(rule: CalendarRule, day: date, holidays: Collection[date] = ()) -> Reason:
    """Say why the service runs or doesn't run on a service date.

    This function agrees with `runs_on`. It names a substitute or a holiday only where the day would be otherwise
    without it, and an exception always.
    """
    if (exception := rule.exceptions.get(day)) is not None:
        return Reason.ADDED if exception else Reason.REMOVED
    if not rule.start_date <= day <= rule.end_date:
        return Reason.OUT_OF_PERIOD
    if not in_season(day, rule.season_from, rule.season_to):
        return Reason.OUT_OF_SEASON
    own, as_another = (number in rule.weekdays for number in (day.isoweekday(), weekday_of(rule, day)))
    if as_another:
        return Reason.WEEKDAY if own else Reason.SUBSTITUTE
    if rule.plus_public_holidays and day in holidays:
        return Reason.HOLIDAY
    return Reason.SUBSTITUTE_OFF if own else Reason.OFF


def in_season(day: date, season_from: str, season_to: str) -> bool:
    """Tell whether a date falls in a yearly season given as "MM-DD", both days included.

    This function takes a blank season for the whole year, and one such as "11-01" to "03-31" over New Year.
    """
    if not season_from:
        return True
    month_day = f"{day.month:02}-{day.day:02}"
    if season_from <= season_to:
        return season_from <= month_day <= season_to
    return month_day >= season_from or month_day <= season_to


def running_days(
    rule: CalendarRule, first: date, last: date, holidays: Collection[date] = ()
) -> Iterator[date]:
    """Go through the service dates from `first` to `last`, both included, on which the service runs.

    This function yields them in order and yields nothing when `last` is before `first`.
    """
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if runs_on(rule, day, holidays):
            yield day


def next_running_day(
    rule: CalendarRule, after: date, holidays: Collection[date] = (), *, within_days: int = 400
) -> date | None:
    """Find the first service date later than `after` on which the service runs.

    This function returns None when there is none within `within_days` days: a year and a bit, by default.
    """
    return next(
        running_days(rule, after + timedelta(days=1), after + timedelta(days=within_days), holidays), None
    )


def instant(service_date: date, seconds: int, tz: tzinfo) -> datetime:
    """Turn seconds of a service day into the instant they mean, expressed in the timezone `tz`.

    GTFS: a time is measured from "noon minus 12 h" of the service day, which is midnight except on days of a
    clock change, and may pass 24:00:00.
    This function returns an aware datetime.
    """
    return (_day_start(service_date, tz) + timedelta(seconds=seconds)).astimezone(tz)


def service_seconds(moment: datetime, service_date: date, tz: tzinfo) -> int:
    """Turn an instant into seconds of a service day: the inverse of `instant`.

    This function returns a negative number for a moment before the service day begins, and raises ValueError
    for a naive datetime.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its timezone")
    return int((moment - _day_start(service_date, tz)).total_seconds())


def _day_start(service_date: date, tz: tzinfo) -> datetime:
    noon = datetime.combine(service_date, time(12), tz)
    return noon.astimezone(UTC) - timedelta(hours=12)


def parse_time(text: str) -> int:
    """Read a GTFS time such as "8:25:00" or "25:10:00" as seconds of the service day.

    This function raises ValueError for anything else.
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"a time is written HH:MM:SS, got {text!r}")
    hours, minutes, seconds = (int(part) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def format_time(seconds: int) -> str:
    """Write seconds of the service day as GTFS does: 90600 is "25:10:00".

    This function raises ValueError for a negative number: GTFS cannot write it.
    """
    if seconds < 0:
        raise ValueError("a time of a service day cannot be negative")
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest:02}"
