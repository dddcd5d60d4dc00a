"""Train sets exchanged while people buy, pay, change seats and give back: never two on a seat, nobody lost."""

import pytest
from django.db import transaction

from bookings import inventory
from bookings.models import Booking
from bookings.operations.change_seats import change_seats
from bookings.operations.lock_booking import NotHeld
from bookings.operations.release_booking import NotReleasable, release_booking
from bookings.operations.settle_payment import settle_payment
from bookings.payments.gateway import BankAnswer, Outcome
from tests.bookings.world import NOW, make_booking, make_payment, make_train
from tests.factories import make_rolling_stock
from tests.races.conftest import Race
from timetables.models import DatedTrip
from timetables.operations import change_stock
from timetables.operations.change_stock import SeatsBusy

pytestmark = pytest.mark.django_db(transaction=True)
COLLISIONS = (
    inventory.Busy, inventory.SoldOut, inventory.SeatTaken, inventory.WrongSeat, SeatsBusy, NotHeld, NotReleasable
)  # fmt: skip


def exchange(train: DatedTrip, seats: int, coach: int) -> object:
    stock = make_rolling_stock(seats)
    stock.coaches.update(number=coach)
    return change_stock(
        dated_trip=DatedTrip.objects.get(pk=train.pk), rolling_stock=stock, actor=None, now=NOW
    )


def pay(booking: Booking) -> None:
    payment = make_payment(booking)
    settle_payment(
        answer=BankAnswer(event_id=f"{payment.uuid}", charge_uuid=payment.uuid, outcome=Outcome.ACCEPTED),
        now=NOW,
    )


def live_seats(train: DatedTrip) -> int:
    return sum(
        booking.passengers.filter(state="active").count()
        for booking in Booking.objects.filter(
            dated_trip=train, state__in=["PREBOOKED", "CONFIRMED", "FULFILLED"]
        )
    )


@pytest.mark.parametrize("round_", range(3))
def test_sets_come_and_go_under_a_storm_of_buyers(race: Race, round_: int) -> None:
    train = make_train(seats=12)
    waiting = [make_booking(train, passengers=2) for _number in range(4)]

    def work(number: int) -> object:
        if number == 0:
            return exchange(train, 10, 2)
        if number == 1:
            return exchange(train, 12, 1)
        if number < 6:
            return pay(waiting[number - 2])
        if number < 8:
            wanted = {1: inventory.SeatRef(1, 11 + number % 2)}
            return change_seats(booking=waiting[number - 4], wanted=wanted, now=NOW)
        if number == 8:
            return release_booking(booking=waiting[0], now=NOW)
        return buy(train)

    outcome = race(14, work)
    assert not outcome.unexpected(*COLLISIONS)
    assert 0 in outcome.results or 1 in outcome.results, "at least one set came"
    report = inventory.audit()
    assert report.ok, report.faults
    assert report.seats_placed == live_seats(train)


def buy(train: DatedTrip) -> Booking:
    @inventory.with_retries
    def bought() -> Booking:
        with transaction.atomic():
            return make_booking(train, passengers=1)

    return bought()


def test_two_operators_with_two_sets_leave_one_of_them(race: Race) -> None:
    train = make_train(seats=6)
    for _number in range(3):
        pay(make_booking(train, passengers=2))
    outcome = race(4, lambda number: exchange(train, 6, 2 + number))
    assert not outcome.unexpected(SeatsBusy)
    train.refresh_from_db()
    (coach,) = train.rolling_stock.coaches.all()
    seated = inventory.seats_of(booking_ids=list(Booking.objects.values_list("pk", flat=True)))
    assert {seat.coach for seats in seated.values() for seat in seats.values()} == {coach.number}
    assert inventory.audit().ok
