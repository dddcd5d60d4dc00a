"""A lost callback loses nothing, and what nobody finishes ends."""

from datetime import timedelta

import pytest

from bookings.models import Booking, Payment, SandboxCharge
from bookings.operations.expire_holds import expire_holds
from bookings.operations.settle_open_payments import settle_open_payments
from bookings.operations.start_payment import start_payment
from tests.bookings.world import NOW, expire_hold, make_booking, make_train, take_all_seats

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.bookings.web_urls")]


def pay(booking: Booking, outcome: str | None) -> Payment:
    return start_payment(booking=booking, method="sandbox", return_url="/", now=NOW, outcome=outcome)


def after(seconds: int) -> int:
    return settle_open_payments(now=NOW + timedelta(seconds=seconds))


@pytest.fixture(autouse=True)
def bank_clock(time_machine_at_now: None) -> None:
    """The bank decides by the wall clock."""


@pytest.mark.parametrize(
    ("outcome", "status", "state"),
    [
        ("accept", "captured", "FULFILLED"),
        ("decline", "declined", "PREBOOKED"),
        ("abandon", "abandoned", "PREBOOKED"),
    ],
)
def test_the_bank_is_asked_for_an_answer_that_never_came(outcome: str, status: str, state: str) -> None:
    booking = make_booking(make_train())
    payment = pay(booking, outcome)
    assert [after(19), after(20), after(21)] == [0, 1, 0]
    payment.refresh_from_db()
    booking.refresh_from_db()
    assert (payment.status, booking.state) == (status, state)


def test_a_late_answer_is_waited_for(settings: pytest.FixtureRequest) -> None:
    settings.SANDBOX_LATE_SECONDS = 60
    booking = make_booking(make_train())
    pay(booking, "late")
    assert [after(30), after(59), after(61)] == [0, 0, 1]
    booking.refresh_from_db()
    assert booking.state == "FULFILLED"


def test_a_late_answer_after_the_hold_gives_the_money_back_when_the_seats_are_gone() -> None:
    train = make_train()
    booking = make_booking(train)
    payment = pay(booking, "late")
    expire_hold(booking)
    take_all_seats(train)
    assert after(700) == 1
    payment.refresh_from_db()
    assert payment.status == "refund_due"


def test_a_payment_nobody_finishes_is_given_up() -> None:
    payment = pay(make_booking(make_train()), None)
    assert [after(29 * 60), after(30 * 60), after(31 * 60)] == [0, 1, 0]
    payment.refresh_from_db()
    assert payment.status == "abandoned"


def test_a_bank_that_is_gone_does_not_stop_the_others() -> None:
    gone = pay(make_booking(make_train()), "accept")
    Payment.objects.filter(pk=gone.pk).update(gateway="closed")
    pay(make_booking(make_train()), "accept")
    assert after(20) == 1


def test_what_is_given_up_cannot_be_paid_at_the_bank_any_more() -> None:
    payment = pay(make_booking(make_train()), None)
    after(30 * 60)
    charge = SandboxCharge.objects.get(merchant_reference=str(payment.uuid))
    assert (charge.status, charge.decline_reason) == ("declined", "abandoned")


@pytest.mark.parametrize("recorded", [False, True])
def test_who_left_the_bank_hears_of_the_end_of_the_hold_once_it_is_sure(recorded: bool) -> None:
    booking = make_booking(make_train())
    pay(booking, None)
    Booking.objects.filter(pk=booking.pk).update(hold_expires_at=NOW)
    expire_hold(booking)
    if recorded:
        expire_holds(now=NOW)
    assert not booking.notifications.filter(kind="hold_ended").exists()
    after(30 * 60)
    expire_holds(now=NOW + timedelta(hours=1))
    assert booking.notifications.filter(kind="hold_ended").count() == 1
