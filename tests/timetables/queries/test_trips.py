"""Finding direct trains between two stops."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from timetables.models import DatedTrip, Stop, StopTime
from timetables.operations import cancel_dated_trip, delay_dated_trip, drop_stop, make_dated_trips
from timetables.queries import (
    days_with_trains,
    find_trip,
    find_trips,
    next_day_with_train,
    previous_day_with_train,
    trip_stops,
)

TUESDAY, SATURDAY = date(2027, 5, 18), date(2027, 5, 22)
MINSK, MOSCOW = ZoneInfo("Europe/Minsk"), ZoneInfo("Europe/Moscow")


@pytest.fixture
def ends(network):
    return {
        "origin": Stop.objects.get(stop_id="VITEBSK"),
        "destination": Stop.objects.get(stop_id="SMOLENSK"),
    }


def back(ends):
    return {"origin": ends["destination"], "destination": ends["origin"]}


def test_a_tuesday_has_one_train_to_smolensk(ends):
    (trip,) = find_trips(**ends, date=TUESDAY)
    assert (trip.train_number, trip.seat_mode, trip.rolling_stock.code) == ("6722", "numbered", "RA3-2")
    assert trip.departure == datetime(2027, 5, 18, 7, 12, tzinfo=MINSK)
    assert trip.arrival == datetime(2027, 5, 18, 9, 49, tzinfo=MOSCOW)
    assert trip.duration == timedelta(hours=2, minutes=37)
    assert trip.demonstration
    assert trip.stop_count == 21


def test_times_are_told_in_each_stops_own_timezone(ends):
    (trip,) = find_trips(**ends, date=TUESDAY)
    assert (str(trip.departure.tzinfo), str(trip.arrival.tzinfo)) == ("Europe/Minsk", "Europe/Moscow")


def test_kilometres_are_split_at_the_border(ends):
    (trip,) = find_trips(**ends, date=TUESDAY)
    sections = [(section.country, section.km) for section in trip.sections]
    assert sections == [("BY", Decimal(60)), ("RU", Decimal(79))]
    assert (trip.from_km, trip.border_km, trip.to_km) == (0, 60, 139)


def test_kilometres_of_the_way_back_are_split_the_other_way_round(ends):
    (trip,) = find_trips(**back(ends), date=TUESDAY)
    assert [(section.country, section.km) for section in trip.sections] == [("RU", 79), ("BY", 60)]


def test_a_journey_within_one_country_has_one_section(ends):
    rudnya = Stop.objects.get(stop_id="RUDNYA")
    (trip,) = find_trips(origin=rudnya, destination=ends["destination"], date=TUESDAY)
    assert [(section.country, section.km) for section in trip.sections] == [("RU", 68)]
    assert trip.border_km is None
    assert [stop.position for stop in trip.stops] == list(range(trip.from_position, trip.to_position + 1))


def test_a_saturday_in_season_has_all_three_trains_in_order(ends):
    numbers = [trip.train_number for trip in find_trips(**ends, date=SATURDAY)]
    assert numbers == ["6722", "6724", "6726"]


def test_weekdays_differ_by_direction(ends):
    friday = date(2027, 5, 21)
    assert [trip.train_number for trip in find_trips(**ends, date=friday)] == ["6722"]
    assert [trip.train_number for trip in find_trips(**back(ends), date=friday)] == ["6721", "6725"]


def test_a_public_holiday_brings_the_additional_train(ends):
    russia_day = date(2027, 6, 12)
    independence_of_belarus = date(2027, 7, 3)
    for holiday in (russia_day, independence_of_belarus):
        numbers = {trip.train_number for trip in find_trips(**back(ends), date=holiday)}
        assert "6725" in numbers


def test_nobody_boards_at_the_border(ends):
    border = Stop.objects.get(stop_id="BORDER_VIT")
    assert find_trips(origin=border, destination=ends["destination"], date=TUESDAY) == []
    assert find_trips(origin=ends["origin"], destination=border, date=TUESDAY) == []


def test_a_fast_train_is_not_offered_where_it_does_not_call(ends):
    kopty = Stop.objects.get(stop_id="KOPTY")
    assert [
        trip.train_number for trip in find_trips(origin=kopty, destination=ends["destination"], date=SATURDAY)
    ] == ["6722"]


def test_a_stop_left_out_for_a_day_is_not_offered_on_that_day(ends, now):
    rudnya = Stop.objects.get(stop_id="RUDNYA")
    trip = find_trips(origin=ends["origin"], destination=rudnya, date=TUESDAY)[0]
    train = DatedTrip.objects.get(pk=trip.dated_trip_id)
    drop_stop(dated_trip=train, position=trip.to_position, actor=None, now=now)
    assert find_trips(origin=ends["origin"], destination=rudnya, date=TUESDAY) == []
    assert len(find_trips(origin=ends["origin"], destination=rudnya, date=TUESDAY + timedelta(days=1))) == 1


def test_a_cancelled_or_late_train_is_shown_as_such(ends, now):
    first, second = (find_trips(**ends, date=TUESDAY + timedelta(days=days))[0] for days in (0, 1))
    cancel_dated_trip(dated_trip=DatedTrip.objects.get(pk=first.dated_trip_id), actor=None, now=now)
    delay_dated_trip(
        dated_trip=DatedTrip.objects.get(pk=second.dated_trip_id), delay_s=600, actor=None, now=now
    )
    assert find_trips(**ends, date=TUESDAY)[0].is_cancelled
    late = find_trips(**ends, date=TUESDAY + timedelta(days=1))[0]
    assert (
        late.expected_departure - late.departure
        == late.expected_arrival - late.arrival
        == timedelta(minutes=10)
    )


def test_a_train_past_midnight_is_found_on_the_date_it_leaves_the_origin(ends, now):
    for row in StopTime.objects.filter(trip__trip_id="VIT-6722"):
        later = {
            "arrival_time": row.arrival_time + 16 * 3600,
            "departure_time": row.departure_time + 16 * 3600,
        }
        StopTime.objects.filter(pk=row.pk).update(**later)
    make_dated_trips(now=now, horizon_days=60)
    new_day = TUESDAY + timedelta(days=56)
    rudnya = Stop.objects.get(stop_id="RUDNYA")
    at_night = find_trips(origin=rudnya, destination=ends["destination"], date=new_day + timedelta(days=1))[0]
    assert at_night.departure == datetime(2027, 7, 14, 0, 37, tzinfo=MOSCOW)
    assert at_night.service_date == new_day
    assert [trip.dated_trip_id for trip in find_trips(**ends, date=new_day)] == [at_night.dated_trip_id]


def test_one_train_can_be_asked_for_between_two_stops(ends):
    (trip,) = find_trips(**ends, date=TUESDAY)
    assert find_trip(dated_trip_id=trip.dated_trip_id, **ends) == trip
    assert find_trip(dated_trip_id=trip.dated_trip_id, **back(ends)) is None


def test_search_makes_as_many_queries_for_three_trains_as_for_one(ends, django_assert_num_queries):
    for day, trains in ((TUESDAY, 1), (SATURDAY, 3)):
        with django_assert_num_queries(4):
            found = find_trips(**ends, date=day)
            assert [
                (str(trip.route), trip.origin.name, trip.stops[1].stop.name, trip.calendar) for trip in found
            ]
        assert len(found) == trains


def test_days_are_counted_with_their_trains(ends, now, django_assert_num_queries):
    cancelled = find_trips(**ends, date=date(2027, 5, 20))[0].dated_trip_id
    cancel_dated_trip(dated_trip=DatedTrip.objects.get(pk=cancelled), actor=None, now=now)
    with django_assert_num_queries(1):
        counted = days_with_trains(**ends, first=TUESDAY, days=7)
    assert list(counted.values()) == [1, 1, 0, 1, 3, 2, 2]


def test_next_and_previous_day_skip_days_without_a_train(ends, now):
    without = DatedTrip.objects.filter(service_date__range=(date(2027, 5, 20), date(2027, 5, 21)))
    without.update(state=DatedTrip.State.CANCELLED)
    assert next_day_with_train(**ends, after=date(2027, 5, 19)) == SATURDAY
    assert previous_day_with_train(**ends, before=SATURDAY, now=now) == date(2027, 5, 19)


def test_no_day_is_next_after_the_horizon_or_before_now(ends, now):
    assert next_day_with_train(**ends, after=date(2027, 12, 1)) is None
    assert previous_day_with_train(**ends, before=date(2027, 5, 19), now=now) is None


def test_stops_of_a_train_include_the_border_in_its_place(ends):
    (trip,) = find_trips(**ends, date=TUESDAY)
    stops = trip_stops(trip.dated_trip_id)
    assert [stop.position for stop in stops] == list(range(24))
    assert [stop.stop.stop_id for stop in stops if stop.is_border] == ["BORDER_VIT"]
    assert trip_stops(0) == []
