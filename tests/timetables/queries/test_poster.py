"""A line's timetable for a season."""

from datetime import date, timedelta

import pytest

from timetables.models import Route, StopTime, Timetable, Trip
from timetables.queries.poster import Call, line_poster, make_sheet, published_period
from timetables.service_notes import days_of

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)
SUMMER = date(2027, 6, 1)


@pytest.fixture
def line(network) -> Route:
    return Route.objects.get(route_id="VIT-SMO")


def new_edition(line: Route, *, moved_by: int) -> Timetable:
    """The next edition from summer on: the same trains, 6722 moved by some seconds."""
    old = Timetable.objects.get(state="published")
    new = Timetable.objects.create(name="Next", state="published", valid_from=SUMMER)
    for trip in Trip.objects.filter(timetable=old):
        times = list(trip.stop_times.all())
        trip.pk, trip.timetable = None, new
        trip.save()
        for row in times:
            shift = moved_by if trip.short_name == "6722" else 0
            row.pk, row.trip = None, trip
            row.arrival_time, row.departure_time = row.arrival_time + shift, row.departure_time + shift
        StopTime.objects.bulk_create(times)
    Timetable.objects.filter(pk=old.pk).update(valid_until=SUMMER)
    return new


def numbers(line: Route, direction: int = 0) -> list[str]:
    tables = line_poster(route=line, sheet=make_sheet(FIRST, LAST))
    return [train.number for train in tables[direction].trains]


def test_trains_stand_in_order_of_departure_whatever_their_days(line):
    assert numbers(line) == ["6722", "6724", "6726"]
    assert numbers(line, 1) == ["6721", "6723", "6725"]


def test_a_train_that_a_new_edition_leaves_as_it_is_stays_one_column(line):
    new_edition(line, moved_by=0)
    assert numbers(line) == ["6722", "6724", "6726"]
    table = line_poster(route=line, sheet=make_sheet(FIRST, LAST))[0]
    assert table.trains[0].note.is_daily


def test_a_train_that_a_new_edition_moves_has_two_columns_with_their_days(line):
    new_edition(line, moved_by=600)
    table = line_poster(route=line, sheet=make_sheet(FIRST, LAST))[0]
    old, new = (train for train in table.trains if train.number == "6722")
    assert max(days_of(old.note)) == SUMMER - timedelta(days=1)
    assert min(days_of(new.note)) == SUMMER
    assert len(days_of(old.note)) + len(days_of(new.note)) == 365


def test_drafts_are_not_printed(line):
    new_edition(line, moved_by=600)
    Timetable.objects.filter(name="Next").update(state="draft")
    table = line_poster(route=line, sheet=make_sheet(FIRST, LAST))[0]
    assert all(max(days_of(train.note)) < SUMMER for train in table.trains)


def test_the_first_stop_has_no_arrival_the_last_no_departure_and_a_passed_one_nothing(line):
    table = line_poster(route=line, sheet=make_sheet(FIRST, LAST))[0]
    first, last = table.rows[0].cells[0], table.rows[-1].cells[0]
    assert (first.arrival, f"{first.departure:%H:%M}") == (None, "07:12")
    assert (last.departure, f"{last.arrival:%H:%M}") == (None, "09:49")
    luchesa = next(row for row in table.rows if row.stop.stop_id == "LUCHESA")
    assert luchesa.cells[1].passes


@pytest.mark.parametrize(
    ("types", "call"),
    [
        ((0, 0), Call.REGULAR),
        ((3, 3), Call.REQUEST),
        ((2, 0), Call.REQUEST),
        ((0, 1), Call.BOARDING),
        ((1, 0), Call.ALIGHTING),
    ],
)
def test_how_a_train_calls_is_told(line, types, call):
    pickup, drop_off = types
    calls = StopTime.objects.filter(trip__trip_id="VIT-6722", stop__stop_id="KOPTY")
    calls.update(pickup_type=pickup, drop_off_type=drop_off)
    table = line_poster(route=line, sheet=make_sheet(FIRST, LAST))[0]
    assert next(row for row in table.rows if row.stop.stop_id == "KOPTY").cells[0].call is call


def test_the_published_period_ends_with_its_edition_or_calendars(line):
    assert published_period(line) == (date(2026, 4, 2), date(2028, 12, 31))
    Timetable.objects.update(valid_until=SUMMER)
    assert published_period(line) == (date(2026, 4, 2), SUMMER - timedelta(days=1))
    Timetable.objects.update(state="draft")
    assert published_period(line) is None


def test_a_season_with_three_trains_costs_as_many_queries_as_one_with_one(line, django_assert_num_queries):
    for first, last in ((date(2027, 11, 1), date(2028, 2, 1)), (FIRST, LAST)):
        sheet = make_sheet(first, last)
        with django_assert_num_queries(5):
            line_poster(route=line, sheet=sheet)
