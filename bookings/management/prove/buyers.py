"""One client of the race: buys, pays, changes their mind, until the train answers sold out on every stretch."""

import time
from collections.abc import Iterator
from random import Random

from django.utils import timezone

from bookings.inventory import Busy, SoldOut
from bookings.management.prove.people import details_of, party_of
from bookings.management.prove.trains import Train
from bookings.models import Booking
from bookings.operations.create_booking import create_booking
from bookings.operations.release_booking import release_booking
from bookings.operations.settle_payment import settle_payment
from bookings.operations.start_payment import start_payment
from bookings.payments.charges import charge_of
from bookings.payments.registry import gateway_named

PARTIES_FIRST = 8
PAY, LET_GO = 0.4, 0.6  # of the bookings 40 % are paid, 20 % let go, the others stay held

Sample = tuple[str, float]


def buy_until_sold_out(*, client: int, train: Train) -> Iterator[Sample]:
    """Buy for parties over any stretch, then single seats from stop to stop until there is none.

    This function yields what each attempt came to (bought, sold out, busy) and its seconds; paying is not counted.
    """
    chance = Random(client)  # noqa: S311 - a race that can be run again the same way
    for _ in range(PARTIES_FIRST):
        yield _attempt(train, train.some_stretch(chance), chance.randint(1, 4), chance)
    for hop in chance.sample(train.hops, len(train.hops)):
        outcome = ""
        while outcome != "sold out":
            outcome, seconds = _attempt(train, hop, 1, chance)
            yield outcome, seconds


def hold(train: Train, stretch: tuple[str, str], size: int, chance: Random) -> Booking:
    """This function makes a booking of adults, with everything told that payment needs."""
    return create_booking(
        dated_trip_id=train.dated_trip_id,
        origin=stretch[0],
        destination=stretch[1],
        party=party_of(size, chance),
        currency=chance.choice(["BYN", "RUB"]),
        channel=Booking.Channel.API,
        language=chance.choice(["ru", "be", "en"]),
        now=timezone.now(),
        email="proof@example.org",
        passengers=details_of(size),
    )


def pay(booking: Booking) -> None:
    """This function pays at the sandbox bank and takes in its answer, without the way through the web."""
    now = timezone.now()
    payment = start_payment(booking=booking, method="sandbox", return_url="/", now=now, outcome="accept")
    answer = gateway_named("sandbox").ask_state(charge_of(payment), now=timezone.now())
    if answer is not None:
        settle_payment(answer=answer, now=timezone.now())


def _attempt(train: Train, stretch: tuple[str, str], size: int, chance: Random) -> Sample:
    began = time.perf_counter()
    try:
        booking = hold(train, stretch, size, chance)
    except SoldOut:
        return "sold out", time.perf_counter() - began
    except Busy:
        return "busy", time.perf_counter() - began
    seconds = time.perf_counter() - began
    make_up_mind(booking, chance.random())
    return "bought", seconds


def make_up_mind(booking: Booking, mind: float) -> None:
    """This function pays for a booking, lets it go or leaves it held, as chance tells."""
    try:
        if mind < PAY:
            pay(booking)
        elif mind < LET_GO:
            release_booking(booking=booking, now=timezone.now())
    except Busy:
        return  # the booking stays held, which is a state like any other
