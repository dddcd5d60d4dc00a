"""Where trains are: by their expected times, or as somebody reports."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import make_dated_trip, make_stops
from timetables.models import DatedStop, DatedTrip, Stop, VehiclePosition
from timetables.queries.places import place_of, trains_now
from timetables.queries.stops_of_trip import TripStop, trip_stops

START = datetime(2027, 5, 18, 5, 0, tzinfo=UTC)


def way(*, delays: list[int], dwell: int = 2) -> list[TripStop]:
    """Stops ten minutes apart, each with its own delay in seconds."""
    stops = []
    for position, delay in enumerate(delays):
        arrival = START + timedelta(minutes=10 * position)
        stops.append(
            TripStop(
                position, Stop(stop_id=f"S{position}", timezone="Europe/Minsk"), arrival,
                arrival + timedelta(minutes=dwell), None, True, True, True, delay, delay,
            )
        )  # fmt: skip
    return stops


@pytest.mark.parametrize(
    ("minutes", "where"),
    [(-1, None), (1, None), (2, (0, 0.0)), (6, (0, 0.5)), (10, (1, 0.0)), (11, (1, 0.0)), (16, (1, 0.5)), (20, None)],
)  # fmt: skip
def test_a_train_on_time_is_where_its_times_say(minutes, where):
    place = place_of(DatedTrip(state="scheduled"), way(delays=[0, 0, 0]), START + timedelta(minutes=minutes))
    assert (place and (place.before.position, place.share)) == where


@given(st.lists(st.integers(-300, 3600), min_size=2, max_size=6), st.integers(-60, 200))
def test_a_place_is_always_on_the_way(delays, minutes):
    stops = way(delays=delays)
    place = place_of(DatedTrip(state="scheduled"), stops, START + timedelta(minutes=minutes))
    if place:
        assert 0 <= place.share <= 1
        assert place.after is None or place.after.position == place.before.position + 1


def test_a_cancelled_train_and_a_part_that_does_not_run_have_no_place(db):
    train = make_dated_trip(stops=4)
    at = train.departs_at + timedelta(minutes=15)
    assert place_of(train, trip_stops(train.pk), at)
    DatedStop.objects.filter(dated_trip=train, position=1).update(departure_cancelled=True)
    DatedStop.objects.filter(dated_trip=train, position=2).update(arrival_cancelled=True)
    assert place_of(train, trip_stops(train.pk), at) is None
    train.state = "cancelled"
    assert place_of(train, trip_stops(train.pk), train.departs_at + timedelta(minutes=5)) is None


@pytest.fixture
def reported(db) -> DatedTrip:
    codes = [stop.stop_id for stop in make_stops(4)]
    for number, code in enumerate(codes):
        Stop.objects.filter(stop_id=code).update(lat=55.0, lon=30.0 + number * 0.1)
    return make_dated_trip(stops=codes)


def report(train: DatedTrip, at: datetime, **fields: object) -> None:
    VehiclePosition.objects.create(
        **{"dated_trip": train, "lat": 55.0, "lon": 30.125, "reported_at": at, "received_at": at} | fields
    )
    train.refresh_from_db()


def test_coordinates_tell_the_leg_and_how_far_along_it(reported):
    at = reported.departs_at + timedelta(minutes=5)
    report(reported, at)
    place = place_of(reported, trip_stops(reported.pk), at)
    assert (place.before.position, round(place.share, 2), place.reported) == (1, 0.25, True)


@pytest.mark.parametrize(
    "fields",
    [{"lat": 56.0}, {"reported_at": START}],
    ids=["far from the line", "long ago"],
)
def test_a_report_that_cannot_be_is_not_believed(reported, fields):
    at = reported.departs_at + timedelta(minutes=5)
    report(reported, at, **fields)
    place = place_of(reported, trip_stops(reported.pk), at)
    assert (place.before.position, place.reported) == (0, False)


def test_a_stop_that_is_named_counts_before_coordinates(reported):
    at = reported.departs_at + timedelta(minutes=5)
    report(reported, at, position=2, status="STOPPED_AT")
    place = place_of(reported, trip_stops(reported.pk), at)
    assert (place.before.position, place.is_at_stop) == (2, True)


def test_one_train_or_three_cost_two_queries(db, django_assert_num_queries):
    train = make_dated_trip()
    route, day = train.trip.route, train.service_date
    at = train.departs_at + timedelta(minutes=5)
    for _more in range(2):
        with django_assert_num_queries(2):
            found = trains_now(route=route, at=at)
            assert [one.place.before.position for one in found] == [0] * len(found)
        for _number in range(2):
            other = make_dated_trip(service_date=day)
            type(other.trip).objects.filter(pk=other.trip_id).update(route=route)
    assert len(trains_now(route=route, at=at)) == 5
