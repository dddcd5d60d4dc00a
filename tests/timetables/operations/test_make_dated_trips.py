"""Dated trips made ahead."""

import threading
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from tests.timetables.gtfs.feeds import PLAIN, write_files
from timetables.gtfs import import_feed
from timetables.models import DatedStop, DatedTrip, StopTime, Timetable
from timetables.operations import make_dated_trips
from timetables.service_days import instant
from timetables.tasks import make_dated_trips as make_dated_trips_task

NOW = datetime(2027, 3, 22, 6, 0, tzinfo=UTC)
WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture
def night_train(db, tmp_path):
    """A train on weekdays from 23:00 to 24:30, in a country that changes its clocks on 28 March 2027."""
    import_feed(write_files(tmp_path), now=NOW)


@pytest.fixture
def train_every_day(db, tmp_path):
    daily = PLAIN["calendar.txt"].replace("1,1,1,1,1,0,0", "1,1,1,1,1,1,1")
    times = PLAIN["stop_times.txt"].replace("T1,23:00:00,23:00:00", "T1,01:00:00,01:00:00")
    import_feed(write_files(tmp_path, calendar=daily, stop_times=times), now=NOW)


def service_dates():
    return list(DatedTrip.objects.order_by("service_date").values_list("service_date", flat=True))


def test_trips_are_made_from_today_to_the_horizon_on_service_days_only(night_train):
    assert make_dated_trips(now=NOW, horizon_days=14) == 11
    assert service_dates() == [
        date(2027, 3, 22) + timedelta(days=n) for n in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14)
    ]


def test_the_sales_horizon_is_the_settings_one(night_train, settings):
    settings.SALES_HORIZON_DAYS = 4
    assert make_dated_trips(now=NOW) == 5


def test_today_is_that_of_the_routes_timezone(night_train):
    make_dated_trips(now=datetime(2027, 3, 22, 23, 30, tzinfo=UTC), horizon_days=0)
    assert service_dates() == [date(2027, 3, 23)]


def test_a_second_run_adds_nothing_and_a_late_one_catches_up(night_train):
    make_dated_trips(now=NOW, horizon_days=10)
    before = list(DatedTrip.objects.order_by("pk").values())
    assert make_dated_trips(now=NOW, horizon_days=10) == 0
    assert make_dated_trips(now=NOW + timedelta(days=7), horizon_days=10) == 5
    assert list(DatedTrip.objects.order_by("pk").values())[: len(before)] == before


def test_what_happened_to_a_day_survives_the_next_run(night_train):
    make_dated_trips(now=NOW, horizon_days=3)
    DatedTrip.objects.filter(service_date=NOW.date()).update(state=DatedTrip.State.CANCELLED, delay_s=60)
    make_dated_trips(now=NOW, horizon_days=3)
    train = DatedTrip.objects.get(service_date=NOW.date())
    assert (train.state, train.delay_s) == (DatedTrip.State.CANCELLED, 60)


def test_positions_count_from_zero_and_instants_follow_the_service_day(train_every_day):
    """On 28 March the clock jumps at 02:00, after the departure: the database must agree with service_days."""
    make_dated_trips(now=NOW, horizon_days=10)
    times = list(StopTime.objects.order_by("stop_sequence"))
    for train in DatedTrip.objects.prefetch_related("stops"):
        stops = sorted(train.stops.all(), key=lambda stop: stop.position)
        assert [stop.position for stop in stops] == [0, 1, 2]
        for stop, row in zip(stops, times, strict=True):
            assert stop.arrival_at == instant(train.service_date, row.arrival_time, WARSAW)
            assert stop.departure_at == instant(train.service_date, row.departure_time, WARSAW)
        assert (train.departs_at, train.arrives_at) == (stops[0].departure_at, stops[-1].arrival_at)
    assert date(2027, 3, 28) in service_dates()


def test_drafts_and_days_outside_an_editions_validity_are_not_made(night_train):
    Timetable.objects.update(valid_from=date(2027, 3, 24), valid_until=date(2027, 3, 26))
    make_dated_trips(now=NOW, horizon_days=10)
    assert service_dates() == [date(2027, 3, 24), date(2027, 3, 25)]
    Timetable.objects.update(valid_until=None, state=Timetable.State.DRAFT)
    assert make_dated_trips(now=NOW, horizon_days=10) == 0


def test_it_makes_as_many_queries_for_one_day_as_for_ninety(night_train, django_assert_num_queries):
    for days in (0, 90):
        with django_assert_num_queries(9):
            assert make_dated_trips(now=NOW, horizon_days=days)


def test_nobody_boards_or_alights_at_the_border(network):
    border = DatedStop.objects.filter(stop__kind="border")
    assert border.exists()
    assert not border.exclude(boarding=False, alighting=False).exists()
    assert not DatedStop.objects.exclude(stop__kind="border").filter(boarding=False).exists()


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_make_each_trip_once(tmp_path):
    import_feed(write_files(tmp_path), now=NOW)
    made: list[int] = []

    def run() -> None:
        made.append(make_dated_trips(now=NOW, horizon_days=60))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [0, 0, 0, 45]
    assert DatedTrip.objects.count() == 45
    assert DatedStop.objects.count() == 3 * 45


@pytest.mark.django_db
def test_the_job_makes_trips_from_now_on(tmp_path):
    daily = PLAIN["calendar.txt"].replace("20271231", "20991231").replace("20270101", "20200101")
    import_feed(write_files(tmp_path, calendar=daily), now=NOW)
    make_dated_trips_task()
    assert DatedTrip.objects.filter(service_date__gt=datetime.now(UTC).date()).exists()
