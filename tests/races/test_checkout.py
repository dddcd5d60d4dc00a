"""One charge for two bookings, from several connections at once: opened on both pages, answered twice, holds ending."""

import random
import uuid
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import transaction

from bookings.models import Booking, Checkout, Payment, SandboxCharge
from bookings.operations import settle_payment as settling
from bookings.operations import start_checkout as starting
from bookings.operations.expire_holds import expire_holds
from bookings.operations.load_rules import load_rules
from bookings.operations.lock_booking import lock_with_replaced
from bookings.operations.settle_payment import settle_payment
from bookings.operations.start_checkout import start_checkout
from bookings.payments.gateway import BankAnswer, Outcome
from tests.bookings.exchange_world import ADULT, PERSON, all_adds_up
from tests.bookings.true_line import DAY, NOW, book, make_true_train
from tests.races.conftest import Race, deadlocks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.bookings.web_urls")]


@pytest.fixture(autouse=True)
def _rules(transactional_db: None) -> None:
    load_rules()


def make_trip() -> list[Booking]:
    journey, bookings = uuid.uuid4(), []
    for way in range(2):
        train = make_true_train(day=DAY + timedelta(days=way), seats=2)
        bookings.append(book(train, ADULT, passengers=[PERSON], email="kovaleva@example.org"))
    Booking.objects.filter(pk__in=[each.pk for each in bookings]).update(journey=journey)
    return list(Booking.objects.filter(journey=journey).order_by("pk"))


def start(booking: Booking) -> str:
    return start_checkout(booking=booking, method="sandbox", return_url="/", now=NOW).redirect_url


def accepted() -> BankAnswer:
    checkout = Checkout.objects.latest("pk")
    SandboxCharge.objects.filter(merchant_reference=str(checkout.uuid)).update(status="accepted")
    return BankAnswer(event_id=f"{checkout.uuid}", charge_uuid=checkout.uuid, outcome=Outcome.ACCEPTED)


def test_pressed_on_both_pages_at_once_one_charge_is_opened(race: Race) -> None:
    bookings = make_trip()
    outcome = race(8, lambda racer: start(bookings[racer % 2]))
    assert outcome.errors == {}
    assert len(set(outcome.results.values())) == 1
    assert (Checkout.objects.count(), Payment.objects.count(), SandboxCharge.objects.count()) == (1, 2, 1)


def test_the_answer_in_copies_while_holds_end_and_it_is_pressed_again(race: Race) -> None:
    before = deadlocks()
    bookings = make_trip()
    start(bookings[0])
    answer = accepted()
    late = NOW + timedelta(minutes=30)

    def act(racer: int) -> object:
        if racer % 3 == 0:
            return settle_payment(answer=answer, now=NOW).status
        if racer % 3 == 1:
            return expire_holds(now=late)
        return start(bookings[racer % 2])

    race(9, act)
    assert set(Booking.objects.values_list("state", flat=True)) == {"FULFILLED"}
    assert Payment.objects.filter(status="captured").count() == 2
    assert deadlocks() == before
    all_adds_up()


def lock_as_it_comes(booking_ids: set[int]) -> dict[int, Booking]:
    """The control's locks: in any order, and slowly."""
    keys = sorted(booking_ids, key=lambda _key: random.random())
    return {key: _slowly(key) for key in keys}


def _slowly(key: int) -> Booking:
    booking = lock_with_replaced(key)
    with transaction.atomic():
        Booking.objects.raw("SELECT pg_sleep(0.05), 1 AS id")[0]
    return booking


def test_control_without_the_order_of_locks_they_wait_for_each_other(race: Race) -> None:
    before = deadlocks()
    with (
        patch.object(settling, "lock_together", lock_as_it_comes),
        patch.object(starting, "lock_together", lock_as_it_comes),
    ):
        for _round in range(6):
            bookings = make_trip()
            start(bookings[0])
            answer = accepted()

            def act(racer: int, bookings: list[Booking] = bookings, answer: BankAnswer = answer) -> object:
                if racer % 2:
                    return start(bookings[racer % 2])
                return settle_payment(answer=answer, now=NOW)

            race(8, act)
            if deadlocks() > before:
                return
    pytest.fail("no deadlock: the control controls nothing")
