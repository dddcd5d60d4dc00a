"""A station's board."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from timetables.models import DatedTrip, Stop
from timetables.operations import cancel_dated_trip, delay_dated_trip
from timetables.queries import arrivals, departures

NINE = datetime(2027, 5, 18, 6, 0, tzinfo=UTC)


@pytest.fixture
def smolensk(network):
    return Stop.objects.get(stop_id="SMOLENSK")


def test_the_next_departures_come_in_order_with_where_they_go(smolensk):
    with override("ru"):
        rows = departures(stop=smolensk, at=NINE, limit=3)
    told = [(f"{row.scheduled:%H:%M}", row.train_number, row.place) for row in rows]
    assert told == [
        ("10:20", "6721", "Витебск"),
        ("14:05", "6195", "Орша-Центральная"),
        ("17:23", "6193", "Орша-Центральная"),
    ]


def test_arrivals_say_where_trains_come_from(smolensk):
    with override("en"):
        row = arrivals(stop=smolensk, at=NINE, limit=1)[0]
    assert (f"{row.scheduled:%H:%M}", row.train_number, row.place) == ("09:49", "6722", "Vitebsk")


def test_trains_that_end_here_do_not_depart_and_those_that_begin_do_not_arrive(smolensk):
    assert {row.train_number for row in departures(stop=smolensk, at=NINE, limit=20)}.isdisjoint(
        {"6722", "6192"}
    )
    assert {row.train_number for row in arrivals(stop=smolensk, at=NINE, limit=20)}.isdisjoint(
        {"6721", "6191"}
    )


def test_a_late_train_stays_until_it_has_left(smolensk, now):
    row = departures(stop=smolensk, at=NINE, limit=1)[0]
    train = DatedTrip.objects.get(pk=row.dated_trip_id)
    delay_dated_trip(dated_trip=train, delay_s=1800, actor=None, now=now)
    at = row.scheduled + timedelta(minutes=20)
    assert departures(stop=smolensk, at=at)[0].dated_trip_id == row.dated_trip_id
    assert departures(stop=smolensk, at=at)[0].expected == row.scheduled + timedelta(minutes=30)
    assert departures(stop=smolensk, at=at + timedelta(minutes=11))[0].dated_trip_id != row.dated_trip_id


def test_a_cancelled_train_stays_on_the_board_as_cancelled(smolensk, now):
    row = departures(stop=smolensk, at=NINE, limit=1)[0]
    cancel_dated_trip(dated_trip=DatedTrip.objects.get(pk=row.dated_trip_id), actor=None, now=now)
    assert departures(stop=smolensk, at=NINE, limit=1)[0].is_cancelled


def test_the_board_goes_on_with_the_next_day(smolensk):
    rows = departures(stop=smolensk, at=NINE + timedelta(hours=14), limit=1)
    assert f"{rows[0].scheduled:%Y-%m-%d %H:%M}" == "2027-05-19 08:25"


def test_a_border_point_has_no_board(network):
    border = Stop.objects.get(stop_id="BORDER_VIT")
    assert departures(stop=border, at=NINE) == arrivals(stop=border, at=NINE) == []


@pytest.mark.parametrize("board", [departures, arrivals])
def test_a_board_makes_two_queries_for_one_row_or_three(smolensk, django_assert_num_queries, board):
    for rows in (1, 3):
        with django_assert_num_queries(2):
            assert (
                len([(row.place, str(row.route)) for row in board(stop=smolensk, at=NINE, limit=rows)])
                == rows
            )
