"""Opening trips for sale, once, twice and after the train set has been exchanged."""

from collections.abc import Callable

import pytest

from bookings import inventory
from bookings.inventory import SeatRef, SoldOut, Span, TooManyLegs, WrongSeat
from tests.bookings.inventory.conftest import Held, free_on, numbers
from tests.factories import make_dated_trip, make_rolling_stock

pytestmark = pytest.mark.django_db
Hold = Callable[..., Held]
WHOLE = Span(0, 3)


def test_opening_twice_makes_seats_once() -> None:
    trip = make_dated_trip(seats=8)
    assert inventory.open_trip(dated_trip_id=trip.pk) == 8
    assert inventory.open_trip(dated_trip_id=trip.pk) == 0


def test_many_trips_are_opened_in_a_fixed_number_of_queries(
    django_assert_num_queries: Callable[..., object],
) -> None:
    trips = [make_dated_trip(seats=4).pk for _ in range(3)]
    trips += [make_dated_trip(seat_mode="quota", quota=5).pk, make_dated_trip(seat_mode="open").pk]
    with django_assert_num_queries(3):
        assert inventory.open_trips(dated_trip_ids=trips) == 3 * 4 + 5
    assert inventory.open_trips(dated_trip_ids=trips) == 0


def test_a_trip_of_too_many_legs_is_refused() -> None:
    trip = make_dated_trip(stops=65)
    with pytest.raises(TooManyLegs):
        inventory.open_trip(dated_trip_id=trip.pk)


def test_a_trip_of_as_many_legs_as_a_mask_has_is_sold(hold: Hold) -> None:
    trip = make_dated_trip(stops=64, seats=1)
    hold(trip, Span(0, 63))
    assert free_on(trip, Span(62, 63)) == 0
    assert inventory.audit().ok


def test_a_long_trip_does_not_keep_the_others_closed(caplog: pytest.LogCaptureFixture) -> None:
    long, short = make_dated_trip(stops=65), make_dated_trip(seats=8)
    assert inventory.open_trips(dated_trip_ids=[long.pk, short.pk]) == 8
    assert str(long.pk) in caplog.text


def test_a_trip_that_the_job_has_not_opened_is_sold_all_the_same(hold: Hold) -> None:
    trip = make_dated_trip(seats=make_rolling_stock(4, wheelchair=[1]))
    assert free_on(trip, WHOLE) == 3
    assert numbers(hold(trip, passengers=2)[1]) == [3, 4]
    assert free_on(trip, WHOLE) == 1


def test_a_trip_without_a_train_set_is_sold_out(hold: Hold) -> None:
    trip = make_dated_trip(seats=4, rolling_stock=None)
    assert free_on(trip, WHOLE) == 0
    with pytest.raises(SoldOut):
        hold(trip)


def test_an_exchanged_train_set_is_followed(hold: Hold) -> None:
    trip = make_dated_trip(seats=4)
    hold(trip, seats=[SeatRef(1, 4)])
    trip.rolling_stock = make_rolling_stock(3, wheelchair=[1])
    trip.save()
    inventory.open_trip(dated_trip_id=trip.pk)
    assert free_on(trip, WHOLE) == 2
    with pytest.raises(WrongSeat):
        hold(trip, seats=[SeatRef(1, 4)])
    assert inventory.audit().ok


def test_a_longer_train_set_gives_its_new_seats_when_chosen(hold: Hold) -> None:
    trip = make_dated_trip(seats=2)
    hold(trip)
    trip.rolling_stock = make_rolling_stock(8)
    trip.save()
    assert numbers(hold(trip, seats=[SeatRef(1, 8)])[1]) == [8]
