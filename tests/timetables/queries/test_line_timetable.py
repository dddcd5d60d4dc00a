"""A line's timetable of a date."""

from datetime import date

import pytest

from timetables.models import DatedTrip, Route
from timetables.operations import cancel_dated_trip
from timetables.queries import line_timetable

SATURDAY, NEXT_YEAR = date(2027, 5, 22), date(2028, 5, 20)


@pytest.fixture
def vitebsk_line(network):
    return Route.objects.get(route_id="VIT-SMO")


def row(table, stop_id):
    return next(row for row in table.rows if row.stop.stop_id == stop_id)


def times(row):
    return [f"{cell.time:%H:%M}" if cell.time else "passes" if cell.passes else "" for cell in row.cells]


def test_stops_are_rows_in_order_and_trains_columns_by_departure(vitebsk_line):
    table = line_timetable(route=vitebsk_line, date=SATURDAY, direction=0)
    assert [column.train_number for column in table.columns] == ["6722", "6724", "6726"]
    assert [str(line.stop.stop_id) for line in table.rows][:4] == [
        "VITEBSK",
        "LUCHESA",
        "ZABOLOTINKA",
        "KOPTY",
    ]
    assert [line.km for line in table.rows] == sorted(line.km for line in table.rows)
    assert len(table.rows) == 24


def test_a_cell_has_a_time_or_says_that_the_train_passes(vitebsk_line):
    table = line_timetable(route=vitebsk_line, date=SATURDAY, direction=0)
    assert times(row(table, "LUCHESA")) == ["07:18", "passes", "20:27"]
    assert times(row(table, "SMOLENSK")) == ["09:49", "15:50", "22:51"]
    assert times(row(table, "BORDER_VIT")) == ["passes"] * 3
    assert row(table, "RUDNYA").all_call
    assert not row(table, "KOPTY").all_call


def test_the_other_direction_begins_in_smolensk(vitebsk_line):
    table = line_timetable(route=vitebsk_line, date=SATURDAY, direction=1)
    assert (table.rows[0].stop.stop_id, table.rows[-1].stop.stop_id) == ("SMOLENSK", "VITEBSK")
    assert (table.rows[0].km, table.rows[-1].km) == (0, 139)


def test_a_cancelled_train_keeps_its_column(vitebsk_line, now):
    train = DatedTrip.objects.get(trip__trip_id="VIT-6724", service_date=SATURDAY)
    cancel_dated_trip(dated_trip=train, actor=None, now=now)
    table = line_timetable(route=vitebsk_line, date=SATURDAY, direction=0)
    assert [column.state for column in table.columns] == ["scheduled", "cancelled", "scheduled"]


def test_beyond_the_horizon_the_published_plan_is_shown(vitebsk_line):
    near = line_timetable(route=vitebsk_line, date=SATURDAY, direction=0)
    far = line_timetable(route=vitebsk_line, date=NEXT_YEAR, direction=0)
    assert [column.dated_trip_id for column in far.columns] == [None] * 3
    assert [times(line) for line in far.rows] == [times(line) for line in near.rows]


def test_a_part_week_train_is_marked_as_such(vitebsk_line):
    table = line_timetable(route=vitebsk_line, date=SATURDAY, direction=0)
    assert [column.daily for column in table.columns] == [True, False, False]


def test_a_day_outside_the_timetable_has_no_trains(vitebsk_line):
    table = line_timetable(route=vitebsk_line, date=date(2030, 1, 1), direction=0)
    assert (table.columns, table.rows) == ((), ())


@pytest.mark.parametrize(
    ("days", "queries"), [((date(2027, 5, 18), SATURDAY), 3), ((date(2028, 5, 16), NEXT_YEAR), 7)]
)
def test_one_train_or_three_cost_as_many_queries(vitebsk_line, django_assert_num_queries, days, queries):
    for day in days:
        with django_assert_num_queries(queries):
            table = line_timetable(route=vitebsk_line, date=day, direction=0)
            assert [line.stop.name for line in table.rows]
