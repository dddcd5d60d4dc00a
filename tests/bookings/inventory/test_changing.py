"""Several seats in turn of one passenger: won together or not at all, and carried through whatever becomes of them."""

from collections.abc import Callable, Sequence

import pytest
from django.db import connection, transaction

from bookings import inventory
from bookings.inventory import HoldLost, SeatPart, SeatPlan, SeatRef, SeatTaken, Span, Stretch
from bookings.models import Booking
from tests.bookings.inventory.conftest import Held, free_on, let_hold_run_out
from tests.factories import make_booking, make_dated_trip, make_rolling_stock
from timetables.models import DatedTrip

pytestmark = pytest.mark.django_db
Hold = Callable[..., Held]
WHOLE = Span(0, 3)
ANYWHERE = {1: 60, 2: 60}


@pytest.fixture
def trip(hold: Hold) -> DatedTrip:
    """Two seats; the first is free to position 1, the second from there: no seat is free all the way."""
    made = make_dated_trip(seats=2)
    hold(made, Span(1, 3), seats=[SeatRef(1, 1)])
    hold(made, Span(0, 1), seats=[SeatRef(1, 2)])
    return made


def plan_for(trip: DatedTrip, size: int = 1, span: Span = WHOLE) -> SeatPlan | None:
    return inventory.find_plans(stretches={trip.pk: Stretch(span, ANYWHERE)}, size=size).get(trip.pk)


def hold_plan(trip: DatedTrip, plan: SeatPlan, span: Span = WHOLE) -> Booking:
    booking = make_booking(trip, span, passengers=len(plan))
    inventory.hold_plan(booking_id=booking.pk, dated_trip_id=trip.pk, span=span, plan=plan, hold_seconds=600)
    return booking


def held_by_plan(trip: DatedTrip, size: int = 1) -> Booking:
    plan = plan_for(trip, size)
    assert plan
    return hold_plan(trip, plan)


def parts(booking: Booking, passenger: int = 1) -> list[tuple[int, int, int]]:
    found = inventory.parts_of(booking_ids=[booking.pk])[booking.pk][passenger]
    return [(part.seat.number, part.start, part.end) for part in found]


def pay(booking: Booking, passengers: int = 1) -> None:
    inventory.confirm(booking_id=booking.pk, expected=passengers)
    Booking.objects.filter(pk=booking.pk).update(state=Booking.State.CONFIRMED)


def forget(booking: Booking) -> None:
    Booking.objects.filter(pk=booking.pk).update(state=Booking.State.RELEASED)


def claims() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bookings_seatclaim WHERE state > 0")
        return int(cursor.fetchone()[0])


def test_a_train_without_a_single_seat_still_has_two_in_turn(trip: DatedTrip) -> None:
    assert free_on(trip, WHOLE) == 0
    booking = held_by_plan(trip)
    assert parts(booking) == [(1, 0, 1), (2, 1, 3)]
    assert plan_for(trip) is None
    report = inventory.audit()
    assert (report.ok, report.seats_placed, report.seat_changes) == (True, 4, 1)


def test_finding_plans_takes_one_query_for_any_number_of_trains(
    hold: Hold, django_assert_num_queries: Callable[..., object]
) -> None:
    trips = [make_dated_trip(seats=1) for _ in range(3)]
    inventory.open_trips(dated_trip_ids=[trip.pk for trip in trips])
    for count in (1, 3):
        asked = {trip.pk: Stretch(WHOLE, ANYWHERE) for trip in trips[:count]}
        with django_assert_num_queries(1):
            assert len(inventory.find_plans(stretches=asked, size=1)) == count


def test_an_ended_hold_is_free_for_a_plan(trip: DatedTrip) -> None:
    late = held_by_plan(trip)
    let_hold_run_out(late)
    assert parts(held_by_plan(trip)) == [(1, 0, 1), (2, 1, 3)]
    with pytest.raises(HoldLost):
        inventory.confirm(booking_id=late.pk, expected=1)


def test_where_one_seat_of_a_plan_is_lost_none_is_taken(trip: DatedTrip, hold: Hold) -> None:
    plan = plan_for(trip)
    assert plan
    hold(trip, Span(1, 2), seats=[SeatRef(1, 2)])
    before = claims()
    with pytest.raises(SeatTaken), transaction.atomic():
        hold_plan(trip, plan)
    assert claims() == before
    assert free_on(trip, Span(0, 1)) == 1
    assert inventory.audit().ok


def test_another_seat_is_taken_where_the_passenger_changes_as_agreed(hold: Hold) -> None:
    trip = make_dated_trip(seats=3)
    hold(trip, Span(1, 3), seats=[SeatRef(1, 1)])
    hold(trip, Span(0, 1), passengers=2, seats=[SeatRef(1, 2), SeatRef(1, 3)])
    plan = plan_for(trip)
    assert plan
    taken = plan[0][1].seat
    hold(trip, Span(1, 3), seats=[taken])
    assert parts(hold_plan(trip, plan)) == [(1, 0, 1), (5 - taken.number, 1, 3)]


def test_nobody_is_made_to_change_elsewhere_than_agreed(hold: Hold) -> None:
    trip = make_dated_trip(seats=3)
    hold(trip, Span(1, 3), seats=[SeatRef(1, 1)])
    hold(trip, Span(0, 1), seats=[SeatRef(1, 2)])
    hold(trip, Span(0, 2), seats=[SeatRef(1, 3)])
    plan = plan_for(trip)
    assert plan
    assert [part.start for part in plan[0]] == [0, 1]
    hold(trip, Span(2, 3), seats=[SeatRef(1, 2)])
    assert plan_for(trip), "with one change more it could be had"
    with pytest.raises(SeatTaken), transaction.atomic():
        hold_plan(trip, plan)


def test_a_plan_is_paid_only_when_all_its_seats_are_still_held(trip: DatedTrip, hold: Hold) -> None:
    booking = held_by_plan(trip)
    let_hold_run_out(booking)
    hold(trip, Span(0, 1), seats=[SeatRef(1, 1)])
    with pytest.raises(HoldLost) as refused:
        inventory.confirm(booking_id=booking.pk, expected=1)
    assert refused.value.kept == 0
    assert not inventory.regain(booking_id=booking.pk)


def test_a_paid_plan_stands_and_is_given_back_whole(trip: DatedTrip) -> None:
    booking = held_by_plan(trip)
    assert inventory.extend(booking_id=booking.pk, hold_seconds=600) == 1
    pay(booking)
    assert inventory.audit().ok
    assert inventory.release(booking_id=booking.pk, passenger_numbers=[1]) == 2
    assert plan_for(trip)


def test_a_late_payment_wins_all_seats_of_a_plan_back(trip: DatedTrip) -> None:
    booking = held_by_plan(trip)
    inventory.release(booking_id=booking.pk)
    forget(booking)
    assert parts(booking) == [(1, 0, 1), (2, 1, 3)], "the last seats are told"
    assert inventory.regain(booking_id=booking.pk)
    Booking.objects.filter(pk=booking.pk).update(state=Booking.State.CONFIRMED)
    assert parts(booking) == [(1, 0, 1), (2, 1, 3)]
    assert inventory.audit().ok


def test_a_seat_that_became_free_all_the_way_takes_the_place_of_a_plan(trip: DatedTrip, hold: Hold) -> None:
    booking = held_by_plan(trip)
    others = Booking.objects.exclude(pk=booking.pk).order_by("pk")
    for other in others:
        inventory.release(booking_id=other.pk)
        forget(other)
    inventory.change_seats(
        booking_id=booking.pk, dated_trip_id=trip.pk, span=WHOLE, wanted={1: SeatRef(1, 2)}
    )
    assert parts(booking) == [(2, 0, 3)]
    assert (free_on(trip, WHOLE), inventory.audit().ok) == (1, True)


def test_the_plan_of_a_train_shows_seats_held_for_a_part_as_not_yours(trip: DatedTrip) -> None:
    booking = held_by_plan(trip)
    (coach,) = inventory.seat_map(dated_trip_id=trip.pk, span=WHOLE, booking_id=booking.pk)
    assert [seat.state for seat in coach.seats] == ["taken", "taken"]


def test_a_new_train_set_moves_each_part_of_a_plan(trip: DatedTrip) -> None:
    booking = held_by_plan(trip)
    pay(booking)
    old = trip.rolling_stock_id
    trip.rolling_stock = make_rolling_stock(1, coaches=3)
    trip.save()
    seated = inventory.reseat(dated_trip_id=trip.pk, old_stock_id=old)
    # Seat 1-2 is gone: its part of the way is moved, the other stays.
    (move,) = seated.moves[booking.pk]
    assert (move.span, move.was.place) == (Span(1, 3), (1, 2))
    assert (seated.moved, seated.lost) == (2, 0)
    assert [(part.seat.coach, part.start) for part in plan_of(booking)] == [(1, 0), (2, 1)]
    assert inventory.audit().ok


def plan_of(booking: Booking) -> Sequence[SeatPart]:
    return inventory.parts_of(booking_ids=[booking.pk])[booking.pk][1]


def test_two_seats_over_one_leg_are_found_by_the_audit(hold: Hold) -> None:
    booking, _held = hold(make_dated_trip(seats=2), passengers=2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bookings_seatclaim SET passenger_no = 1 WHERE booking_id = %s", [booking.pk])
    assert inventory.audit().seated_twice == [booking.pk]


def test_a_paid_passenger_without_a_seat_on_a_part_of_the_way_is_found(trip: DatedTrip) -> None:
    booking = held_by_plan(trip)
    pay(booking)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE bookings_seatclaim SET state = 0 WHERE booking_id = %s AND lower(segment) = 1",
            [booking.pk],
        )
    assert inventory.audit().paid_without_sold == [booking.pk]
