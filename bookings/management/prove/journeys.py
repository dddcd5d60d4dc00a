"""Passengers who book and pay through API v1, and note down every answer they were given."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from bookings.management.prove.clerks import sell_at_desk
from bookings.management.prove.client import LOST, Answer, Client, Unanswered
from bookings.management.prove.exchanges import exchange, exchange_request, pay
from bookings.management.prove.season_rides import ride_with_season_ticket

ADULT = {"birth_date": "1990-05-01", "country": "BY", "benefit": None}
NAMED = {"given_name": "Анна", "family_name": "Пробная", "document": {"type": "OTHER", "number": "X1234567"}}
PURCHASER = {"email": "proof@example.org", "language": "ru"}
HOLDER = {"passenger": NAMED | {"country": "BY"}, "purchaser": PURCHASER}
EXCHANGED = 0.5  # of the bookings that are paid, so many are exchanged
SEASON_TICKETS, RETURNING, BICYCLES = 0.15, 0.3, 0.3  # of the passengers so many
NOTED = (
    "key",
    "reference",
    "back",
    "paying",
    "exchange_key",
    "exchanged",
    "season_key",
    "season",
    "seat_key",
    "seat",
)
CLERK = 0  # the first of the clients
LAST_WORD_S = 40  # how long a client insists on an answer after the time is up

Sample = tuple[str, float]


@dataclass(frozen=True)
class _Passenger:
    """Somebody who travels on some days and stretches, and how it ends at the bank; asks until a moment."""

    api: Client
    chance: Random
    days: list[date]
    stretches: list[tuple[str, str]]
    outcomes: list[str]
    until: float

    def offer(self, stretch: tuple[str, str], day: date, size: int) -> dict[str, Any] | None:
        """This method asks for offers and picks the first that is on sale."""
        answer = _ask(self.api, offer_request(stretch, day, size), self.until)
        return usable_offer(answer)


def book_and_pay(
    *, client: int, port: int, days: list[date], stretches: list[tuple[str, str]], outcomes: list[str], seconds: float,
    journal: str, shift: int,
) -> Iterator[Sample]:  # fmt: skip
    """Book and pay again and again until the time is up, each request with its key until it is answered.

    One of the clients is a clerk, who sells in a shift at a desk.
    This function appends to a journal of its own what it was told: keys it used, references it got, payments begun.
    """
    chance = Random(client)  # noqa: S311 - the same passengers each time
    end = time.monotonic() + seconds
    passenger = _Passenger(Client(port), chance, days, stretches, outcomes, until=end + LAST_WORD_S)
    with (Path(journal) / f"client-{client}.jsonl").open("a", encoding="utf-8", buffering=1) as notes:
        if client == CLERK:
            for outcome, seconds_taken, told in sell_at_desk(chance=chance, shift_id=shift, until=end):
                notes.write(json.dumps(dict.fromkeys(NOTED, "") | told) + "\n")
                yield outcome, seconds_taken
        while time.monotonic() < end:
            began = time.perf_counter()
            outcome, told = _journey(passenger)
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


def booking_request(offer: str, size: int, *, bicycles: int = 0) -> dict[str, Any]:
    """This function books an offer with all that payment needs; the first passenger may take a bicycle along."""
    first = {"ancillaries": {"bicycle": bicycles}} if bicycles else {}
    passengers = [ADULT | NAMED | first, *[ADULT | NAMED] * (size - 1)]
    return {"offer": offer, "passengers": passengers, "purchaser": PURCHASER}


def usable_offer(answer: Answer, dated_trip_id: int | None = None) -> dict[str, Any] | None:
    """This function picks the first offer that is on sale, of one train or of any; None when there is none."""
    on_sale = (offer for offer in answer.body.get("offers", []) if offer["id"])
    return next((one for one in on_sale if dated_trip_id in {None, one["trip"]["dated_trip"]}), None)


def _journey(passenger: _Passenger) -> tuple[str, dict[str, Any]]:
    told: dict[str, Any] = dict.fromkeys(NOTED, "")
    try:
        return _travel(passenger, told), told
    except Unanswered:
        return "unanswered", told


def _travel(passenger: _Passenger, told: dict[str, Any]) -> str:
    """With a season ticket, there and back, or one way."""
    chance, size = passenger.chance, passenger.chance.randint(1, 4)
    stretch, day = chance.choice(passenger.stretches), chance.choice(passenger.days)
    there = passenger.offer(stretch, day, size)
    if there is None:
        return "sold out"
    if chance.random() < SEASON_TICKETS:
        train = there["trip"]["dated_trip"]
        return ride_with_season_ticket(
            passenger.api,
            told,
            holder=HOLDER,
            stretch=stretch,
            day=day,
            dated_trip=train,
            until=passenger.until,
        )
    back = None
    if chance.random() < RETURNING:
        back = passenger.offer(stretch[::-1], day + timedelta(days=1), size)
    request = booking_request(there["id"], size, bicycles=int(chance.random() < BICYCLES))
    if back:
        del request["offer"]
        request["offers"] = [there["id"], back["id"]]
    return _book(passenger, told, request)


def _book(passenger: _Passenger, told: dict[str, Any], request: dict[str, Any]) -> str:
    api, chance, until = passenger.api, passenger.chance, passenger.until
    told["key"] = uuid4().hex
    made = api.insist("POST", "/api/v1/bookings", request, key=told["key"], until=until)
    if made.status != 201:
        return str(made.body.get("code", made.status))
    told["reference"], token = made.body["reference"], made.body["access_token"]
    told["back"] = _way_back(made)
    outcome = _pay(api, told, token, chance.choice(passenger.outcomes), until)
    if told["paying"] == "accept" and chance.random() < EXCHANGED:
        wish = exchange_request(chance.choice(passenger.stretches), chance.choice(passenger.days))
        outcome = exchange(api, told, token, wish, chance.choice(passenger.outcomes), until)
    return f"there and back: {outcome}" if told["back"] else outcome


def _way_back(made: Answer) -> str:
    parts = (made.body["journey"] or {}).get("bookings", [])
    return next((str(part["reference"]) for part in parts if part["way"] == "back"), "")


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
