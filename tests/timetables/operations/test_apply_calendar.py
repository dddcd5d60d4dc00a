"""A changed calendar reaches the trains of coming days, and passengers are told of those that no longer run."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import Settings

from tests.factories import make_trip
from tests.staff import make_staff
from timetables.models import (
    Calendar,
    CalendarDate,
    DatedTrip,
    PublicHoliday,
    ScheduleChange,
    Timetable,
    Trip,
)
from timetables.operations import cancel_dated_trip, make_dated_trips, restore_dated_trip
from timetables.operations.apply_calendar import CalendarsApplied, apply_calendars

NOW = datetime(2027, 5, 17, 6, 0, tzinfo=UTC)  # a Monday, 09:00 in Minsk: the train at 08:00 has left
MONDAY = date(2027, 5, 24)
NOTHING = CalendarsApplied(0, 0, 0)


@pytest.fixture
def trip(db: None, settings: Settings) -> Trip:
    """A daily train, made for today and thirteen days more."""
    settings.SALES_HORIZON_DAYS = 13
    trip = make_trip()
    make_dated_trips(now=NOW)
    return trip


def train_of(trip: Trip, day: date) -> DatedTrip:
    return DatedTrip.objects.get(trip=trip, service_date=day)


def apply() -> CalendarsApplied:
    return apply_calendars(now=NOW, actor=None)


def run_on_mondays(calendar: Calendar, *, runs: bool) -> None:
    calendar.monday = runs
    calendar.save()


def remove(calendar: Calendar, day: date) -> None:
    CalendarDate.objects.create(
        calendar=calendar, date=day, exception_type=CalendarDate.ExceptionType.REMOVED
    )


def test_a_calendar_that_did_not_change_changes_nothing(trip: Trip) -> None:
    assert apply() == NOTHING
    assert not ScheduleChange.objects.exists()


def test_trains_of_a_weekday_taken_away_are_cancelled_but_not_the_one_that_left(trip: Trip) -> None:
    run_on_mondays(trip.calendar, runs=False)
    assert apply() == CalendarsApplied(cancelled=1, restored=0, made=0)
    assert train_of(trip, MONDAY).state == "cancelled"
    assert train_of(trip, NOW.date()).state == "scheduled"


def test_passengers_hear_of_a_day_taken_away_and_it_is_known_who_did_it(trip: Trip) -> None:
    editor = make_staff()
    remove(trip.calendar, MONDAY)
    apply_calendars(now=NOW, actor=editor)
    change = ScheduleChange.objects.get()
    assert (change.dated_trip, change.kind) == (train_of(trip, MONDAY), "cancelled")
    assert (change.made_by, change.made_at, change.consumed_at) == (editor, NOW, None)


def test_applying_twice_cancels_once(trip: Trip) -> None:
    remove(trip.calendar, MONDAY)
    apply()
    assert apply() == NOTHING


def test_a_day_given_back_lets_its_train_run_again(trip: Trip) -> None:
    run_on_mondays(trip.calendar, runs=False)
    apply()
    run_on_mondays(trip.calendar, runs=True)
    assert apply() == CalendarsApplied(cancelled=0, restored=1, made=0)
    assert train_of(trip, MONDAY).state == "scheduled"
    assert ScheduleChange.objects.filter(kind="restored").count() == 1


def test_a_day_that_never_had_a_train_gets_one(trip: Trip) -> None:
    run_on_mondays(trip.calendar, runs=False)
    DatedTrip.objects.filter(trip=trip, service_date=MONDAY).delete()
    run_on_mondays(trip.calendar, runs=True)
    assert apply() == CalendarsApplied(cancelled=0, restored=0, made=1)
    assert train_of(trip, MONDAY).stops.count() == 4


def test_a_train_cancelled_by_hand_stays_cancelled(trip: Trip) -> None:
    cancel_dated_trip(dated_trip=train_of(trip, MONDAY), actor=None, now=NOW, reason="snow")
    assert apply() == NOTHING
    assert train_of(trip, MONDAY).state == "cancelled"


def test_a_train_let_run_by_hand_on_a_day_without_trains_runs(trip: Trip) -> None:
    remove(trip.calendar, MONDAY)
    apply()
    restore_dated_trip(dated_trip=train_of(trip, MONDAY), actor=None, now=NOW)
    assert apply() == NOTHING
    assert train_of(trip, MONDAY).state == "scheduled"


def test_a_holiday_taken_away_cancels_the_train_that_ran_for_it(trip: Trip) -> None:
    holiday = PublicHoliday.objects.create(country="BY", date=MONDAY, name="holiday", by_operator=True)
    Calendar.objects.update(monday=False, plus_public_holidays=True)
    assert apply() == NOTHING
    holiday.delete()
    assert apply() == CalendarsApplied(cancelled=1, restored=0, made=0)


def test_an_edition_that_ends_earlier_takes_its_trains_with_it(trip: Trip) -> None:
    trip.timetable.valid_until = MONDAY
    trip.timetable.save()
    applied = apply()
    gone = DatedTrip.objects.filter(state="cancelled").order_by("service_date")
    assert [train.service_date for train in gone] == [MONDAY + timedelta(days=number) for number in range(7)]
    assert applied.cancelled == 7


@pytest.mark.parametrize("state", [Timetable.State.DRAFT, Timetable.State.SUPERSEDED])
def test_editions_that_are_not_published_are_left_alone(trip: Trip, state: str) -> None:
    Timetable.objects.update(state=state)
    run_on_mondays(trip.calendar, runs=False)
    assert apply() == NOTHING
