"""Clients that ask the web server: a bare view, the page of a day's trains, holds through API v1."""

import time
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from bookings.management.bench.measure import GOOD
from bookings.management.prove.client import LOST, Client
from bookings.management.prove.journeys import booking_request, offer_request, usable_offer
from bookings.management.prove.trains import Train

BARE_VIEW = "/health/live"
PATIENCE_S = 60

Sample = tuple[str, float]
Order = tuple[str, int]  # a sealed offer and the size of its party


def get_page(*, client: int, port: int, path: str, seconds: float) -> Iterator[Sample]:
    """This function asks for one page again and again until the time is up."""
    api, end = Client(port, timeout_s=PATIENCE_S), time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.perf_counter()
        yield _ask(api, "GET", path), time.perf_counter() - began


def book_spread(*, client: int, port: int, orders: Sequence[Order], seconds: float) -> Iterator[Sample]:
    """This function books offers at random until the time is up; an offer may be booked as often as seats last."""
    api, chance, end = Client(port, timeout_s=PATIENCE_S), Random(client), time.monotonic() + seconds  # noqa: S311 - the same load each time
    while time.monotonic() < end:
        yield _book(api, chance.choice(orders))


def book_hot(*, client: int, port: int, orders: Sequence[Order]) -> Iterator[Sample]:
    """This function books one train's offers until single passengers over the whole way are refused.

    The last order must be that one.
    """
    api, chance = Client(port, timeout_s=PATIENCE_S), Random(client)  # noqa: S311 - the same load each time
    while True:
        order = chance.choice(orders)
        outcome, seconds = _book(api, order)
        yield outcome, seconds
        if outcome == "sold_out" and _book(api, orders[-1])[0] == "sold_out":
            return


def get_orders(port: int, trains: Sequence[Train]) -> list[Order]:
    """This function gets offers of each train for parties of 1 to 4 over some stretches, and one for the whole way."""
    api, chance = Client(port, timeout_s=PATIENCE_S), Random(1)  # noqa: S311 - the same load each time
    orders: list[Order] = []
    for train in trains:
        wanted = [(train.some_stretch(chance), size) for size in (1, 2, 3, 4, 1)]
        wanted.append((train.ends, 1))
        orders += [(offer, size) for stretch, size in wanted if (offer := _offer(api, train, stretch, size))]
    api.close()
    return orders


def _offer(api: Client, train: Train, stretch: tuple[str, str], size: int) -> str:
    answer = api.call("POST", "/api/v1/offers", offer_request(stretch, train.service_date, size))
    found = usable_offer(answer, dated_trip_id=train.dated_trip_id)
    return str(found["id"]) if found else ""


def _book(api: Client, order: Order) -> Sample:
    began = time.perf_counter()
    outcome = _ask(api, "POST", "/api/v1/bookings", booking_request(*order))
    return outcome, time.perf_counter() - began


def _ask(api: Client, method: str, path: str, body: dict[str, Any] | None = None) -> str:
    try:
        answer = api.call(method, path, body)
    except LOST:
        return "no answer"
    return GOOD if answer.status in {200, 201} else str(answer.body.get("code", answer.status))
