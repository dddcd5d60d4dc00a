"""A client of the race for seats in turn: fills the train with parts of its way, then buys what is left of it."""

import time
from collections.abc import Iterator
from random import Random

from django.utils import timezone

from bookings import inventory
from bookings.inventory import Busy, SeatTaken, SoldOut
from bookings.management.prove.buyers import Sample, find_offer, hold, make_up_mind
from bookings.management.prove.people import details_of, party_of
from bookings.management.prove.trains import Train
from bookings.models import Booking
from bookings.offers import Offer, open_offer
from bookings.operations.create_booking import create_booking

MOST_PARTS = 400
TRIES = 25


def buy_seats_in_turn(*, client: int, train: Train) -> Iterator[Sample]:
    """Buy random stretches until no seat is free all the way, then look for seats in turn again and again.

    This function yields what each attempt came to and its seconds; paying, a part of it, is not counted.
    """
    chance = Random(client)  # noqa: S311 - a race that can be run again the same way
    for _ in range(MOST_PARTS):
        if not _left_all_the_way(train):
            break
        yield _buy_part(train, chance)
    for _ in range(TRIES):
        yield _buy_in_turn(train, chance)


def _left_all_the_way(train: Train) -> int:
    return inventory.seats_left(spans={train.dated_trip_id: train.whole_way})[train.dated_trip_id] or 0


def _buy_part(train: Train, chance: Random) -> Sample:
    began = time.perf_counter()
    try:
        booking = hold(train, train.some_stretch(chance), chance.randint(1, 3), chance)
    except (SoldOut, Busy) as refused:
        return f"part: {type(refused).__name__}", time.perf_counter() - began
    seconds = time.perf_counter() - began
    make_up_mind(booking, chance.random())
    return "part: bought", seconds


def _buy_in_turn(train: Train, chance: Random) -> Sample:
    stretch, size = train.some_stretch(chance), chance.randint(1, 2)
    began = time.perf_counter()
    offer = find_offer(train, stretch, party_of(size, chance), with_changes_of_seat=True)
    if offer is None:
        return "no seats in turn", time.perf_counter() - began
    if not offer.plan:
        return "one seat was free", time.perf_counter() - began
    try:
        booking = _book(offer, size)
    except (SeatTaken, Busy) as refused:
        return f"in turn: {type(refused).__name__}", time.perf_counter() - began
    seconds = time.perf_counter() - began
    make_up_mind(booking, chance.random())
    return "in turn: bought", seconds


def _book(offer: Offer, size: int) -> Booking:
    content = open_offer(offer.id, now=timezone.now())
    return create_booking(
        dated_trip_id=content.dated_trip_id,
        origin=content.origin,
        destination=content.destination,
        party=content.party,
        currency=content.currency,
        channel=Booking.Channel.API,
        language="ru",
        now=timezone.now(),
        email="proof@example.org",
        passengers=details_of(size),
        plan=content.plan,
    )
