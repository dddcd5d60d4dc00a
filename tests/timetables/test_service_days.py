"""Service days: which dates a calendar runs on, and which instants its times are."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timetables.service_days import (
    EVERY_DAY,
    CalendarRule,
    Reason,
    format_time,
    in_season,
    instant,
    next_running_day,
    parse_time,
    reason_of,
    running_days,
    runs_on,
    service_seconds,
)

MINSK, WARSAW = ZoneInfo("Europe/Minsk"), ZoneInfo("Europe/Warsaw")
ZONES = [MINSK, WARSAW, ZoneInfo("Europe/Moscow"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/Nuuk")]
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))


def rule(**changes: object) -> CalendarRule:
    fields = {"weekdays": EVERY_DAY, "start_date": date(2026, 4, 2), "end_date": date(2028, 12, 31)}
    return CalendarRule(**{**fields, **changes})  # type: ignore[arg-type]  # the test's own keywords


@pytest.mark.parametrize(
    ("day", "runs"),
    [
        (date(2026, 4, 1), False),
        (date(2026, 4, 2), True),
        (date(2028, 12, 31), True),
        (date(2029, 1, 1), False),
    ],
)
def test_both_ends_of_the_period_are_service_days(day, runs):
    assert runs_on(rule(), day) is runs


@pytest.mark.parametrize(
    ("day", "runs"),
    [(date(2026, 4, 30), False), (date(2026, 5, 2), True), (date(2026, 5, 4), False), (date(2026, 8, 30), True),
     (date(2026, 9, 5), False), (date(2027, 5, 1), True)],
)  # fmt: skip
def test_weekends_of_a_summer_season_return_every_year(day, runs):
    weekends = rule(weekdays=frozenset({6, 7}), season_from="05-01", season_to="08-31")
    assert runs_on(weekends, day) is runs


@pytest.mark.parametrize(
    ("day", "inside"),
    [(date(2026, 10, 31), False), (date(2026, 11, 1), True), (date(2026, 12, 31), True), (date(2027, 1, 1), True),
     (date(2027, 3, 31), True), (date(2027, 4, 1), False)],
)  # fmt: skip
def test_a_winter_season_lasts_over_new_year(day, inside):
    assert in_season(day, "11-01", "03-31") is inside


def test_a_season_may_end_on_29_february_in_any_year():
    assert in_season(date(2027, 2, 28), "12-01", "02-29")
    assert in_season(date(2028, 2, 29), "12-01", "02-29")
    assert not in_season(date(2027, 3, 1), "12-01", "02-29")


def test_a_public_holiday_adds_a_day_inside_the_season_only():
    fridays = rule(weekdays=frozenset({5}), season_from="03-28", season_to="10-31", plus_public_holidays=True)
    victory_day, october_revolution = date(2027, 5, 9), date(2026, 11, 7)
    assert runs_on(fridays, victory_day, {victory_day})
    assert not runs_on(fridays, victory_day, set())
    assert not runs_on(fridays, october_revolution, {october_revolution})


def test_holidays_mean_nothing_to_a_rule_that_does_not_ask_for_them():
    assert not runs_on(rule(weekdays=frozenset({5})), date(2027, 5, 9), {date(2027, 5, 9)})


def test_an_exception_decides_before_weekday_season_and_period():
    closed, extra = date(2026, 12, 31), date(2029, 1, 1)
    with_exceptions = rule(exceptions={closed: False, extra: True})
    assert not runs_on(with_exceptions, closed, {closed})
    assert runs_on(with_exceptions, extra)


@pytest.mark.parametrize(
    "changes",
    [{"season_from": "05-01"}, {"season_from": "02-30", "season_to": "03-01"}, {"weekdays": frozenset({8})},
     {"season_from": "5-1", "season_to": "08-31"}, {"substitutes": {date(2027, 5, 1): 0}}],
)  # fmt: skip
def test_a_rule_that_means_no_date_is_refused(changes):
    with pytest.raises(ValueError, match="day"):
        rule(**changes)


def test_next_running_day_is_later_than_the_day_asked_about():
    weekends = rule(weekdays=frozenset({6, 7}), season_from="05-01", season_to="08-31")
    assert next_running_day(weekends, date(2026, 8, 30)) == date(2027, 5, 1)
    assert next_running_day(weekends, date(2027, 5, 1)) == date(2027, 5, 2)
    assert next_running_day(weekends, date(2028, 12, 31)) is None


@given(DAYS, st.integers(0, 40), st.frozensets(st.integers(1, 7)))
def test_running_days_are_exactly_the_days_the_rule_runs_on(first, length, weekdays):
    some = rule(weekdays=weekdays, season_from="10-15", season_to="04-10")
    last = first + timedelta(days=length)
    every = [first + timedelta(days=offset) for offset in range(length + 1)]
    assert list(running_days(some, first, last)) == [day for day in every if runs_on(some, day)]


def test_a_train_past_midnight_belongs_to_the_day_it_left():
    assert instant(date(2026, 12, 31), parse_time("25:10:00"), MINSK) == datetime(
        2027, 1, 1, 1, 10, tzinfo=MINSK
    )


@pytest.mark.parametrize(
    ("day", "utc_hour"), [(date(2026, 3, 29), 6), (date(2026, 10, 25), 7), (date(2026, 6, 1), 6)]
)
def test_eight_o_clock_stays_eight_on_days_when_the_clock_changes(day, utc_hour):
    moment = instant(day, parse_time("08:00:00"), WARSAW)
    assert (moment.hour, moment.astimezone(UTC).hour) == (8, utc_hour)


def test_a_time_before_the_clock_change_is_counted_from_noon_minus_twelve_hours():
    spring_forward = date(2026, 3, 29)
    assert instant(spring_forward, 0, WARSAW) == datetime(2026, 3, 28, 23, 0, tzinfo=WARSAW)


@st.composite
def rules(draw: st.DrawFn) -> CalendarRule:
    """Any rule of 2027 to 2028, with its odd days in a few weeks so that they meet."""
    near = st.dates(date(2027, 4, 20), date(2027, 5, 20))
    first = draw(st.dates(date(2027, 1, 1), date(2027, 12, 31)))
    season = draw(st.sampled_from([("", ""), ("05-01", "08-31"), ("11-01", "05-08"), ("05-09", "05-09")]))
    return rule(
        weekdays=draw(st.frozensets(st.integers(1, 7))),
        start_date=first,
        end_date=first + timedelta(days=draw(st.integers(0, 500))),
        season_from=season[0],
        season_to=season[1],
        plus_public_holidays=draw(st.booleans()),
        exceptions=draw(st.dictionaries(near, st.booleans(), max_size=4)),
        substitutes=draw(st.dictionaries(near, st.integers(1, 7), max_size=6)),
    )


ODD_DAYS = st.dates(date(2027, 4, 15), date(2027, 5, 25))
HOLIDAYS = frozenset({date(2027, 5, 1), date(2027, 5, 9), date(2027, 5, 11)})


@given(rules(), ODD_DAYS)
def test_the_reason_of_a_day_says_whether_it_runs(some, day):
    reason = reason_of(some, day, HOLIDAYS)
    assert reason.runs is runs_on(some, day, HOLIDAYS)
    assert (reason in {Reason.ADDED, Reason.REMOVED}) is (day in some.exceptions)


@given(rules(), ODD_DAYS)
def test_a_substitute_changes_nothing_but_the_weekday_of_its_own_date(some, day):
    plain = replace(some, substitutes={})
    if day not in some.substitutes:
        assert runs_on(some, day, HOLIDAYS) is runs_on(plain, day, HOLIDAYS)
        return
    twin = replace(plain, weekdays=EVERY_DAY if some.substitutes[day] in some.weekdays else frozenset())
    assert runs_on(some, day, HOLIDAYS) is runs_on(twin, day, HOLIDAYS)


@given(rules(), ODD_DAYS)
def test_a_day_as_itself_is_no_change(some, day):
    plain = replace(some, substitutes={})
    same = replace(some, substitutes={day: day.isoweekday()})
    assert reason_of(same, day, HOLIDAYS) is reason_of(plain, day, HOLIDAYS)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"weekdays": {6, 7}}, Reason.SUBSTITUTE_OFF),
        ({"weekdays": {5}}, Reason.SUBSTITUTE),
        ({"weekdays": {5, 6}}, Reason.WEEKDAY),
        ({"weekdays": {7}, "plus_public_holidays": True}, Reason.HOLIDAY),
        ({"weekdays": {5}, "season_from": "06-01", "season_to": "08-31"}, Reason.OUT_OF_SEASON),
        ({"weekdays": {5}, "end_date": date(2027, 4, 1)}, Reason.OUT_OF_PERIOD),
    ],
)
def test_a_saturday_that_runs_as_a_friday(changes, reason):
    moved = date(2027, 5, 1)
    fields = {"weekdays": frozenset(changes.pop("weekdays")), "substitutes": {moved: 5}} | changes
    assert reason_of(rule(**fields), moved, {moved}) is reason


@given(DAYS, st.integers(0, 48 * 3600), st.sampled_from(ZONES))
def test_service_seconds_gives_back_what_instant_took(day, seconds, zone):
    assert service_seconds(instant(day, seconds, zone), day, zone) == seconds


@given(st.integers(0, 999 * 3600))
def test_a_written_time_reads_back(seconds):
    assert parse_time(format_time(seconds)) == seconds


@pytest.mark.parametrize(("text", "seconds"), [("8:25:00", 30300), (" 00:00:00 ", 0), ("24:00:00", 86400)])
def test_gtfs_times_are_read(text, seconds):
    assert parse_time(text) == seconds


@pytest.mark.parametrize("text", ["", "8:25", "08:60:00", "-1:00:00", "08:00:00.5", "٠٨:٠٠:٠٠"])
def test_a_time_written_otherwise_is_refused(text):
    with pytest.raises(ValueError, match="HH:MM:SS"):
        parse_time(text)


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="timezone"):
        service_seconds(datetime(2026, 1, 1), date(2026, 1, 1), MINSK)  # noqa: DTZ001 - that is the point
