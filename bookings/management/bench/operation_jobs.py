"""Clients that hold seats through the operation itself, and that count what is left."""

import time
from collections.abc import Iterator, Sequence
from random import Random

from django.utils import timezone

from bookings import inventory
from bookings.inventory import Busy, SoldOut, Span
from bookings.management.bench.measure import GOOD
from bookings.management.prove.people import party_of
from bookings.management.prove.trains import Train
from bookings.models import Booking
from bookings.operations.create_booking import create_booking

Sample = tuple[str, float]


def hold_spread(*, client: int, trains: Sequence[Train], seconds: float) -> Iterator[Sample]:
    """This function holds seats on trains at random until the time is up, for parties of 1 to 4 over any stretch."""
    chance, end = Random(client), time.monotonic() + seconds  # noqa: S311 - the same load each time
    while time.monotonic() < end:
        yield _hold_once(chance.choice(trains), chance)


def hold_hot(*, client: int, train: Train) -> Iterator[Sample]:
    """This function holds seats on one train until nobody can be seated over the whole way any longer."""
    chance = Random(client)  # noqa: S311 - the same load each time
    while True:
        outcome, seconds = _hold_once(train, chance)
        yield outcome, seconds
        if outcome == "sold out" and not whole_way_left(train):
            return


def count_left(*, client: int, spans: dict[int, Span], seconds: float) -> Iterator[Sample]:
    """This function asks for the seats left on many trains at once, as a page of results does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.perf_counter()
        inventory.seats_left(spans=spans)
        yield GOOD, time.perf_counter() - began


def whole_way_left(train: Train) -> int:
    """This function counts the seats free from the train's first stop to its last."""
    return inventory.seats_left(spans={train.dated_trip_id: train.whole_way})[train.dated_trip_id] or 0


def _hold_once(train: Train, chance: Random) -> Sample:
    began = time.perf_counter()
    outcome = GOOD
    try:
        _hold(train, train.some_stretch(chance), chance)
    except SoldOut:
        outcome = "sold out"
    except Busy:
        outcome = "busy"
    return outcome, time.perf_counter() - began


def _hold(train: Train, stretch: tuple[str, str], chance: Random) -> None:
    create_booking(
        dated_trip_id=train.dated_trip_id,
        origin=stretch[0],
        destination=stretch[1],
        party=party_of(chance.randint(1, 4), chance),
        currency="BYN",
        channel=Booking.Channel.API,
        language="ru",
        now=timezone.now(),
    )
