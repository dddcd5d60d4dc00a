"""A train sold out by real connections, by single seats and by seats in turn; the control that sells seats twice."""

import time
from collections.abc import Iterator
from itertools import product

from django.utils import timezone

from bookings import inventory
from bookings.management.prove.buyers import Sample
from bookings.management.prove.changers import buy_seats_in_turn
from bookings.management.prove.control import sell_unguarded, without_constraint
from bookings.management.prove.customers import customer
from bookings.management.prove.load import Load, run_load
from bookings.management.prove.market import Market, close_desks, open_market
from bookings.management.prove.report import Report, audit_into
from bookings.management.prove.trains import Train, trains_for_sale
from bookings.management.prove.unseated import unseated_bookings

PARTIES_FIRST = 8
UNGUARDED_TRIES = 20
# How customers come to seats; all of it must happen, or nothing is proved about it.
BOUGHT = (
    "bought",
    "bought with a bicycle",
    "bought there and back",
    "reserved with a season ticket",
    "sold at a desk",
)


def prove_race(*, clients: int) -> Report:
    """This function sells one train out to customers of all kinds and audits seats, money, trips and tills."""
    (train,) = trains_for_sale(now=timezone.now(), count=1)
    report = Report(f"{clients} connections race for one train until it is sold out ({train.name})")
    load = run_load(buy_until_sold_out, clients=clients, train=train, market=open_market(train))
    _tell(report, load)
    for currency, amount in close_desks().items():
        report.tell(f"cash in the drawers, {currency}", amount)
    left = [_left(train, span) for span in train.hop_spans]
    report.demand("seats left on each stretch, after all heard sold out", sum(left), not any(left))
    audit_into(report)
    return report


def buy_until_sold_out(*, client: int, train: Train, market: Market) -> Iterator[Sample]:
    """Buy for parties over any stretch, then from stop to stop, first for parties of four, until there is no seat left.

    This function yields what each attempt came to and its seconds; paying is not counted.
    """
    buyer = customer(client, train, market)
    for _ in range(PARTIES_FIRST):
        yield buyer.attempt(train.some_stretch(buyer.chance), buyer.chance.randint(1, 4))
    for hop, size in product(buyer.chance.sample(train.hops, len(train.hops)), (4, 1)):
        outcome = ""
        while outcome != "sold out":
            outcome, seconds = buyer.attempt(hop, size)
            yield outcome, seconds


def prove_changing(*, clients: int) -> Report:
    """This function fills a train with parts of its way, sells what is left as seats in turn, and audits both."""
    (train,) = trains_for_sale(now=timezone.now(), count=1)
    report = Report(f"{clients} connections race for seats in turn on a full train ({train.name})")
    load = run_load(buy_seats_in_turn, clients=clients, train=train)
    _tell_answers(report, load)
    held = (load.percentile(50, "in turn: bought"), load.percentile(99, "in turn: bought"))
    report.tell("milliseconds to find and hold seats in turn, p50 / p99", f"{held[0]:.0f} / {held[1]:.0f}")
    bought = load.outcomes["in turn: bought"]
    report.demand("bookings of seats in turn", bought, bought > 0)
    changes = inventory.audit().seat_changes
    report.demand("changes of seat held or sold", changes, changes > 0)
    audit_into(report)
    return report


def prove_control(*, clients: int) -> Report:
    """This function sells a train's first stretch with neither mask nor constraint: seats must be sold twice."""
    (train,) = trains_for_sale(now=timezone.now(), count=1)
    report = Report(f"Control: {clients} connections, no constraint and no mask check ({train.name})")
    bookings = unseated_bookings(train, train.hops[0], clients=clients, each=UNGUARDED_TRIES)
    with without_constraint():
        load = run_load(sell_without_guard, clients=clients, train=train, bookings=bookings)
        overlaps = len(inventory.audit().overlaps)
    _tell_answers(report, load)
    report.demand("claims on a seat that was sold already: some must show", overlaps, overlaps > 0)
    return report


def sell_without_guard(
    *, client: int, train: Train, bookings: dict[int, list[int]]
) -> Iterator[tuple[str, float]]:
    """This function sells seats by a plain look and a plain insert."""
    span = train.hop_spans[0]
    for booking in bookings[client]:
        began = time.perf_counter()
        sold = sell_unguarded(booking_id=booking, dated_trip_id=train.dated_trip_id, span=span)
        yield "bought" if sold else "sold out", time.perf_counter() - began


def _left(train: Train, span: inventory.Span) -> int:
    return inventory.seats_left(spans={train.dated_trip_id: span})[train.dated_trip_id] or 0


def _tell_answers(report: Report, load: Load) -> None:
    for outcome, count in load.outcomes.most_common():
        report.tell(f"answers: {outcome}", count)


def _tell(report: Report, load: Load) -> None:
    for outcome in sorted(load.outcomes.keys() - set(BOUGHT)):
        report.tell(f"answers: {outcome}", load.outcomes[outcome])
    for outcome in BOUGHT:
        report.demand(f"answers: {outcome}", load.outcomes[outcome], load.outcomes[outcome] > 0)
    report.tell("bookings a second", f"{load.rate(*BOUGHT):.0f}")
    held = (load.percentile(50, "bought"), load.percentile(99, "bought"))
    report.tell("milliseconds to hold, p50 / p99", f"{held[0]:.0f} / {held[1]:.0f}")
