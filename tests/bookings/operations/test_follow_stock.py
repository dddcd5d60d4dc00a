"""A train runs with another set: passengers move to equal seats at once, or may have everything back."""

from datetime import timedelta

import pytest

from bookings import inventory
from bookings.models import Booking, Notification, Ticket
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.offer_refund import offer_refund
from bookings.operations.tell_schedule_changes import tell_schedule_changes
from bookings.tickets.build import booking_ticket_views
from tests.bookings.world import NOW, make_booking, make_paid_booking, make_train
from tests.factories import make_rolling_stock
from timetables.models import DatedTrip, RollingStock, ScheduleChange
from timetables.operations import (
    StockEffect,
    TrainIsCancelled,
    cancel_dated_trip,
    change_stock,
    foretell_stock,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def train() -> DatedTrip:
    """A train with one coach of four seats."""
    return make_train(departs_at=NOW + timedelta(days=2))


def exchange(train: DatedTrip, stock: RollingStock) -> StockEffect | None:
    return change_stock(dated_trip=train, rolling_stock=stock, actor=None, now=NOW)


def in_coach_two(seats: int) -> RollingStock:
    """A set whose only coach has the number 2: every seat of the old set is gone."""
    stock = make_rolling_stock(seats)
    stock.coaches.update(number=2)
    return stock


def letters(booking: Booking) -> list[Notification]:
    return list(booking.notifications.filter(kind="train_changed").order_by("id"))


def seats(booking: Booking) -> list[tuple[int, int, str]]:
    found = inventory.seats_of(booking_ids=[booking.pk])[booking.pk]
    return [(*found[number].place, found[number].kind) for number in sorted(found)]


def test_a_paid_party_moves_gets_new_tickets_and_one_letter(train: DatedTrip) -> None:
    booking = make_paid_booking(train, passengers=2)
    before = [bytes(ticket.payload) for ticket in Ticket.objects.order_by("number")]
    assert exchange(train, in_coach_two(4)) == StockEffect(moved=2, lost=0)

    assert seats(booking) == [(2, 1, "seat"), (2, 2, "seat")]
    after = [bytes(ticket.payload) for ticket in Ticket.objects.order_by("number")]
    assert all(old != new for old, new in zip(before, after, strict=True))
    assert [(view.coach, view.seat) for view in booking_ticket_views(booking, "ru")] == [(2, 1), (2, 2)]
    (letter,) = letters(booking)
    assert letter.data["change"] == "seats_moved"
    assert letter.data["moved"]["1"] == [[1, 1, "seat"], [2, 1, "seat"]]
    assert letter.data["free_refund"] is False
    booking.refresh_from_db()
    assert booking.ticket_sequence == 1
    assert offer_refund(booking=booking, now=NOW).rule["reason"] == "no_rule"


def test_who_finds_no_seat_is_told_and_may_have_everything_back(train: DatedTrip) -> None:
    booking = make_paid_booking(train, passengers=2)
    assert exchange(train, in_coach_two(1)) == StockEffect(moved=1, lost=1)
    (letter,) = letters(booking)
    assert (letter.data["change"], letter.data["free_refund"]) == ("seat_lost", True)
    assert letter.data["lost"] == {"2": [1, 2, "seat"]}

    offer = offer_refund(booking=booking, now=NOW)
    assert (offer.rule["reason"], offer.amount) == ("seat_lost", booking.total)
    confirm_refund(offer=offer, now=NOW)
    assert inventory.audit().ok
    assert inventory.audit().seats_placed == 0


def test_seats_only_held_are_let_go_when_there_is_none(train: DatedTrip) -> None:
    held, paid = make_booking(train, passengers=2), make_paid_booking(train, passengers=2)
    exchange(train, in_coach_two(3))
    held.refresh_from_db()
    assert (held.state, held.ended_at) == (Booking.State.RELEASED, NOW)
    assert not letters(held)
    assert [place[0] for place in seats(paid)] == [2, 2]
    report = inventory.audit()
    assert report.ok
    assert report.seats_placed == 2


def test_who_keeps_the_seat_hears_nothing(train: DatedTrip) -> None:
    booking = make_paid_booking(train, passengers=1)
    assert exchange(train, make_rolling_stock(2)) == StockEffect(0, 0)
    tell_schedule_changes(now=NOW + timedelta(minutes=1))
    assert not letters(booking)


def test_the_workers_round_tells_nobody_a_second_time(train: DatedTrip) -> None:
    booking = make_paid_booking(train, passengers=2)
    exchange(train, in_coach_two(1))
    for minute in (1, 2):
        tell_schedule_changes(now=NOW + timedelta(minutes=minute))
    assert len(letters(booking)) == 1
    assert not ScheduleChange.objects.filter(consumed_at=None).exists()


def test_a_set_changed_elsewhere_is_followed_by_the_workers_round(train: DatedTrip) -> None:
    booking = make_paid_booking(train, passengers=1)
    old = train.rolling_stock
    assert old
    DatedTrip.objects.filter(pk=train.pk).update(rolling_stock=in_coach_two(4))
    ScheduleChange.objects.create(
        dated_trip=train, kind="stock_changed", before={"rolling_stock": old.code}, made_at=NOW
    )
    tell_schedule_changes(now=NOW)
    assert seats(booking) == [(2, 1, "seat")]
    assert len(letters(booking)) == 1


def test_who_had_no_seat_hears_when_there_is_one_again(train: DatedTrip) -> None:
    booking = make_paid_booking(train, passengers=2)
    exchange(train, in_coach_two(1))
    bigger = in_coach_two(4)
    exchange(train, bigger)
    assert [letter.data["change"] for letter in letters(booking)] == ["seat_lost", "seats_moved"]
    assert letters(booking)[1].data["moved"] == {"2": [[1, 2, "seat"], [2, 2, "seat"]]}


def test_it_is_foretold_and_nothing_is_changed_by_asking(train: DatedTrip) -> None:
    booking = make_paid_booking(train, passengers=3)
    small = in_coach_two(2)
    assert foretell_stock(dated_trip=train, rolling_stock=small) == StockEffect(moved=2, lost=1)
    assert [place[0] for place in seats(booking)] == [1, 1, 1]
    assert exchange(train, small) == StockEffect(moved=2, lost=1)


def test_the_same_set_is_no_change_and_a_cancelled_train_has_none(train: DatedTrip) -> None:
    assert train.rolling_stock
    assert exchange(train, train.rolling_stock) is None
    cancel_dated_trip(dated_trip=train, actor=None, now=NOW)
    with pytest.raises(TrainIsCancelled):
        exchange(train, make_rolling_stock(2))
    assert ScheduleChange.objects.filter(kind="stock_changed").count() == 0


@pytest.mark.parametrize("seat_mode", ["quota", "open"])
def test_without_seat_numbers_nobody_moves(seat_mode: str) -> None:
    train = make_train(seat_mode=seat_mode)
    make_paid_booking(train, passengers=2)
    assert exchange(train, in_coach_two(1)) == StockEffect(0, 0)
    assert inventory.audit().ok


def test_a_late_payment_does_not_buy_a_seat_that_is_gone(train: DatedTrip) -> None:
    booking = make_booking(train, passengers=1)
    inventory.extend(booking_id=booking.pk, hold_seconds=-1)
    exchange(train, in_coach_two(4))
    assert inventory.regain(booking_id=booking.pk) is False
    assert inventory.audit().seats_placed == 0
