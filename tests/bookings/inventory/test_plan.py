"""What a plan and a list of trips show."""

from collections.abc import Callable

import pytest

from bookings import inventory
from bookings.inventory import CoachMap, SeatRef, Span
from tests.bookings.inventory.conftest import Held, let_hold_run_out
from tests.factories import make_dated_trip, make_rolling_stock

pytestmark = pytest.mark.django_db
Hold = Callable[..., Held]
WHOLE = Span(0, 3)


def states(coach: CoachMap) -> str:
    return " ".join(seat.state for seat in coach.seats)


def test_a_plan_shows_what_is_free_taken_and_yours(hold: Hold) -> None:
    trip = make_dated_trip(seats=3)
    hold(trip)
    mine, _ = hold(trip)
    (coach,) = inventory.seat_map(dated_trip_id=trip.pk, span=WHOLE, booking_id=mine.pk)
    assert states(coach) == "taken yours free"
    assert (coach.number, coach.bicycle_places) == (1, 2)


def test_a_plan_is_of_one_stretch(hold: Hold) -> None:
    trip = make_dated_trip(stops=4, seats=1)
    hold(trip, Span(0, 2))
    shown = [inventory.seat_map(dated_trip_id=trip.pk, span=Span(n, n + 1)) for n in range(3)]
    assert [states(coach) for (coach,) in shown] == ["taken", "taken", "free"]


def test_an_ended_hold_shows_as_free_to_all(hold: Hold) -> None:
    trip = make_dated_trip(seats=1)
    late, _ = hold(trip)
    let_hold_run_out(late)
    (coach,) = inventory.seat_map(dated_trip_id=trip.pk, span=WHOLE, booking_id=late.pk)
    assert states(coach) == "free"


def test_a_plan_has_the_place_of_each_seat() -> None:
    trip = make_dated_trip(seats=make_rolling_stock(6, coaches=2, wheelchair=[6]))
    _first, second = inventory.seat_map(dated_trip_id=trip.pk, span=WHOLE)
    last = second.seats[-1]
    assert (last.coach, last.number, last.row, last.column, last.kind) == (2, 6, 2, 2, "wheelchair")
    assert [seat.is_window for seat in second.seats] == [True, False, False, True, True, False]


def test_a_plan_survives_the_exchange_of_its_train_set(hold: Hold) -> None:
    trip = make_dated_trip(seats=8)
    mine, _ = hold(trip, seats=[SeatRef(1, 8)])
    trip.rolling_stock = make_rolling_stock(4)
    trip.save()
    inventory.open_trip(dated_trip_id=trip.pk)
    (others,) = inventory.seat_map(dated_trip_id=trip.pk, span=WHOLE)
    (own,) = inventory.seat_map(dated_trip_id=trip.pk, span=WHOLE, booking_id=mine.pk)
    assert [seat.number for seat in others.seats] == [1, 2, 3, 4]
    assert (own.seats[-1].number, own.seats[-1].row, own.seats[-1].column) == (8, 2, 4)


@pytest.mark.parametrize("mode", ["quota", "open"])
def test_a_trip_without_numbers_has_no_plan(hold: Hold, mode: str) -> None:
    trip = make_dated_trip(seat_mode=mode, quota=3)
    hold(trip)
    assert inventory.seat_map(dated_trip_id=trip.pk, span=WHOLE) == []


@pytest.mark.parametrize("count", [1, 5])
def test_seats_left_of_any_number_of_trips_take_one_query(
    django_assert_num_queries: Callable[..., object], count: int
) -> None:
    spans = {make_dated_trip(seats=4).pk: WHOLE for _ in range(count)}
    inventory.open_trips(dated_trip_ids=list(spans))
    with django_assert_num_queries(1):
        assert inventory.seats_left(spans=spans) == dict.fromkeys(spans, 4)


def test_seats_left_counts_each_trip_over_its_own_stretch(hold: Hold) -> None:
    one, two = make_dated_trip(seats=4), make_dated_trip(seats=4)
    hold(one, Span(0, 1), passengers=2)
    late, _ = hold(two, Span(0, 1), passengers=3)
    let_hold_run_out(late)
    assert inventory.seats_left(spans={one.pk: Span(0, 2), two.pk: Span(0, 2)}) == {one.pk: 2, two.pk: 4}
    assert inventory.seats_left(spans={one.pk: Span(1, 2)}) == {one.pk: 4}


def test_who_sits_where_is_told_for_many_bookings_at_once(
    hold: Hold, django_assert_num_queries: Callable[..., object]
) -> None:
    trip = make_dated_trip(seats=4)
    one, _ = hold(trip, passengers=2)
    two, _ = hold(trip)
    inventory.release(booking_id=two.pk)
    with django_assert_num_queries(1):
        seated = inventory.seats_of(booking_ids=[one.pk, two.pk])
    assert seated == {one.pk: {1: SeatRef(1, 1), 2: SeatRef(1, 2)}, two.pk: {1: SeatRef(1, 3)}}
