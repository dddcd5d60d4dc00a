"""Passengers who book and pay through API v1, and note down every answer they were given."""

import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from bookings.management.prove.client import LOST, Answer, Client, Unanswered
from bookings.management.prove.exchanges import exchange, exchange_request, pay

ADULT = {"birth_date": "1990-05-01", "country": "BY", "benefit": None}
NAMED = {"given_name": "Анна", "family_name": "Пробная", "document": {"type": "OTHER", "number": "X1234567"}}
PURCHASER = {"email": "proof@example.org", "language": "ru"}
EXCHANGED = 0.5  # of the bookings that are paid, so many are exchanged
LAST_WORD_S = 40  # how long a client insists on an answer after the time is up

Sample = tuple[str, float]


def book_and_pay(
    *, client: int, port: int, days: list[date], stretches: list[tuple[str, str]], outcomes: list[str], seconds: float,
    journal: str,
) -> Iterator[Sample]:  # fmt: skip
    """Book and pay again and again until the time is up, each request with its key until it is answered.

    This function appends to a journal of its own what it was told: keys it used, references it got, payments begun.
    """
    chance, api = Random(client), Client(port)  # noqa: S311 - the same passengers each time
    end = time.monotonic() + seconds
    with (Path(journal) / f"client-{client}.jsonl").open("a", encoding="utf-8", buffering=1) as notes:
        while time.monotonic() < end:
            began = time.perf_counter()
            outcome, told = _journey(api, chance, days, stretches, outcomes, end + LAST_WORD_S)
            notes.write(json.dumps(told) + "\n")
            yield outcome, time.perf_counter() - began


def read_journal(folder: Path) -> list[dict[str, Any]]:
    """This function returns all that was noted by all clients."""
    return [
        json.loads(line) for path in folder.glob("client-*.jsonl") for line in path.read_text().splitlines()
    ]


def offer_request(stretch: tuple[str, str], day: date, size: int) -> dict[str, Any]:
    """This function asks for offers for a party of adults."""
    facts = {"origin": stretch[0], "destination": stretch[1], "date": day.isoformat(), "currency": "BYN"}
    return facts | {"passengers": [ADULT] * size}


def booking_request(offer: str, size: int) -> dict[str, Any]:
    """This function books an offer with all that payment needs."""
    return {"offer": offer, "passengers": [ADULT | NAMED] * size, "purchaser": PURCHASER}


def usable_offer(answer: Answer, dated_trip_id: int | None = None) -> str:
    """This function picks the first offer that is on sale, of one train or of any; "" when there is none."""
    on_sale = [offer for offer in answer.body.get("offers", []) if offer["id"]]
    of_train = [one for one in on_sale if dated_trip_id in {None, one["trip"]["dated_trip"]}]
    return str(of_train[0]["id"]) if of_train else ""


def _journey(
    api: Client,
    chance: Random,
    days: list[date],
    stretches: list[tuple[str, str]],
    outcomes: list[str],
    until: float,
) -> tuple[str, dict[str, Any]]:
    size = chance.randint(1, 4)
    told = {"key": uuid4().hex, "reference": "", "paying": "", "exchange_key": "", "exchanged": ""}
    try:
        offer = usable_offer(
            _ask(api, offer_request(chance.choice(stretches), chance.choice(days), size), until)
        )
        if not offer:
            return "sold out", told
        made = api.insist(
            "POST", "/api/v1/bookings", booking_request(offer, size), key=told["key"], until=until
        )
        if made.status != 201:
            return made.body.get("code", str(made.status)), told
        told["reference"], token = made.body["reference"], made.body["access_token"]
        outcome = _pay(api, told, token, chance.choice(outcomes), until)
        if told["paying"] == "accept" and chance.random() < EXCHANGED:
            wish = exchange_request(chance.choice(stretches), chance.choice(days))
            outcome = exchange(api, told, token, wish, chance.choice(outcomes), until)
        return outcome, told
    except Unanswered:
        return "unanswered", told


def _ask(api: Client, question: dict[str, Any], until: float) -> Answer:
    while time.monotonic() < until:
        try:
            answer = api.call("POST", "/api/v1/offers", question)
            if answer.status == 200:
                return answer
        except LOST:
            pass
        time.sleep(0.2)
    raise Unanswered("/api/v1/offers")


def _pay(api: Client, told: dict[str, Any], token: str, outcome: str, until: float) -> str:
    paid = pay(api, told["reference"], token, outcome, until)
    told["paying"] = outcome if paid.status == 201 else ""
    return f"paying ({outcome})" if paid.status == 201 else paid.body.get("code", str(paid.status))
