"""Proof 5: seats of a full train come free while buyers snatch at them and workers serve the queue: nobody jumps it."""

import time
from collections.abc import Iterator
from datetime import timedelta
from random import Random

from django.utils import timezone

from bookings.inventory import Busy, SeatTaken, SoldOut
from bookings.management.prove.buyers import hold
from bookings.management.prove.load import run_load
from bookings.management.prove.people import party_of
from bookings.management.prove.report import Report, audit_into
from bookings.management.prove.trains import Train, trains_for_sale
from bookings.models import Booking, WaitingEntry
from bookings.operations.join_queue import WaitingWish, join_queue
from bookings.operations.release_booking import release_booking
from bookings.operations.serve_queue import serve_queue
from timetables.models import DatedTrip, Stop

FREED = 48
WAITING = 60  # more than seats come free: a seat that somebody else has is one they are missing
LONGEST_S = 30.0

Sample = tuple[str, float]


def prove_queue(*, clients: int) -> Report:
    """This function frees seats of a full train one by one: all must go to those who wait, the first first."""
    (train,) = trains_for_sale(now=timezone.now(), count=1)
    report = Report(
        f"{FREED} seats of a full train come free for {WAITING} who wait, among {clients} ({train.name})"
    )
    holders = _fill(train)
    waiting = [_wait(train, number) for number in range(WAITING)]
    freed = [booking.pk for booking in holders[:FREED]]
    load = run_load(free_buy_or_serve, clients=clients, train=train, freed=freed)
    serve_queue(dated_trip_id=train.dated_trip_id, now=timezone.now())
    for outcome, count in load.outcomes.most_common():
        report.tell(f"answers: {outcome}", count)
    bought = load.outcomes["bought"]
    report.demand("seats bought by those who did not wait", bought, bought == 0)
    tried = load.outcomes["sold out"] + load.outcomes["busy"]
    report.demand("tries to buy past the queue: some must be refused", tried, tried > 0)
    offered = [entry.pk for entry in WaitingEntry.objects.filter(state=WaitingEntry.State.OFFERED)]
    report.demand("offers made, to the first in the queue", len(offered), offered == waiting[:FREED])
    report.tell(
        "milliseconds until a buyer heard, p50 / p99",
        f"{load.percentile(50):.0f} / {load.percentile(99):.0f}",
    )
    audit_into(report)
    return report


def free_buy_or_serve(*, client: int, train: Train, freed: list[int]) -> Iterator[Sample]:
    """One client: the first frees the seats, the second serves the queue, the others buy whatever they get."""
    chance, ends = Random(client), time.monotonic() + LONGEST_S  # noqa: S311 - no secret
    if client == 0:
        for booking in freed:
            yield "freed", _free(booking)
        return
    while time.monotonic() < ends and Booking.objects.filter(pk__in=freed, state="PREBOOKED").exists():
        began = time.perf_counter()
        try:
            if client == 1:
                serve_queue(dated_trip_id=train.dated_trip_id, now=timezone.now())
                continue
            hold(train, train.ends, 1, chance)
            yield "bought", time.perf_counter() - began
        except (SoldOut, SeatTaken):
            yield "sold out", time.perf_counter() - began
        except Busy:
            yield "busy", time.perf_counter() - began


def _free(booking: int) -> float:
    began = time.perf_counter()
    release_booking(booking=Booking.objects.get(pk=booking), now=timezone.now())
    return time.perf_counter() - began


def _fill(train: Train) -> list[Booking]:
    chance, holders = Random(0), []  # noqa: S311 - no secret
    while True:
        try:
            holders.append(hold(train, train.ends, 1, chance))
        except SoldOut:
            return holders


def _wait(train: Train, number: int) -> int:
    stops = {stop.stop_id: stop for stop in Stop.objects.filter(stop_id__in=train.ends)}
    departs_at = DatedTrip.objects.get(pk=train.dated_trip_id).departs_at
    wish = WaitingWish(
        origin=stops[train.ends[0]],
        destination=stops[train.ends[1]],
        departs_from=departs_at,
        departs_before=departs_at + timedelta(minutes=1),
        party=party_of(1, Random(number)),  # noqa: S311 - no secret
        together=False,
        currency="BYN",
        email=f"waits{number}@example.org",
        language="ru",
    )
    return join_queue(wish=wish, channel=Booking.Channel.API, now=timezone.now()).pk
