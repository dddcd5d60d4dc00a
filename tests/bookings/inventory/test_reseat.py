"""Everybody seated again when another train set comes, with the masks and the constraint as witnesses."""

from collections.abc import Callable

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings import inventory
from bookings.inventory import SeatRef, Span
from bookings.models import Booking
from tests.bookings.inventory.conftest import hold_again, let_hold_run_out
from tests.factories import make_booking, make_dated_trip, make_rolling_stock
from timetables.models import DatedTrip, RollingStock

pytestmark = pytest.mark.django_db
ONE_LEG_AND_ALL = (Span(0, 1), Span(1, 3), Span(0, 3))


def exchange(trip: DatedTrip, stock: RollingStock) -> inventory.Reseating:
    old, trip.rolling_stock = trip.rolling_stock_id, stock
    trip.save()
    return inventory.reseat(dated_trip_id=trip.pk, old_stock_id=old)


def places(booking: Booking) -> list[tuple[int, int]]:
    found = inventory.seats_of(booking_ids=[booking.pk])[booking.pk]
    return [found[number].place for number in sorted(found)]


@pytest.fixture
def trip() -> DatedTrip:
    made = make_dated_trip(seats=make_rolling_stock(8, coaches=2))
    inventory.open_trip(dated_trip_id=made.pk)
    return made


def test_who_sat_in_a_coach_that_is_gone_moves_together(trip: DatedTrip, hold: Callable[..., tuple]) -> None:
    party, _held = hold(trip, passengers=2, seats=[SeatRef(2, 1), SeatRef(2, 2)])
    seated = exchange(trip, make_rolling_stock(8))
    assert (seated.moved, seated.lost) == (2, 0)
    assert places(party) == [(1, 1), (1, 2)]
    assert seated.moves[party.pk][0] == inventory.SeatMove(1, Span(0, 3), SeatRef(2, 1), SeatRef(1, 1))


def test_who_keeps_the_seat_is_not_touched(trip: DatedTrip, hold: Callable[..., tuple]) -> None:
    stays, _held = hold(trip, seats=[SeatRef(1, 3)])
    assert exchange(trip, make_rolling_stock(8)).moves == {}
    assert places(stays) == [(1, 3)]


def test_who_finds_none_keeps_the_claim_and_has_the_seat_again_with_the_old_set(
    trip: DatedTrip, hold: Callable[..., tuple]
) -> None:
    old = trip.rolling_stock
    assert old
    parties = [hold(trip, passengers=4)[0] for _party in range(4)]
    seated = exchange(trip, make_rolling_stock(8))
    assert (seated.moved, seated.lost) == (0, 8)
    assert seated.moves.keys() == {one.pk for one in parties[2:]}
    assert inventory.seats_left(spans={trip.pk: Span(0, 3)})[trip.pk] == 0
    again = exchange(trip, old)
    assert (again.moved, again.lost) == (0, 0)
    assert inventory.audit().ok


def test_a_wheelchair_place_is_exchanged_for_one_only(hold: Callable[..., tuple]) -> None:
    trip = make_dated_trip(seats=make_rolling_stock(4, wheelchair=[4]))
    party, _held = hold(trip, passengers=1, seats=[SeatRef(1, 4, "wheelchair")])
    assert exchange(trip, make_rolling_stock(3)).lost == 1
    seated = inventory.reseat(dated_trip_id=trip.pk, known_kinds={(party.pk, 1): "wheelchair"})
    assert seated.lost == 1, "told before, and still without a place of that kind"
    trip.rolling_stock = make_rolling_stock(8, wheelchair=[8])
    trip.save()
    inventory.reseat(dated_trip_id=trip.pk, known_kinds={(party.pk, 1): "wheelchair"})
    assert places(party) == [(1, 8)]


def test_an_ended_hold_takes_nobodys_seat(trip: DatedTrip, hold: Callable[..., tuple]) -> None:
    ended, _held = hold(trip, passengers=4, seats=[SeatRef(1, number) for number in (1, 2, 3, 4)])
    let_hold_run_out(ended)
    lives, _held = hold(trip, passengers=4, seats=[SeatRef(2, number) for number in (1, 2, 3, 4)])
    assert exchange(trip, make_rolling_stock(4)).lost == 0
    assert places(lives) == [(1, 1), (1, 2), (1, 3), (1, 4)]


def test_it_is_foretold_as_it_comes(trip: DatedTrip, hold: Callable[..., tuple]) -> None:
    for _party in range(4):
        hold(trip, passengers=3)
    small = make_rolling_stock(9)
    foretold = inventory.foretell_reseat(dated_trip_id=trip.pk, new_stock_id=small.pk)
    assert foretold.lost
    assert exchange(trip, small) == foretold


def test_a_trip_that_was_never_opened_has_nobody_to_move(trip: DatedTrip) -> None:
    fresh = make_dated_trip(seats=4)
    assert (
        inventory.foretell_reseat(dated_trip_id=fresh.pk, new_stock_id=make_rolling_stock(2).pk).moves == {}
    )
    assert exchange(fresh, make_rolling_stock(2)).moves == {}
    assert inventory.seats_left(spans={fresh.pk: Span(0, 1)})[fresh.pk] == 2


party_sizes = st.lists(st.tuples(st.integers(1, 4), st.sampled_from(ONE_LEG_AND_ALL)), max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parties=party_sizes,
    sets=st.lists(st.tuples(st.integers(1, 6), st.integers(1, 3)), min_size=1, max_size=3),
)
def test_whatever_sets_come_no_seat_has_two_and_masks_tell_the_truth(
    parties: list[tuple[int, Span]], sets: list[tuple[int, int]]
) -> None:
    with transaction.atomic():
        trip = make_dated_trip(seats=make_rolling_stock(6, coaches=2))
        inventory.open_trip(dated_trip_id=trip.pk)
        seated = 0
        for size, span in parties:
            booking = make_booking(trip, span, passengers=size)
            try:
                seated += len(hold_again(booking, passengers=size))
            except inventory.SoldOut:
                booking.passengers.all().delete()
                booking.delete()
        for seats, coaches in sets:
            exchange(trip, make_rolling_stock(seats, coaches=coaches))
            report = inventory.audit()
            assert (report.faults, report.seats_placed) == (dict.fromkeys(report.faults, 0), seated)
        transaction.set_rollback(True)
