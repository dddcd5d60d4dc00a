"""Offers of seats in turn: only on full trains, only to who asks, and at the price of one query more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.inventory import SeatRef, changes_in
from bookings.offers import Offer, PartyMember, open_offer, search_offers
from tests.bookings.full_train import RUDNYA, SMOLENSK, make_full_train
from tests.bookings.true_line import DAY, NOW, make_true_train
from timetables.models import DatedStop, Stop

pytestmark = pytest.mark.usefixtures("rules")


def search(people: int = 1, *, asks: bool = True) -> list[Offer]:
    return search_offers(
        origin=Stop.objects.get(stop_id="VITEBSK"),
        destination=Stop.objects.get(stop_id="SMOLENSK"),
        date=DAY,
        party=[PartyMember("BY")] * people,
        currency="BYN",
        now=NOW,
        with_changes_of_seat=asks,
    )


def queries(*, asks: bool) -> int:
    with CaptureQueriesContext(connection) as seen:
        search(asks=asks)
    return len(seen)


def test_a_full_train_is_sold_out_to_who_does_not_ask() -> None:
    make_full_train()
    (offer,) = search(asks=False)
    assert (offer.refusal, offer.id, offer.plan) == ("sold_out", "", ())


def test_who_asks_gets_seats_in_turn_sealed_in_the_offer() -> None:
    make_full_train()
    (offer,) = search()
    assert (offer.on_sale, offer.seats_left) == (True, 0)
    ((first, second),) = offer.plan
    assert (first.seat, first.start, first.end) == (SeatRef(1, 1), 0, RUDNYA)
    assert (second.seat, second.start, second.end) == (SeatRef(1, 2), RUDNYA, SMOLENSK)
    assert open_offer(offer.id, now=NOW).plan == offer.plan


def test_a_train_with_seats_for_all_is_offered_without_changes() -> None:
    make_true_train(seats=2)
    (offer,) = search(2)
    assert (offer.on_sale, offer.plan, open_offer(offer.id, now=NOW).plan) == (True, (), ())


def test_a_party_too_large_for_the_single_seats_left_is_seated_in_turn() -> None:
    make_full_train(pairs=2)
    (offer,) = search(2)
    assert (len(offer.plan), changes_in(offer.plan)) == (2, 2)
    assert search(3)[0].refusal == "sold_out"


def test_seats_are_not_changed_where_the_train_does_not_call() -> None:
    train = make_full_train()
    DatedStop.objects.filter(dated_trip=train, stop__stop_id="RUDNYA").update(served=False)
    (offer,) = search()
    assert offer.refusal == "sold_out"


def test_a_day_costs_a_query_more_only_where_a_train_is_full() -> None:
    make_true_train(seats=2)
    usual = queries(asks=False)
    assert queries(asks=True) == usual
    make_full_train()
    make_full_train()
    assert queries(asks=False) == usual
    assert queries(asks=True) == usual + 1
