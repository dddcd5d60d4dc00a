"""The same API write at the same moment: done once under one key, and no collision becomes an error of ours."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from bookings.models import Booking, IdempotencyKey
from bookings.operations.load_rules import load_rules
from bookings.operations.open_seats import open_seats
from tests.api.client import Client
from tests.bookings.api.steps import Steps
from tests.races.conftest import Race
from timetables.gtfs.seed import seed_timetables

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 8
KEY = "7f1b2c9e-6d2e-4a8e-9a55-0f6f0a3f7c11"


@pytest.fixture
def body() -> dict[str, Any]:
    """The request of a booking for the first train of the day after tomorrow."""
    now = timezone.now()
    with override_settings(SALES_HORIZON_DAYS=3):
        seed_timetables(now=now)
    load_rules()
    open_seats(now=now)
    steps, date = Steps(Client()), (now + timedelta(days=2)).date().isoformat()
    offer = steps.offers(date=date)[0]
    return {
        "offer": offer["id"],
        "passengers": [{"birth_date": "1990-04-12", "country": "BY"}],
        "purchaser": {"email": "kovaleva@example.org"},
    }


def book(body: dict[str, Any], key: str = "") -> tuple[int, Any]:
    answer = Client().send("POST", "/bookings", body, key=key)
    return answer.status_code, answer.json().get("reference") or answer.json()["code"]


def test_one_key_sent_by_many_at_once_is_one_booking(race: Race, body: dict[str, Any]) -> None:
    outcome = race(RACERS, lambda _racer: book(body, KEY))
    assert not outcome.errors
    booking = Booking.objects.get()
    assert set(outcome.results.values()) == {(201, booking.reference)}
    assert IdempotencyKey.objects.get().status == 201


def test_without_a_key_each_is_a_booking_of_its_own(race: Race, body: dict[str, Any]) -> None:
    outcome = race(RACERS, lambda _racer: book(body))
    assert not outcome.errors
    assert Booking.objects.count() == RACERS == len(set(outcome.results.values()))


def test_many_keys_for_one_seat_are_one_booking_and_polite_refusals(race: Race, body: dict[str, Any]) -> None:
    wish = body | {"seats": [{"coach": 1, "number": 13}]}
    outcome = race(RACERS, lambda racer: book(wish, f"key-{racer}"))
    assert not outcome.errors
    statuses = sorted(status for status, _what in outcome.results.values())
    assert statuses == [201] + [409] * (RACERS - 1)
    assert IdempotencyKey.objects.count() == 1


def test_many_keys_for_any_seat_all_find_one(race: Race, body: dict[str, Any]) -> None:
    outcome = race(RACERS, lambda racer: book(body, f"key-{racer}"))
    assert not outcome.errors
    assert {status for status, _what in outcome.results.values()} == {201}
    assert Booking.objects.count() == RACERS
