"""Journeys with changes of train between stops of the two lines, which meet in Smolensk."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import F
from django.test import override_settings

from tests.shared_rows import shared_rows
from timetables.gtfs.seed import seed_timetables
from timetables.models import DatedStop, DatedTrip, Stop, TimetableTouch, Transfer
from timetables.operations import cancel_dated_trip, drop_stop, make_dated_trips
from timetables.operations.cancel_part import cancel_part
from timetables.queries import (
    days_with_journeys,
    find_journeys,
    next_day_with_journey,
    previous_day_with_journey,
)
from timetables.queries.journey_days import forget_days

TUESDAY, SATURDAY = date(2027, 5, 18), date(2027, 5, 22)
MINSK, MOSCOW = ZoneInfo("Europe/Minsk"), ZoneInfo("Europe/Moscow")


@pytest.fixture(scope="module")
def _lines(django_db_setup, django_db_blocker):
    """The two lines with the trains of ten days, once for all tests here."""
    with shared_rows(django_db_blocker), override_settings(SALES_HORIZON_DAYS=9):
        seed_timetables(now=datetime(2027, 5, 18, 6, 0, tzinfo=UTC))
        yield


@pytest.fixture
def network(_lines, db):
    forget_days()


def stop(code):
    return Stop.objects.get(stop_id=code)


def journeys(day, origin="VITEBSK", destination="ORSHA"):
    return find_journeys(origin=stop(origin), destination=stop(destination), date=day)


def trains(found):
    return [[leg.train_number for leg in journey.legs] for journey in found]


def dated_trip(number, day):
    return DatedTrip.objects.get(trip__short_name=number, service_date=day)


def delay(number, day, minutes):
    DatedStop.objects.filter(dated_trip=dated_trip(number, day)).update(
        arrival_delay_s=minutes * 60, departure_delay_s=minutes * 60
    )


def test_vitebsk_and_orsha_are_joined_by_a_change_in_smolensk(network):
    (journey,) = journeys(TUESDAY)
    assert trains([journey]) == [["6722", "6195"]]
    assert (journey.departure, journey.arrival) == (
        datetime(2027, 5, 18, 7, 12, tzinfo=MINSK),
        datetime(2027, 5, 18, 15, 57, tzinfo=MINSK),
    )
    (change,) = journey.changes
    assert (change.left.destination.stop_id, change.wait) == ("SMOLENSK", timedelta(hours=4, minutes=16))
    assert change.left.arrival == datetime(2027, 5, 18, 9, 49, tzinfo=MOSCOW)
    assert str(change.left.arrival.tzinfo) == "Europe/Moscow"
    assert not change.is_missed


def test_the_way_back_has_its_own_change(network):
    found = journeys(TUESDAY, "ORSHA", "VITEBSK")
    assert trains(found) == [["6192", "6721"]]
    assert found[0].changes[0].wait == timedelta(minutes=90)


def test_a_later_train_is_offered_as_well_when_it_leaves_later_or_arrives_earlier(network):
    assert trains(journeys(SATURDAY)) == [["6722", "6195"], ["6724", "6193"]]


def test_a_night_at_the_station_is_offered_only_where_nothing_else_goes(network):
    monday = date(2027, 5, 24)
    assert trains(journeys(monday)) == [["6722", "6195"]]
    cancel_dated_trip(
        dated_trip=dated_trip("6722", monday), actor=None, now=datetime(2027, 5, 18, 6, tzinfo=MINSK)
    )
    (overnight,) = journeys(monday)
    assert trains([overnight]) == [["6726", "6191"]]
    assert overnight.is_overnight
    assert overnight.arrival == datetime(2027, 5, 25, 10, 35, tzinfo=MINSK)


def test_a_line_with_direct_trains_needs_no_changes(network, django_assert_num_queries):
    assert journeys(TUESDAY, "VITEBSK", "SMOLENSK") == []
    origin, destination = stop("VITEBSK"), stop("SMOLENSK")
    with django_assert_num_queries(1):
        assert find_journeys(origin=origin, destination=destination, date=TUESDAY) == []


def test_one_journey_costs_as_many_queries_as_three(network, django_assert_num_queries):
    origin, destination = stop("VITEBSK"), stop("ORSHA")
    for day in (TUESDAY, SATURDAY):
        journeys(day)  # read into memory
    for day, number in ((TUESDAY, 1), (SATURDAY, 2)):
        with django_assert_num_queries(4):
            found = find_journeys(origin=origin, destination=destination, date=day)
            assert [(str(leg.route), leg.origin.name) for journey in found for leg in journey.legs]
        assert len(found) == number


@pytest.mark.parametrize(("seconds", "goes"), [(4 * 3600 + 16 * 60, True), (4 * 3600 + 16 * 60 + 1, False)])
def test_the_time_to_change_is_that_of_the_station(network, seconds, goes):
    smolensk = stop("SMOLENSK")
    Transfer.objects.create(from_stop=smolensk, to_stop=smolensk, min_transfer_time=seconds)
    assert (["6722", "6195"] in trains(journeys(TUESDAY))) is goes


def test_where_nobody_can_change_no_journey_is_offered(network):
    smolensk = stop("SMOLENSK")
    Transfer.objects.create(from_stop=smolensk, to_stop=smolensk, transfer_type=Transfer.Type.IMPOSSIBLE)
    assert journeys(TUESDAY) == []


def test_the_default_time_to_change_is_a_setting(network, settings):
    assert trains(journeys(TUESDAY, "ORSHA", "VITEBSK")) == [["6192", "6721"]]
    settings.CHANGE_MINUTES = 91
    assert trains(journeys(TUESDAY, "ORSHA", "VITEBSK")) != [["6192", "6721"]]


def test_a_cancelled_train_is_not_offered_and_the_next_one_is(network, now):
    cancel_dated_trip(dated_trip=dated_trip("6195", TUESDAY), actor=None, now=now)
    assert trains(journeys(TUESDAY)) == [["6722", "6193"]]


def test_a_station_left_out_for_a_day_is_no_place_to_change(network, now):
    train = dated_trip("6722", TUESDAY + timedelta(days=1))
    last = train.stops.order_by("-position").first()
    drop_stop(dated_trip=train, position=last.position, actor=None, now=now)
    assert journeys(TUESDAY + timedelta(days=1)) == []


def test_a_train_does_not_carry_anybody_over_a_part_that_does_not_run(network, now):
    day = TUESDAY + timedelta(days=1)
    train = dated_trip("6195", day)
    krasnoe = train.stops.get(stop__stop_id="KRASNOE").position
    last = train.stops.order_by("-position").first().position
    cancel_part(dated_trip=train, from_position=krasnoe, to_position=last, actor=None, now=now)
    assert trains(journeys(day)) == [["6722", "6193"]]
    assert trains(journeys(day, "VITEBSK", "KRASNOE")) == [["6722", "6195"]]


def test_a_missed_connection_is_warned_of_and_the_train_after_it_is_offered(network):
    delay("6722", TUESDAY, 260)
    missed, instead = journeys(TUESDAY)
    assert trains([missed, instead]) == [["6722", "6195"], ["6722", "6193"]]
    assert (missed.is_missed, instead.is_missed) == (True, False)


def test_a_connection_is_not_missed_while_the_next_train_is_as_late(network):
    delay("6722", TUESDAY, 260)
    delay("6195", TUESDAY, 15)
    first = journeys(TUESDAY)[0]
    assert (trains([first]), first.is_missed) == ([["6722", "6195"]], False)


def test_a_connection_that_only_a_delay_makes_possible_is_not_offered(network):
    delay("6191", TUESDAY, 120)  # planned at 08:25, so expected at 10:25, after 09:49
    assert trains(journeys(TUESDAY)) == [["6722", "6195"]]


def test_the_clocks_of_another_timezone_are_told_as_they_are_there(network):
    Stop.objects.filter(stop_id="SMOLENSK").update(timezone="Europe/Samara")
    (journey,) = journeys(TUESDAY)
    assert journey.changes[0].left.arrival.isoformat() == "2027-05-18T10:49:00+04:00"
    assert journey.changes[0].taken.departure.isoformat() == "2027-05-18T15:05:00+04:00"
    assert journey.changes[0].wait == timedelta(hours=4, minutes=16)


def test_a_day_begins_where_the_origin_is(network):
    Stop.objects.filter(stop_id="VITEBSK").update(timezone="Pacific/Honolulu")  # 13 hours behind
    assert journeys(TUESDAY)[0].departure.isoformat() == "2027-05-18T18:12:00-10:00"


def test_platforms_of_one_station_are_joined_by_a_walk(network):
    station = stop("SMOLENSK")
    platform = Stop.objects.create(
        stop_id="SMOLENSK_2", name_ru="Смоленск, путь 2", kind="station", country="RU", parent_station=station
    )
    for train in ("6195", "6193", "6191"):
        DatedStop.objects.filter(dated_trip__trip__short_name=train, stop=station).update(stop=platform)
    (journey,) = journeys(TUESDAY)
    assert journey.changes[0].is_walk
    Transfer.objects.create(from_stop=station, to_stop=platform, min_transfer_time=5 * 3600)
    assert trains(journeys(TUESDAY)) == [["6722", "6193"]]
    Transfer.objects.update(transfer_type=Transfer.Type.IMPOSSIBLE)
    assert journeys(TUESDAY) == []


@pytest.mark.parametrize(
    ("origin", "destination"),
    [("VITEBSK", "VITEBSK"), ("BORDER_VIT", "ORSHA"), ("VITEBSK", "BORDER_ORS")],
)
def test_what_is_no_journey_has_no_answer(network, origin, destination):
    assert journeys(TUESDAY, origin, destination) == []


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2199, 12, 31), date(2028, 5, 1)])
def test_a_day_without_trains_has_no_journeys(network, day):
    assert journeys(day) == []


def test_the_last_night_of_a_year_is_a_night_like_others(network):
    later = timedelta(days=227, hours=15)  # the morning train of 18 May leaves Orsha at 21:40 on 31 December
    for column in ("arrival_at", "departure_at"):
        DatedStop.objects.update(**{column: F(column) + later})
    for column in ("departs_at", "arrives_at"):
        DatedTrip.objects.update(**{column: F(column) + later})
    DatedTrip.objects.update(service_date=F("service_date") + timedelta(days=227))
    journey = journeys(date(2027, 12, 31), "ORSHA", "VITEBSK")[-1]
    assert trains([journey]) == [["6192", "6721"]]
    assert journey.changes[0].left.arrival == datetime(2027, 12, 31, 23, 50, tzinfo=MOSCOW)
    assert journey.arrival == datetime(2028, 1, 1, 3, 57, tzinfo=MINSK)


def test_days_with_journeys_are_found_in_one_query(network, django_assert_num_queries):
    ends = {"origin": stop("VITEBSK"), "destination": stop("ORSHA")}
    days = [TUESDAY + timedelta(days=number) for number in range(7)]
    assert days_with_journeys(**ends, dates=days) == days
    with django_assert_num_queries(1):
        days_with_journeys(**ends, dates=days)


def test_the_nearest_days_skip_those_without(network):
    ends = {"origin": stop("VITEBSK"), "destination": stop("ORSHA")}
    gone = [TUESDAY + timedelta(days=number) for number in (1, 2)]
    DatedTrip.objects.filter(service_date__in=gone).update(state=DatedTrip.State.CANCELLED)
    assert next_day_with_journey(**ends, after=TUESDAY) == TUESDAY + timedelta(days=3)
    assert previous_day_with_journey(**ends, before=gone[1], first=TUESDAY) == TUESDAY
    assert previous_day_with_journey(**ends, before=gone[1], first=gone[0]) is None


def touches():
    return TimetableTouch.objects.count()


@pytest.mark.parametrize(
    "change",
    [
        {"departure_at": datetime(2027, 5, 18, 14, 6, tzinfo=MOSCOW)},
        {"served": False},
        {"boarding": False},
        {"departure_delay_s": 60},
        {"departure_cancelled": True},
    ],
)
def test_whatever_changes_a_train_is_noted_by_the_database_and_seen_by_the_next_search(network, change):
    journeys(TUESDAY)
    before = touches()
    train = dated_trip("6195", TUESDAY)
    train.stops.filter(position=0).update(**change)
    assert touches() == before + 1
    assert TimetableTouch.objects.latest("pk").service_date == TUESDAY
    with connection.cursor() as cursor:
        cursor.execute("UPDATE timetables_datedtrip SET state = 'cancelled' WHERE id = %s", [train.pk])
    assert trains(journeys(TUESDAY)) == [["6722", "6193"]]


def test_what_no_search_asks_about_is_not_noted(network):
    train = dated_trip("6195", TUESDAY)
    before = touches()
    train.stops.update(platform="2", actual_platform="3")
    DatedTrip.objects.filter(pk=train.pk).update(seat_mode="open")
    assert touches() == before


def test_a_new_train_is_seen(network, now):
    origin, destination = stop("VITEBSK"), stop("ORSHA")
    DatedTrip.objects.filter(service_date=TUESDAY, trip__short_name="6195").delete()
    assert trains(find_journeys(origin=origin, destination=destination, date=TUESDAY)) == [["6722", "6193"]]
    make_dated_trips(now=now, horizon_days=1)
    assert trains(find_journeys(origin=origin, destination=destination, date=TUESDAY)) == [["6722", "6195"]]
