"""POST and GET of a booking's payments."""

from datetime import timedelta

import pytest
import time_machine
from django.test import override_settings

from bookings.models import Booking, Payment
from tests.bookings.api.steps import ADULT

RETURN = "https://app.example.org/paid"


def start(steps, booking, **body):
    body = {"method": "sandbox"} | body
    return steps.opened(booking).send("POST", f"/bookings/{booking['reference']}/payments", body)


@pytest.fixture
def complete(steps):
    booking = steps.book()
    steps.complete(booking)
    return booking


def test_a_payment_leads_to_the_banks_page(steps, complete):
    answer = start(steps, complete, return_url=RETURN)
    payment = answer.json()
    assert (answer.status_code, payment["status"], payment["amount"]) == (201, "pending", complete["total"])
    assert "/bank/" in payment["redirect_url"]
    assert answer["Location"] == f"/api/v1/bookings/{complete['reference']}/payments/{payment['id']}"
    assert Payment.objects.get().return_url == RETURN


def test_a_payment_can_be_watched_until_the_booking_is_fulfilled(steps, complete):
    payment = steps.pay(complete)
    client, path = steps.opened(complete), f"/bookings/{complete['reference']}"
    assert client.read(f"{path}/payments/{payment['id']}").json()["status"] == "captured"
    booking = client.read(path).json()
    assert (booking["state"], booking["payment"]["status"]) == ("FULFILLED", "captured")
    assert booking["passengers"][0]["ticket"]["state"] == "valid"


def test_a_declined_payment_keeps_the_hold(steps, complete):
    payment = steps.pay(complete, "decline")
    client, path = steps.opened(complete), f"/bookings/{complete['reference']}"
    found = client.read(f"{path}/payments/{payment['id']}").json()
    assert (found["status"], found["decline_reason"]) == ("declined", "insufficient_funds")
    assert client.read(path).json()["state"] == "PREBOOKED"
    assert start(steps, complete).json()["id"] != payment["id"]


def test_a_late_answer_is_waited_for(steps, complete):
    with override_settings(SANDBOX_LATE_SECONDS=300):
        payment = steps.pay(complete, "late")
    found = steps.opened(complete).read(f"/bookings/{complete['reference']}/payments/{payment['id']}").json()
    assert found["status"] == "pending"


def test_asked_twice_the_same_payment_comes_back(steps, complete):
    assert start(steps, complete).json()["id"] == start(steps, complete).json()["id"]


def test_before_all_is_told_each_missing_thing_is_named(steps):
    booking = steps.book()
    answer = start(steps, booking)
    assert (answer.status_code, answer.json()["code"]) == (422, "information_missing")
    assert answer.json()["pointers"] == booking["requested_information"]
    assert not Payment.objects.exists()


def test_after_the_hold_there_is_no_payment(steps, complete, now):
    with time_machine.travel(now + timedelta(minutes=10), tick=False):
        answer = start(steps, complete)
    assert (answer.status_code, answer.json()["code"]) == (409, "hold_expired")


def test_what_is_paid_is_not_paid_again(steps):
    answer = start(steps, steps.paid())
    assert (answer.status_code, answer.json()["code"]) == (409, "already_paid")


def test_without_the_sandbox_bank_there_is_no_such_way_to_pay(steps, complete):
    with override_settings(PAYMENT_GATEWAYS={}):
        answer = start(steps, complete)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_method")


def test_a_booking_that_costs_nothing_is_confirmed_at_once(steps):
    child = {"birth_date": "2022-01-01", "country": "RU"}
    booking = steps.book(child)
    steps.complete(booking)
    answer = start(steps, booking)
    assert (answer.status_code, answer.json()["status"], answer.json()["redirect_url"]) == (
        201,
        "captured",
        "",
    )
    assert Booking.objects.get().state == "FULFILLED"


@pytest.mark.parametrize(
    "body", [{"outcome": "steal"}, {"return_url": "javascript:alert(1)"}, {"method": None}]
)
def test_what_is_not_understood_is_refused(steps, complete, body):
    answer = start(steps, complete, **body)
    assert answer.status_code == 400
    assert answer.json()["pointers"][0]["pointer"] == f"/{next(iter(body))}"


def test_anothers_payment_is_not_found(steps, complete):
    payment = start(steps, complete).json()
    other = steps.book(ADULT)
    answer = steps.opened(other).read(f"/bookings/{other['reference']}/payments/{payment['id']}")
    assert answer.status_code == 404
