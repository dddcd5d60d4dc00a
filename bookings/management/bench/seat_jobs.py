"""Clients that only take seats, for bookings that stand ready: what the inventory costs by itself."""

import time
from collections.abc import Iterator
from random import Random

from django.db import transaction

from bookings import inventory
from bookings.inventory import Busy, SoldOut, Span
from bookings.management.bench.measure import GOOD
from bookings.management.bench.operation_jobs import whole_way_left
from bookings.management.prove.trains import Train

Sample = tuple[str, float]


def seat_hot(*, client: int, train: Train, bookings: dict[int, list[int]]) -> Iterator[Sample]:
    """This function takes seats for parties of 1 to 4 over any stretch, until nobody gets one over the whole way."""
    chance = Random(client)  # noqa: S311 - the same load each time
    positions = [position for _code, position in train.stops]
    for booking in bookings[client]:
        span = Span(*sorted(chance.sample(positions, 2)))
        began = time.perf_counter()
        outcome = _outcome(booking, train, span, chance.randint(1, 4))
        yield outcome, time.perf_counter() - began
        if outcome == "sold out" and not whole_way_left(train):
            return


def _outcome(booking: int, train: Train, span: Span, size: int) -> str:
    try:
        _take(booking, train, span, size)
    except SoldOut:
        return "sold out"
    except Busy:
        return "busy"
    return GOOD


@inventory.with_retries
@transaction.atomic
def _take(booking: int, train: Train, span: Span, size: int) -> None:
    inventory.hold(
        booking_id=booking,
        dated_trip_id=train.dated_trip_id,
        span=span,
        passenger_numbers=range(1, size + 1),
        seats=None,
        hold_seconds=3600,
    )
