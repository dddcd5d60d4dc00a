"""The sandbox bank's page: pay, be declined, come back, from any state."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from bookings.models import Booking, Payment, SandboxCharge
from bookings.operations.start_payment import start_payment
from tests.bookings.world import make_booking, make_train

pytestmark = pytest.mark.django_db
TO_ORDER = "/ru/o/the-order/"


@pytest.fixture
def payment() -> Payment:
    return open_payment()


def open_payment(return_url: str = TO_ORDER, **fields: object) -> Payment:
    now = timezone.now()
    booking = make_booking(make_train(departs_at=now + timedelta(days=1)), now=now, **fields)
    return start_payment(booking=booking, method="sandbox", return_url=return_url, now=now)


def page(payment: Payment) -> str:
    return payment.redirect_url.removeprefix("http://localhost:8000")


def choose(client: Client, payment: Payment, choice: str) -> str:
    """Press a button of the bank's page and follow to where it leads at last."""
    answer = client.post(page(payment), {"choice": choice})
    assert answer.status_code == 303
    back = client.get(answer["Location"].removeprefix("http://localhost:8000"))
    assert back.status_code == 303
    payment.refresh_from_db()
    return str(back["Location"])


def test_the_page_says_what_is_paid_for(client: Client, payment: Payment) -> None:
    html = client.get(page(payment)).content.decode()
    assert "11,40\u00a0BYN" in html
    assert payment.booking.shown_reference in html
    assert "style=" not in html
    assert "<script>" not in html


@pytest.mark.parametrize(
    ("choice", "status", "state"),
    [
        ("accept", "captured", "FULFILLED"),
        ("twice", "captured", "FULFILLED"),
        ("decline", "declined", "PREBOOKED"),
        ("decline_3ds", "declined", "PREBOOKED"),
        ("abandon", "abandoned", "PREBOOKED"),
        ("late", "pending", "PREBOOKED"),
    ],
)
def test_each_button_does_what_it_says(
    client: Client, payment: Payment, choice: str, status: str, state: str
) -> None:
    assert choose(client, payment, choice) == TO_ORDER
    assert (payment.status, Booking.objects.get().state) == (status, state)


def test_pressing_twice_pays_once(client: Client, payment: Payment) -> None:
    assert choose(client, payment, "accept") == choose(client, payment, "decline") == TO_ORDER
    assert payment.status == "captured"


def test_a_decided_charge_leads_back(client: Client, payment: Payment) -> None:
    choose(client, payment, "decline")
    html = client.get(page(payment)).content.decode()
    assert "/payments/return/sandbox/" in html
    assert "<button" not in html.partition("<main")[2].partition("</main>")[0]


def test_an_unknown_button_decides_nothing(client: Client, payment: Payment) -> None:
    assert client.post(page(payment), {"choice": "steal"}).status_code == 400
    assert SandboxCharge.objects.get().status == "open"


def test_another_sites_address_is_named_before_it_is_opened(client: Client) -> None:
    payment = open_payment("https://app.example.org/paid")
    answer = client.post(page(payment), {"choice": "accept"})
    back = client.get(answer["Location"].removeprefix("http://localhost:8000"))
    assert back.status_code == 200
    assert back["Refresh"] == "0; url=https://app.example.org/paid"
    assert 'href="https://app.example.org/paid"' in back.content.decode()


def test_without_an_address_the_way_leads_to_the_order(client: Client) -> None:
    payment = open_payment("")
    assert "/ru/o/" in choose(client, payment, "accept")


def test_a_live_shop_has_no_sandbox_bank(client: Client, payment: Payment, settings: LazySettings) -> None:
    settings.SANDBOX_BANK = False
    assert client.get(page(payment)).status_code == 404


def test_an_unknown_charge_is_not_found(client: Client) -> None:
    assert client.get("/ru/bank/00000000-0000-0000-0000-000000000000").status_code == 404


def test_a_roubles_price_is_written_in_the_readers_way(client: Client) -> None:
    payment = open_payment(currency="RUB", price=Decimal("158.44"), language="en")
    assert "316.88\u00a0RUB" in client.get(page(payment)).content.decode()
