"""The same over REST: offers, the ticket, payment, a free seat, the return."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from bookings.access import season_token
from bookings.models import SeasonTicket
from bookings.operations.settle_open_payments import settle_open_payments
from tests.api.client import Client
from tests.bookings.season.season_world import FIRST, NOW, bought, train_on
from timetables.models import DatedTrip

pytestmark = pytest.mark.django_db
SECTION = {"origin": "VITEBSK", "destination": "SMOLENSK", "first_day": FIRST.isoformat()}
ORDER: dict[str, Any] = SECTION | {
    "product": "TRIPS_10",
    "passenger": {
        "given_name": "Анна",
        "family_name": "Ковалёва",
        "country": "BY",
        "document": {"type": "BY_PASSPORT", "number": "MP1234567"},
    },
    "purchaser": {"email": "kovaleva@example.org", "language": "be"},
}


@pytest.fixture(autouse=True)
def _no_limits() -> None:
    cache.clear()


def opened(ticket: SeasonTicket) -> Client:
    return Client(season_token(ticket), "en")


def test_offers_explain_their_prices_and_why_one_is_not_for_everybody(train: DatedTrip) -> None:
    answer = Client().send("POST", "/season-ticket-offers", SECTION)
    offers = {offer["product"]: offer for offer in answer.json()["offers"]}
    assert offers["MONTH"]["fare"]["price"] == {"amount": "384.63", "currency": "BYN"}
    assert offers["MONTH"]["fare"]["lines"][0]["text"].startswith("Vitebsk")
    assert offers["MONTH_PENSIONER"]["fare"] is None
    assert "holders" in offers["MONTH_PENSIONER"]["refusal"]


def test_from_the_order_to_the_return(train: DatedTrip) -> None:
    made = Client().send("POST", "/season-tickets", ORDER).json()
    client, path = Client(made["access_token"], "en"), f"/season-tickets/{made['reference']}"
    assert (made["state"], made["passenger"]["document"], made["trips_left"]) == (
        "PREBOOKED",
        "•••••4567",
        10,
    )
    paid = client.send("POST", f"{path}/payments", {"method": "sandbox", "outcome": "accept"})
    assert paid.status_code == 201, paid.json()
    settle_open_payments(now=NOW + timedelta(minutes=1))
    shown = client.read(path).json()
    assert (shown["state"], bool(shown["code"])) == ("FULFILLED", True)
    assert client.read(f"{path}.pdf").content.startswith(b"%PDF")
    numbered = train_on(seat_mode="numbered")
    wish = {"dated_trip": numbered.pk, "origin": "VITEBSK", "destination": "RUDNYA"}
    seat = client.send("POST", f"{path}/reservations", wish)
    assert (seat.status_code, seat.json()["trips_left"]) == (201, 9)
    again = client.send("POST", f"{path}/reservations", wish).json()
    assert (again["code"], again["reason"]) == ("season_not_valid", "already_reserved")
    assert client.send("POST", f"{path}/refund-offers", {}).json()["reason"] == "reserved"
    booking = Client(seat.json()["access_token"], "en")
    order = f"/bookings/{seat.json()['reference']}"
    seen = booking.read(order).json()
    assert (seen["season_ticket"], seen["is_refundable"], seen["is_exchangeable"]) == (
        made["reference"],
        True,
        False,
    )
    line = seen["passengers"][0]["fare"]["lines"][0]
    assert (line["kind"], line["amount"]["amount"]) == ("season", "0.00")
    back = booking.send("POST", f"{order}/refund-offers", {}).json()
    booking.send("PATCH", f"{order}/refund-offers/{back['id']}", {"status": "CONFIRMED"})
    offer = client.send("POST", f"{path}/refund-offers", {}).json()
    assert offer["amount"]["amount"] == made["fare"]["price"]["amount"]
    done = client.send("PATCH", f"{path}/refund-offers/{offer['id']}", {"status": "CONFIRMED"}).json()
    assert done["status"] == "CONFIRMED"
    assert client.read(path).json()["state"] == "REFUNDED"


def test_refusals_point_at_the_field(train: DatedTrip) -> None:
    late = Client().send("POST", "/season-tickets", ORDER | {"first_day": "2020-01-01"})
    assert late.status_code == 422
    assert late.json()["pointers"][0]["pointer"] == "/first_day"
    dear = Client().send("POST", "/season-tickets", ORDER | {"expected_price": "1.00"})
    assert (dear.status_code, dear.json()["code"]) == (409, "offer_stale")


def test_another_s_token_opens_nothing(train: DatedTrip) -> None:
    mine, other = bought(), bought()
    assert opened(other).read(f"/season-tickets/{mine.reference}").status_code == 404
    assert Client().read(f"/season-tickets/{mine.reference}").status_code == 401
