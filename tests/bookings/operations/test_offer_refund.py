"""What a passenger gets back depends on the dated rule, the time left, and whose fault it is."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bookings.models import Booking, BookingEvent, Passenger, RefundOffer, RefundRule
from bookings.operations.offer_refund import RefundRefused, offer_refund
from bookings.operations.record_event import record_event
from tests.bookings.world import NOW, make_paid_booking, make_train

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules() -> None:
    for minutes, share in ((120, 100), (0, 50)):
        RefundRule.objects.create(
            valid_from=date(2026, 1, 1),
            minutes_before_departure=minutes,
            share_percent=share,
            fee_byn=Decimal("0.32"),
            act="Rules",
        )


def offer(booking: Booking, minutes_left: int, **kwargs: object) -> RefundOffer:
    return offer_refund(booking=booking, now=booking.departs_at - timedelta(minutes=minutes_left), **kwargs)


@pytest.mark.parametrize(
    ("minutes_left", "amount"),
    [
        pytest.param(120, "10.76", id="two hours sharp: all but the fee of each ticket"),
        pytest.param(119, "5.06", id="less than two hours: half"),
        pytest.param(1, "5.06", id="a minute before: half"),
    ],
)
def test_the_time_left_decides(minutes_left: int, amount: str) -> None:
    made = offer(make_paid_booking(passengers=2, price=Decimal("5.70")), minutes_left)
    assert (made.paid, made.amount) == (Decimal("11.40"), Decimal(amount))
    assert made.fee == made.paid - made.amount
    assert made.currency == "BYN"


def test_the_lines_add_up_to_the_offer() -> None:
    made = offer(make_paid_booking(passengers=3), 300)
    for name in ("paid", "fee", "amount"):
        assert sum(Decimal(line[name]) for line in made.passengers) == getattr(made, name)


def test_the_rule_says_what_it_follows() -> None:
    made = offer(make_paid_booking(), 300)
    assert made.rule["reason"] == "rule"
    assert (made.rule["share_percent"], made.rule["act"]) == (100, "Rules")


def test_a_part_of_the_party_may_go() -> None:
    made = offer(make_paid_booking(passengers=3), 300, passenger_numbers=[2])
    assert [line["number"] for line in made.passengers] == [2]
    assert made.paid == Decimal("5.70")


@pytest.mark.parametrize("numbers", [[9], [1, 9], []])
def test_nobody_else_can_be_returned(numbers: list[int]) -> None:
    with pytest.raises(RefundRefused, match="nothing_left"):
        offer(make_paid_booking(passengers=2), 300, passenger_numbers=numbers)


def test_a_returned_passenger_is_not_returned_again() -> None:
    booking = make_paid_booking(passengers=2)
    booking.passengers.filter(number=1).update(state=Passenger.State.REFUNDED)
    assert [line["number"] for line in offer(booking, 300).passengers] == [2]


def test_nothing_comes_back_after_departure() -> None:
    with pytest.raises(RefundRefused, match="departed"):
        offer(make_paid_booking(), 0)


def test_nothing_comes_back_of_what_was_not_paid() -> None:
    booking = make_paid_booking()
    booking.state = Booking.State.PREBOOKED
    with pytest.raises(RefundRefused, match="not_paid"):
        offer(booking, 300)


@pytest.mark.parametrize("minutes_left", [300, 10, -60])
def test_a_cancelled_train_is_returned_in_full_at_any_time(minutes_left: int) -> None:
    booking = make_paid_booking()
    booking.dated_trip.state = "cancelled"
    made = offer(booking, minutes_left)
    assert (made.amount, made.fee, made.rule["reason"]) == (made.paid, 0, "train_cancelled")
    assert made.expires_at > made.created_at


def test_a_train_moved_far_is_returned_in_full() -> None:
    booking = make_paid_booking()
    kind = BookingEvent.Kind.TRAIN_CHANGED
    record_event(booking=booking, kind=kind, now=NOW, data={"free_refund": True})
    made = offer(booking, 10)
    assert (made.amount, made.rule["reason"]) == (made.paid, "train_changed")


def test_a_train_moved_a_little_is_not() -> None:
    booking = make_paid_booking()
    kind = BookingEvent.Kind.TRAIN_CHANGED
    record_event(booking=booking, kind=kind, now=NOW, data={"free_refund": False})
    assert offer(booking, 10).rule["reason"] == "rule"


def test_the_newest_rule_in_force_counts() -> None:
    RefundRule.objects.create(
        valid_from=date(2027, 1, 1),
        valid_until=date(2027, 6, 1),
        minutes_before_departure=0,
        share_percent=90,
    )
    assert offer(make_paid_booking(passengers=1, price=Decimal("10.00")), 300).amount == Decimal("9.00")


def test_the_rule_of_the_country_where_the_trip_begins_counts() -> None:
    booking = make_paid_booking(passengers=1, price=Decimal("10.00"))
    for country, share in ((booking.origin.country, 70), ("XX", 20)):
        RefundRule.objects.create(
            country=country, valid_from=date(2026, 1, 1), minutes_before_departure=0, share_percent=share
        )
    assert booking.origin.country
    assert offer(booking, 300).amount == Decimal("7.00")


def test_without_a_rule_for_the_train_nothing_comes_back() -> None:
    booking = make_paid_booking(make_train(seat_mode="open"))
    made = offer(booking, 300)
    assert (made.amount, made.fee, made.rule["reason"]) == (0, made.paid, "no_rule")


def test_an_offer_does_not_outlive_the_departure() -> None:
    booking = make_paid_booking()
    assert offer(booking, 5).expires_at == booking.departs_at
    assert offer(booking, 300).expires_at == booking.departs_at - timedelta(minutes=285)
