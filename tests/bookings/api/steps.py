"""The steps of a booking over the API, for tests of what comes after them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from bookings.operations.settle_open_payments import settle_open_payments
from tests.api.client import Client

IN_SEASON, OUT_OF_SEASON = "2027-10-19", "2027-11-09"  # both Tuesdays: one train, 07:12 from Vitebsk
ADULT = {"birth_date": "1990-04-12", "country": "BY"}
PENSIONER = {"birth_date": "1958-02-03", "country": "BY", "benefit": "BY_PENSIONER_SEASON"}
NAMED = {
    "given_name": "Анна",
    "family_name": "Ковалёва",
    "document": {"type": "BY_PASSPORT", "number": "MP1234567"},
}
PURCHASER = {"email": "kovaleva@example.org", "phone": "+375291234567", "language": "be"}


class Steps:
    """A party's way through the API. Each step returns the answer's body and fails where the API refuses."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def offers(self, *party: dict[str, Any], date: str = IN_SEASON, **fields: Any) -> list[dict[str, Any]]:
        """Ask for the offers of a day from Vitebsk to Smolensk."""
        way = {"origin": "VITEBSK", "destination": "SMOLENSK", "date": date}
        answer = self.client.send("POST", "/offers", way | {"passengers": list(party or [ADULT])} | fields)
        assert answer.status_code == 200, answer.json()
        return answer.json()["offers"]

    def body(self, *party: dict[str, Any], **fields: Any) -> dict[str, Any]:
        """Write the request of a booking."""
        party = party or (ADULT,)
        (offer,) = self.offers(*party)
        return {"offer": offer["id"], "passengers": list(party), "purchaser": PURCHASER} | fields

    def book(self, *party: dict[str, Any], **fields: Any) -> dict[str, Any]:
        """Keep seats; names are not told yet."""
        answer = self.client.send("POST", "/bookings", self.body(*party, **fields))
        assert answer.status_code == 201, answer.json()
        return answer.json()

    def opened(self, booking: dict[str, Any], language: str = "en") -> Client:
        """Make a client that has the booking's token."""
        return Client(booking["access_token"], language)

    def complete(self, booking: dict[str, Any]) -> None:
        """Tell what is missing of every passenger, and agree to what their benefit needs."""
        for passenger in booking["passengers"]:
            path = f"/bookings/{booking['reference']}/passengers/{passenger['number']}"
            agreed = {"consent": passenger["consent"]["text"]} if passenger["consent"] else {}
            answer = self.opened(booking).send("PATCH", path, NAMED | agreed)
            assert answer.status_code == 200, answer.json()

    def pay(self, booking: dict[str, Any], outcome: str = "accept") -> dict[str, Any]:
        """Pay at the sandbox bank and let its decision come in, as the worker asks for it."""
        payment = {"method": "sandbox", "outcome": outcome}
        answer = self.opened(booking).send("POST", f"/bookings/{booking['reference']}/payments", payment)
        assert answer.status_code == 201, answer.json()
        settle_open_payments(now=timezone.now() + timedelta(minutes=1))
        return answer.json()

    def paid(self, *party: dict[str, Any]) -> dict[str, Any]:
        """Go all the way to the tickets."""
        booking = self.book(*party)
        self.complete(booking)
        self.pay(booking)
        return booking
