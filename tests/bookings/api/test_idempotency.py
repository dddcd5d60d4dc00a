"""Idempotency-Key: a write that is sent twice is done once."""

import json

import pytest

from bookings.models import Booking, IdempotencyKey, Payment
from railway.lib.fingerprint import of_json
from tests.api.client import Client
from tests.bookings.api.steps import ADULT, NAMED

KEY = "7f1b2c9e-6d2e-4a8e-9a55-0f6f0a3f7c11"


def test_the_same_key_and_body_get_the_same_answer(steps):
    body = steps.body()
    first = steps.client.send("POST", "/bookings", body, key=KEY)
    again = Client().send("POST", "/bookings", body, key=KEY)
    assert (again.status_code, again.json()) == (201, first.json())
    assert (again["Location"], again["Cache-Control"]) == (first["Location"], "private, no-store")
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert Booking.objects.count() == 1


def test_numbers_of_documents_can_not_be_tried_out_against_what_is_kept(steps):
    body = steps.body()
    steps.client.send("POST", "/bookings", body, key=KEY)
    assert IdempotencyKey.objects.get().fingerprint != of_json(body)


def test_the_order_of_fields_does_not_make_another_body(steps):
    body = steps.body()
    first = steps.client.send("POST", "/bookings", body, key=KEY)
    turned = dict(reversed(body.items()))
    assert steps.client.send("POST", "/bookings", turned, key=KEY).json() == first.json()


def test_the_same_key_with_another_body_is_refused(steps):
    steps.client.send("POST", "/bookings", steps.body(), key=KEY)
    answer = steps.client.send("POST", "/bookings", steps.body(ADULT, ADULT), key=KEY)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert Booking.objects.count() == 1


def test_without_a_key_each_request_is_done(steps):
    body = steps.body()
    for _time in range(2):
        steps.client.send("POST", "/bookings", body)
    assert Booking.objects.count() == 2


def test_a_refused_request_keeps_nothing_and_may_be_sent_again(steps):
    seat = {"coach": 1, "number": 13}
    holder, body = steps.book(seats=[seat]), steps.body(seats=[seat])
    assert steps.client.send("POST", "/bookings", body, key=KEY).status_code == 409
    assert not IdempotencyKey.objects.exists()
    steps.opened(holder).send("DELETE", f"/bookings/{holder['reference']}")
    assert steps.client.send("POST", "/bookings", body, key=KEY).status_code == 201


def test_a_key_belongs_to_one_call_of_one_booking(steps):
    first, second = steps.book(), steps.book()
    for booking in (first, second):
        answer = steps.opened(booking).send(
            "PATCH", f"/bookings/{booking['reference']}/passengers/1", NAMED, key=KEY
        )
        assert answer.json()["reference"] == booking["reference"]
    assert IdempotencyKey.objects.count() == 2


def test_a_strangers_token_does_not_get_the_kept_answer(steps):
    booking, stranger = steps.book(), steps.book()
    path = f"/bookings/{booking['reference']}/passengers/1"
    steps.opened(booking).send("PATCH", path, NAMED, key=KEY)
    assert steps.opened(stranger).send("PATCH", path, NAMED, key=KEY).status_code == 404


def test_kept_answers_can_not_be_read_in_the_database(steps):
    answer = steps.client.send("POST", "/bookings", steps.body() | {"passengers": [ADULT | NAMED]}, key=KEY)
    kept = json.dumps(IdempotencyKey.objects.get().body, ensure_ascii=False)
    assert answer.json()["access_token"] not in kept
    assert "Ковалёва" not in kept


def test_a_payment_is_started_once_even_after_a_decline(steps):
    booking = steps.book()
    steps.complete(booking)
    client, path = steps.opened(booking), f"/bookings/{booking['reference']}/payments"
    first = client.send("POST", path, {"method": "sandbox"}, key=KEY)
    Payment.objects.update(status="declined")
    again = client.send("POST", path, {"method": "sandbox"}, key=KEY)
    assert again.json() == first.json()
    assert Payment.objects.count() == 1


def test_letting_go_twice_with_one_key_is_one_answer(steps):
    booking = steps.book()
    client, path = steps.opened(booking), f"/bookings/{booking['reference']}"
    answers = [client.send("DELETE", path, key=KEY) for _time in range(2)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2
    assert answers[1]["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("key", ["x" * 101, "two words", "ключ", " "])
def test_a_key_of_another_form_is_refused(steps, key):
    answer = steps.client.send("POST", "/bookings", steps.body(), key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_form")
