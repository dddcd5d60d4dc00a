"""Holding seats: which ones, for whom, and what happens when there are none."""

from collections.abc import Callable

import pytest

from bookings import inventory
from bookings.inventory import SeatRef, SeatTaken, SoldOut, Span, WrongSeat
from tests.bookings.inventory.conftest import Held, free_on, hold_again, let_hold_run_out, numbers
from tests.factories import make_booking, make_dated_trip, make_rolling_stock

pytestmark = pytest.mark.django_db
Hold = Callable[..., Held]
WHOLE = Span(0, 3)


def test_a_passenger_gets_the_lowest_free_seat(hold: Hold) -> None:
    trip = make_dated_trip(seats=8)
    assert [numbers(hold(trip)[1]) for _ in range(3)] == [[1], [2], [3]]


def test_a_seat_is_sold_again_over_other_legs(hold: Hold) -> None:
    trip = make_dated_trip(stops=4, seats=1)
    assert [numbers(hold(trip, Span(n, n + 1))[1]) for n in range(3)] == [[1], [1], [1]]
    assert inventory.audit().ok


def test_a_seat_is_not_sold_twice_over_a_common_leg(hold: Hold) -> None:
    trip = make_dated_trip(stops=4, seats=1)
    hold(trip, Span(1, 3))
    with pytest.raises(SoldOut) as refused:
        hold(trip, Span(0, 2))
    assert refused.value.free_count == 0


def test_a_party_gets_all_its_seats_or_none(hold: Hold) -> None:
    trip = make_dated_trip(seats=4)
    hold(trip, passengers=2)
    with pytest.raises(SoldOut) as refused:
        hold(trip, passengers=3)
    assert (refused.value.free_count, free_on(trip, WHOLE)) == (2, 2)


def test_each_passenger_of_a_party_has_a_seat_of_their_own(hold: Hold) -> None:
    booking, held = hold(make_dated_trip(seats=8), passengers=4)
    assert [(one.passenger_no, one.seat.number) for one in held] == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert inventory.seats_of(booking_ids=[booking.pk])[booking.pk] == {
        one.passenger_no: one.seat for one in held
    }


def test_a_pair_sits_side_by_side_past_a_single_seat(hold: Hold) -> None:
    trip = make_dated_trip(seats=12)
    hold(trip, seats=[SeatRef(1, 2)])
    assert numbers(hold(trip, passengers=2)[1]) == [3, 4]


def test_a_family_stays_in_one_coach(hold: Hold) -> None:
    trip = make_dated_trip(seats=make_rolling_stock(4, coaches=2))
    hold(trip)
    _booking, held = hold(trip, passengers=4)
    assert {one.seat.coach for one in held} == {2}


def test_a_party_is_seated_apart_rather_than_refused(hold: Hold) -> None:
    trip = make_dated_trip(seats=make_rolling_stock(2, coaches=2))
    hold(trip, seats=[SeatRef(1, 2)])
    hold(trip, seats=[SeatRef(2, 1)])
    _booking, held = hold(trip, passengers=2)
    assert [one.seat.place for one in held] == [(1, 1), (2, 2)]


def test_places_for_wheelchairs_and_companions_are_not_given_unasked(hold: Hold) -> None:
    trip = make_dated_trip(seats=make_rolling_stock(4, wheelchair=[1], companion=[2]))
    assert numbers(hold(trip, passengers=2)[1]) == [3, 4]
    with pytest.raises(SoldOut):
        hold(trip)


def test_a_wheelchair_place_is_given_to_who_chooses_it(hold: Hold) -> None:
    trip = make_dated_trip(seats=make_rolling_stock(4, wheelchair=[1], companion=[2]))
    _booking, held = hold(trip, passengers=2, seats=[SeatRef(1, 1), SeatRef(1, 2)])
    assert [one.seat.kind for one in held] == ["wheelchair", "companion"]


def test_chosen_seats_go_to_the_passengers_in_their_order(hold: Hold) -> None:
    _booking, held = hold(make_dated_trip(seats=8), passengers=2, seats=[SeatRef(1, 7), SeatRef(1, 3)])
    assert [(one.passenger_no, one.seat.number) for one in held] == [(1, 7), (2, 3)]


def test_a_chosen_seat_that_is_taken_is_named(hold: Hold) -> None:
    trip = make_dated_trip(seats=8)
    hold(trip, seats=[SeatRef(1, 5)])
    with pytest.raises(SeatTaken) as refused:
        hold(trip, passengers=2, seats=[SeatRef(1, 4), SeatRef(1, 5)])
    assert refused.value.seats == [SeatRef(1, 5)]
    assert free_on(trip, WHOLE) == 7


@pytest.mark.parametrize(
    "seats",
    [[SeatRef(1, 99), SeatRef(1, 1)], [SeatRef(1, 1), SeatRef(1, 1)], [SeatRef(1, 1)]],
    ids=["a seat that is not there", "one seat twice", "fewer seats than passengers"],
)
def test_a_choice_that_makes_no_sense_is_refused(hold: Hold, seats: list[SeatRef]) -> None:
    with pytest.raises(WrongSeat):
        hold(make_dated_trip(seats=8), passengers=2, seats=seats)


def test_a_trip_without_a_limit_needs_no_seats(hold: Hold) -> None:
    trip = make_dated_trip(seat_mode="open")
    assert hold(trip, passengers=4)[1] == []
    assert free_on(trip, WHOLE) is None


def test_places_without_a_number_run_out_too(hold: Hold) -> None:
    trip = make_dated_trip(seat_mode="quota", quota=3)
    _booking, held = hold(trip, passengers=2)
    assert [one.seat.coach for one in held] == [0, 0]
    with pytest.raises(SoldOut) as refused:
        hold(trip, passengers=2)
    assert refused.value.free_count == 1


def test_a_place_without_a_number_can_not_be_chosen(hold: Hold) -> None:
    with pytest.raises(WrongSeat):
        hold(make_dated_trip(seat_mode="quota", quota=3), seats=[SeatRef(0, 1)])


def test_a_hold_that_has_run_out_is_sold_at_once(hold: Hold) -> None:
    trip = make_dated_trip(seats=1)
    late, _ = hold(trip)
    let_hold_run_out(late)
    assert numbers(hold(trip)[1]) == [1]
    assert inventory.audit().ok


def test_a_chosen_seat_under_an_ended_hold_can_be_had(hold: Hold) -> None:
    trip = make_dated_trip(seats=8)
    late, _ = hold(trip, seats=[SeatRef(1, 5)])
    let_hold_run_out(late)
    assert numbers(hold(trip, seats=[SeatRef(1, 5)])[1]) == [5]


def test_a_hold_that_still_runs_is_respected(hold: Hold) -> None:
    trip = make_dated_trip(seats=1)
    hold(trip, seconds=1)
    with pytest.raises(SoldOut):
        hold(trip)


def test_a_booking_that_holds_again_keeps_one_seat_a_passenger(hold: Hold) -> None:
    trip = make_dated_trip(seats=2)
    booking, _ = hold(trip, passengers=2)
    let_hold_run_out(booking)
    assert numbers(hold_again(booking, passengers=2, seats=[SeatRef(1, 1), SeatRef(1, 2)])) == [1, 2]
    inventory.confirm(booking_id=booking.pk, expected=2)


def test_a_wrong_mask_does_not_sell_a_seat_twice(
    hold: Hold, caplog: pytest.LogCaptureFixture, spoil_masks: Callable[[], None]
) -> None:
    trip = make_dated_trip(seats=2)
    hold(trip)
    spoil_masks()
    assert numbers(hold(trip)[1]) == [2]
    assert inventory.audit().ok
    assert "differ" in caplog.text


def test_a_train_of_no_seats_is_sold_out() -> None:
    trip = make_dated_trip(seats=make_rolling_stock(0))
    with pytest.raises(SoldOut):
        hold_again(make_booking(trip))
