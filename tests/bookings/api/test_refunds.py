"""Refund offers: asked for, then confirmed."""

from datetime import timedelta

import pytest
import time_machine

from bookings.models import Refund
from tests.bookings.api.steps import ADULT, PENSIONER


def offer(steps, booking, **body):
    return steps.opened(booking).send("POST", f"/bookings/{booking['reference']}/refund-offers", body)


def confirm(steps, booking, offered, **body):
    path = f"/bookings/{booking['reference']}/refund-offers/{offered['id']}"
    return steps.opened(booking).send("PATCH", path, {"status": "CONFIRMED"} | body)


@pytest.fixture
def booking(steps):
    return steps.paid(ADULT, PENSIONER)


def test_an_offer_says_what_comes_back_and_changes_nothing(steps, booking):
    answer = offer(steps, booking)
    offered = answer.json()
    assert (answer.status_code, offered["status"], offered["passengers"]) == (201, "OFFERED", [1, 2])
    assert offered["paid"] == booking["total"]
    paid, fee, back = (float(offered[name]["amount"]) for name in ("paid", "fee", "refundable_amount"))
    assert paid == pytest.approx(fee + back)
    assert steps.opened(booking).get(answer["Location"]).json() == offered
    assert not Refund.objects.exists()


def test_confirmed_the_tickets_are_void_and_the_money_is_on_its_way(steps, booking):
    offered = offer(steps, booking).json()
    answer = confirm(steps, booking, offered)
    assert (answer.status_code, answer.json()["status"]) == (200, "CONFIRMED")
    after = steps.opened(booking).read(f"/bookings/{booking['reference']}").json()
    assert after["state"] == "REFUNDED"
    assert {one["ticket"]["state"] for one in after["passengers"]} == {"void"}
    assert str(Refund.objects.get().amount) == offered["refundable_amount"]["amount"]


def test_confirmed_twice_money_goes_back_once(steps, booking):
    offered = offer(steps, booking).json()
    assert confirm(steps, booking, offered).json() == confirm(steps, booking, offered).json()
    assert Refund.objects.count() == 1


def test_one_of_two_may_stay_at_home(steps, booking):
    offered = offer(steps, booking, passengers=[2]).json()
    assert offered["passengers"] == [2]
    confirm(steps, booking, offered)
    after = steps.opened(booking).read(f"/bookings/{booking['reference']}").json()
    assert [one["state"] for one in after["passengers"]] == ["active", "refunded"]
    assert after["state"] == "FULFILLED"


def test_an_offer_holds_for_a_time(steps, booking, now):
    offered = offer(steps, booking).json()
    with time_machine.travel(now + timedelta(minutes=16), tick=False):
        answer = confirm(steps, booking, offered)
    assert (answer.status_code, answer.json()["code"]) == (409, "refund_offer_expired")


@pytest.mark.parametrize(
    ("when", "reason"),
    [(timedelta(days=8), "departed"), (timedelta(0), "nothing_left")],
    ids=["departed", "strangers"],
)
def test_what_can_not_be_returned_is_refused_with_the_reason(steps, booking, now, when, reason):
    with time_machine.travel(now + when, tick=False):
        answer = offer(steps, booking, passengers=[3] if reason == "nothing_left" else None)
    assert (answer.status_code, answer.json()["code"], answer.json()["reason"]) == (
        409,
        "refund_refused",
        reason,
    )


def test_what_is_not_paid_is_not_returned(steps):
    answer = offer(steps, steps.book())
    assert (answer.status_code, answer.json()["reason"]) == (409, "not_paid")


@pytest.mark.parametrize("passengers", [[], [0], [5], ["x"], "all", [1] * 5])
def test_passengers_of_no_sense_are_refused(steps, booking, passengers):
    assert offer(steps, booking, passengers=passengers).status_code == 400


def test_an_offer_is_confirmed_and_nothing_else(steps, booking):
    offered = offer(steps, booking).json()
    assert confirm(steps, booking, offered, status="EXPIRED").status_code == 400


def test_anothers_offer_is_not_found(steps, booking):
    offered = offer(steps, booking).json()
    other = steps.paid(ADULT)
    assert confirm(steps, other, offered).status_code == 404
