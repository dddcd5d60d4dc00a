"""Whatever the bank says, and whenever: money is kept once, with seats, or goes back."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from bookings import inventory
from bookings.models import Booking, BookingEvent, Notification, Payment, PaymentCallback, Refund, Ticket
from bookings.operations.settle_payment import UnknownPayment, settle_payment
from bookings.payments.gateway import BankAnswer, Outcome
from tests.bookings.world import NOW, expire_hold, make_booking, make_payment, make_train, take_all_seats

pytestmark = pytest.mark.django_db


def say(
    payment: Payment, outcome: Outcome = Outcome.ACCEPTED, event: str = "", reason: str = ""
) -> BankAnswer:
    event_id = event or f"{payment.uuid}-{outcome}"
    return BankAnswer(
        event_id=event_id, charge_uuid=payment.uuid, outcome=outcome, reference="ref", reason=reason
    )


def kinds(booking: Booking) -> list[str]:
    return [event.kind for event in booking.events.all()]


def test_an_accepted_payment_brings_tickets_and_one_letter() -> None:
    booking = make_booking(make_train(), passengers=2)
    payment = settle_payment(answer=say(make_payment(booking)), now=NOW)

    booking.refresh_from_db()
    assert (payment.status, booking.state, booking.confirmed_at) == ("captured", "FULFILLED", NOW)
    assert Ticket.objects.filter(passenger__booking=booking, state="valid").count() == 2
    assert list(booking.notifications.values_list("kind", flat=True)) == ["confirmed"]
    assert kinds(booking) == ["paid", "tickets_issued"]
    assert inventory.audit().ok
    assert inventory.audit().seats_placed == 2


def test_the_same_answer_counts_once() -> None:
    booking = make_booking(make_train())
    answer = say(make_payment(booking))
    for _repeat in range(3):
        payment = settle_payment(answer=answer, now=NOW)

    assert payment.status == "captured"
    assert PaymentCallback.objects.count() == 1
    assert Ticket.objects.count() == 2
    assert Notification.objects.count() == 1
    assert not Refund.objects.exists()


def test_another_answer_to_a_taken_payment_changes_nothing() -> None:
    booking = make_booking(make_train())
    payment = make_payment(booking)
    settle_payment(answer=say(payment), now=NOW)
    for outcome in Outcome:
        settle_payment(answer=say(payment, outcome, event=f"again {outcome}"), now=NOW)

    payment.refresh_from_db()
    assert payment.status == "captured"
    assert Notification.objects.count() == 1


def test_a_declined_payment_keeps_the_hold() -> None:
    booking = make_booking(make_train())
    payment = settle_payment(
        answer=say(make_payment(booking), Outcome.DECLINED, reason="insufficient_funds"), now=NOW
    )

    booking.refresh_from_db()
    assert (payment.status, payment.decline_reason) == ("declined", "insufficient_funds")
    assert booking.state == "PREBOOKED"
    assert inventory.audit().seats_placed == 2
    assert booking.events.get().data == {"reason": "insufficient_funds"}


def test_a_payment_given_up_keeps_the_hold() -> None:
    booking = make_booking(make_train())
    payment = settle_payment(answer=say(make_payment(booking), Outcome.ABANDONED), now=NOW)

    booking.refresh_from_db()
    assert (payment.status, booking.state) == ("abandoned", "PREBOOKED")


@pytest.mark.parametrize("before", [Outcome.DECLINED, Outcome.ABANDONED])
def test_money_taken_after_a_decline_is_taken_in(before: Outcome) -> None:
    booking = make_booking(make_train())
    payment = make_payment(booking)
    settle_payment(answer=say(payment, before), now=NOW)
    payment = settle_payment(answer=say(payment), now=NOW)

    booking.refresh_from_db()
    assert (payment.status, booking.state) == ("captured", "FULFILLED")


def test_a_late_payment_still_buys_seats_that_nobody_took() -> None:
    booking = make_booking(make_train(), hold_seconds=600)
    expire_hold(booking)
    settle_payment(answer=say(make_payment(booking)), now=NOW + timedelta(minutes=11))

    booking.refresh_from_db()
    assert booking.state == "FULFILLED"
    assert inventory.audit().ok


def test_a_late_payment_wins_released_seats_back() -> None:
    train = make_train()
    booking = make_booking(train)
    before = inventory.seats_of(booking_ids=[booking.pk])
    expire_hold(booking, recorded=True)
    settle_payment(answer=say(make_payment(booking)), now=NOW + timedelta(minutes=11))

    booking.refresh_from_db()
    assert booking.state == "FULFILLED"
    assert booking.ended_at is None
    assert BookingEvent.Kind.SEATS_REGAINED in kinds(booking)
    assert inventory.seats_of(booking_ids=[booking.pk]) == before
    assert inventory.audit().ok


@pytest.mark.parametrize(
    "recorded", [False, True], ids=["hold not yet recorded as ended", "hold recorded as ended"]
)
def test_a_late_payment_whose_seats_are_gone_goes_back(recorded: bool) -> None:
    train = make_train(seats=4)
    booking = make_booking(train, passengers=2)
    expire_hold(booking, recorded=recorded)
    take_all_seats(train)
    payment = settle_payment(answer=say(make_payment(booking)), now=NOW + timedelta(minutes=11))

    booking.refresh_from_db()
    refund = Refund.objects.get()
    assert (payment.status, booking.state) == ("refund_due", "RELEASED")
    assert (refund.amount, refund.reason, refund.status) == (payment.amount, "late_payment", "due")
    assert booking.notifications.get().kind == "payment_returned"
    assert not Ticket.objects.filter(passenger__booking=booking).exists()
    assert inventory.audit().ok


def test_a_second_payment_of_a_paid_booking_goes_back() -> None:
    booking = make_booking(make_train())
    first = make_payment(booking)
    settle_payment(answer=say(first, Outcome.DECLINED), now=NOW)
    second = make_payment(booking)
    settle_payment(answer=say(second), now=NOW)
    settle_payment(answer=say(first), now=NOW)

    booking.refresh_from_db()
    assert booking.state == "FULFILLED"
    assert [payment.status for payment in booking.payments.order_by("id")] == ["refund_due", "captured"]
    assert Refund.objects.get().reason == "double_payment"
    assert Refund.objects.get().payment_id == first.pk


def test_a_payment_for_a_cancelled_train_goes_back() -> None:
    train = make_train()
    booking = make_booking(train)
    train.state = "cancelled"
    train.save()
    settle_payment(answer=say(make_payment(booking)), now=NOW)

    booking.refresh_from_db()
    assert (booking.state, Refund.objects.get().reason) == ("RELEASED", "train_cancelled")
    assert inventory.audit().seats_placed == 0


def test_a_payment_of_a_price_that_has_changed_goes_back_and_the_hold_stays() -> None:
    booking = make_booking(make_train())
    payment = make_payment(booking)
    Booking.objects.filter(pk=booking.pk).update(total=Decimal("20.00"))
    settle_payment(answer=say(payment), now=NOW)

    booking.refresh_from_db()
    assert (booking.state, Refund.objects.get().reason) == ("PREBOOKED", "price_changed")
    assert inventory.audit().seats_placed == 2


def test_a_payment_of_a_booking_the_passenger_let_go_goes_back() -> None:
    booking = make_booking(make_train())
    payment = make_payment(booking)
    inventory.release(booking_id=booking.pk)
    Booking.objects.filter(pk=booking.pk).update(state="CANCELLED")
    settle_payment(answer=say(payment), now=NOW)

    booking.refresh_from_db()
    assert (booking.state, Refund.objects.get().reason) == ("CANCELLED", "late_payment")


def test_a_payment_after_departure_goes_back() -> None:
    booking = make_booking(make_train())
    settle_payment(answer=say(make_payment(booking)), now=booking.departs_at)
    assert Refund.objects.get().reason == "late_payment"


@pytest.mark.parametrize("seat_mode", ["quota", "open"])
def test_trains_without_seat_numbers_are_paid_alike(seat_mode: str) -> None:
    booking = make_booking(make_train(seat_mode=seat_mode))
    settle_payment(answer=say(make_payment(booking)), now=NOW)

    booking.refresh_from_db()
    assert booking.state == "FULFILLED"
    assert Ticket.objects.count() == 2
    assert inventory.audit().ok


def test_a_payment_of_nobody_is_refused(django_assert_num_queries: Callable[..., object]) -> None:
    answer = BankAnswer(event_id="x", charge_uuid=Payment().uuid, outcome=Outcome.ACCEPTED)
    with pytest.raises(UnknownPayment):
        settle_payment(answer=answer, now=NOW)
