"""Passengers who exchange what they paid for, through API v1."""

import time
from datetime import date
from typing import Any
from uuid import uuid4

from bookings.management.prove.client import LOST, Answer, Client

WAIT_FOR_TICKETS_S = 8.0


def exchange(
    api: Client, told: dict[str, Any], token: str, wish: dict[str, str], outcome: str, until: float
) -> str:
    """Exchange a booking for another day or way as soon as its payment is there; pay the difference.

    This function notes in `told` the key and the reference of what came of it, and returns what it came to.
    """
    path = f"/api/v1/bookings/{told['reference']}"
    if not is_paid(api, path, token):
        return "no tickets to exchange"
    offers = api.insist("POST", f"{path}/exchange-offers", wish, key=uuid4().hex, until=until, token=token)
    wanted = [each["offer"]["id"] for each in offers.body.get("exchange_offers", []) if each["offer"]]
    if not wanted:
        return "nothing to exchange for"
    told["exchange_key"] = uuid4().hex
    place, body = f"{path}/exchange-offers/{wanted[0]}", {"status": "CONFIRMED"}
    made = api.insist("PATCH", place, body, key=told["exchange_key"], until=until, token=token)
    if made.status != 200:
        return f"exchange: {made.body.get('code', made.status)}"
    new = made.body["booking"]
    told["exchanged"] = new["reference"]
    if new["state"] != "PREBOOKED":
        return "exchanged at once"
    paid = pay(api, new["reference"], new["access_token"], outcome, until)
    return f"exchange, paying ({outcome})" if paid.status == 201 else f"exchange: {paid.body.get('code')}"


def exchange_request(stretch: tuple[str, str], day: date) -> dict[str, str]:
    """This function asks for another day and perhaps another way, longer or shorter."""
    return {"origin": stretch[0], "destination": stretch[1], "date": day.isoformat()}


def pay(api: Client, reference: str, token: str, outcome: str, until: float) -> Answer:
    """This function starts a payment that the sandbox bank ends by itself as told."""
    body = {"method": "sandbox", "outcome": outcome}
    path = f"/api/v1/bookings/{reference}/payments"
    return api.insist("POST", path, body, key=uuid4().hex, until=until, token=token)


def is_paid(api: Client, path: str, token: str) -> bool:
    """This function waits a while for what was bought at an address to be paid, and tells whether it is."""
    end = time.monotonic() + WAIT_FOR_TICKETS_S
    while time.monotonic() < end:
        try:
            if api.call("GET", path, token=token).body.get("state") == "FULFILLED":
                return True
        except LOST:
            pass
        time.sleep(0.3)
    return False
