"""Several offers booked in one call: all held or none, one payment, one token for all."""

from datetime import date, timedelta

import pytest

from bookings.models import Booking, Notification, SandboxCharge
from tests.bookings.api.steps import ADULT, IN_SEASON, NAMED, PURCHASER

BACK_DAY = (date.fromisoformat(IN_SEASON) + timedelta(days=1)).isoformat()


@pytest.fixture
def offers(steps):
    """An offer there and one back on the next day."""
    (there, *_more) = steps.offers(ADULT)
    (back, *_more) = steps.offers(ADULT, date=BACK_DAY, origin="SMOLENSK", destination="VITEBSK")
    return [there["id"], back["id"]]


def body(offers, **fields):
    return {"offers": offers, "passengers": [ADULT | NAMED], "purchaser": PURCHASER} | fields


@pytest.fixture
def trip(steps, offers):
    answer = steps.client.send("POST", "/bookings", body(offers))
    assert answer.status_code == 201, answer.json()
    return answer.json()


def test_offers_there_and_back_are_held_in_one_call(trip):
    parts = trip["journey"]["bookings"]
    assert [part["way"] for part in parts] == ["there", "back"]
    assert [part["state"] for part in parts] == ["PREBOOKED", "PREBOOKED"]
    assert trip["journey"]["reference"] == trip["reference"] == parts[0]["reference"]
    assert len(set(Booking.objects.values_list("hold_expires_at", flat=True))) == 1


def test_the_token_of_one_opens_the_other(steps, trip):
    other = trip["journey"]["bookings"][1]["reference"]
    answer = steps.opened(trip).read(f"/bookings/{other}")
    assert answer.status_code == 200
    assert answer.json()["passengers"][0]["family_name"] == "Ковалёва"
    stranger = steps.book()
    assert steps.opened(stranger).read(f"/bookings/{other}").status_code == 404


def test_one_payment_pays_for_all(steps, trip):
    payment = steps.pay(trip)
    total = trip["journey"]["total"]
    assert payment["charge"]["amount"] == total == trip["journey"]["amount_due"]
    assert payment["charge"]["bookings"] == [part["reference"] for part in trip["journey"]["bookings"]]
    assert str(SandboxCharge.objects.get().amount) == total["amount"]
    read = steps.opened(trip).read(f"/bookings/{trip['reference']}").json()
    assert {part["state"] for part in read["journey"]["bookings"]} == {"FULFILLED"}
    assert Notification.objects.filter(kind="confirmed").count() == 1


def test_what_is_missing_on_another_train_is_told_with_its_reference(steps, offers):
    trip = steps.client.send("POST", "/bookings", body(offers, passengers=[ADULT])).json()
    steps.complete(trip)
    answer = steps.opened(trip).send("POST", f"/bookings/{trip['reference']}/payments", {"method": "sandbox"})
    assert answer.status_code == 422
    assert answer.json()["booking"] == trip["journey"]["bookings"][1]["reference"]


def test_the_same_key_books_the_trip_once(steps, offers):
    answers = [steps.client.send("POST", "/bookings", body(offers), key="trip-1") for _copy in range(2)]
    assert answers[0].json() == answers[1].json()
    assert Booking.objects.count() == 2


def test_trains_out_of_order_hold_nothing(steps, offers):
    answer = steps.client.send("POST", "/bookings", body(offers[::-1]))
    assert (answer.status_code, answer.json()["code"]) == (422, "trains_overlap")
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"offers": []}, "/offers"),
        ({"offer": "x"}, "/offers"),
        ({"seats": [{"coach": 1, "number": 1}]}, "/seats"),
    ],
    ids=["none", "both ways to say it", "seats of several trains"],
)
def test_what_does_not_go_together_is_told_by_field(steps, offers, change, pointer):
    answer = steps.client.send("POST", "/bookings", body(offers) | change)
    assert answer.status_code == 400
    assert answer.json()["pointers"][0]["pointer"].startswith(pointer)
