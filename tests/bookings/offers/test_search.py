"""The offers of a day."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.offers import (
    Offer,
    OfferBroken,
    OfferExpired,
    PartyMember,
    PartyRefused,
    open_offer,
    search_offers,
)
from tests.bookings.true_line import DAY, MINSK, NOW, book, make_true_train
from timetables.models import DatedTrip, Stop
from timetables.operations import StopDelay, report_delays

pytestmark = pytest.mark.usefixtures("rules")
ADULT = PartyMember("BY")


def _search(*party: PartyMember, now: datetime = NOW, currency: str = "BYN") -> list[Offer]:
    return search_offers(
        origin=Stop.objects.get(stop_id="VITEBSK"),
        destination=Stop.objects.get(stop_id="SMOLENSK"),
        date=DAY,
        party=party or (ADULT,),
        currency=currency,
        now=now,
    )


def test_an_offer_says_price_and_seats_left_and_opens_to_what_it_said() -> None:
    train = make_true_train(seats=8)
    book(train, ADULT, ADULT)
    (offer,) = _search(ADULT, PartyMember("RU", None, DAY.replace(year=2020)))
    content = open_offer(offer.id, now=NOW)
    assert offer.on_sale
    assert offer.seats_left == 6
    assert offer.price
    assert (content.dated_trip_id, content.total, content.currency) == (train.pk, offer.price.total, "BYN")
    assert content.party[1].birth_date == DAY.replace(year=2020)


def test_an_offer_changed_by_a_letter_is_refused() -> None:
    make_true_train()
    sealed = _search()[0].id
    with pytest.raises(OfferBroken):
        open_offer(sealed[:-1] + ("A" if sealed[-1] != "A" else "B"), now=NOW)
    with pytest.raises(OfferBroken):
        open_offer("nonsense", now=NOW)


def test_an_offer_ends_by_the_clock() -> None:
    make_true_train()
    offer = _search()[0]
    open_offer(offer.id, now=offer.expires_at - timedelta(seconds=1))
    with pytest.raises(OfferExpired):
        open_offer(offer.id, now=offer.expires_at)


def _at(hour: int, minute: int) -> datetime:
    return datetime.combine(DAY, time(hour, minute), MINSK)


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        (_at(7, 7), None),
        (_at(7, 8), "sales_closed"),
        (_at(7, 12), "departed"),
        (_at(23, 59), "departed"),
        (_at(0, 0) - timedelta(days=90), None),
        (_at(0, 0) - timedelta(days=90, minutes=1), "beyond_horizon"),
    ],
)
def test_a_train_is_on_sale_from_the_horizon_until_shortly_before_it_leaves(
    now: datetime, refusal: str | None
) -> None:
    make_true_train(at=time(7, 12))
    (offer,) = _search(now=now)
    assert offer.refusal == refusal
    assert bool(offer.id) == offer.on_sale == (refusal is None)


def test_a_cancelled_train_stays_in_the_list_and_is_not_sold() -> None:
    train = make_true_train()
    DatedTrip.objects.filter(pk=train.pk).update(state="cancelled")
    (offer,) = _search()
    assert offer.refusal == "cancelled"
    assert not offer.id


def test_a_party_larger_than_the_seats_left_is_told_so_but_sees_the_price() -> None:
    make_true_train(seats=1)
    (offer,) = _search(ADULT, ADULT)
    assert offer.refusal == "sold_out"
    assert offer.seats_left == 1
    assert offer.price


def test_a_train_without_a_limit_has_no_count_of_seats() -> None:
    make_true_train(seat_mode="open")
    (offer,) = _search()
    assert offer.seats_left is None
    assert offer.on_sale


def test_a_train_past_midnight_is_found_on_the_day_it_leaves_the_stop() -> None:
    make_true_train(at=time(0, 5))
    make_true_train(day=DAY + timedelta(days=1), at=time(0, 5))
    assert [offer.option.departure.date() for offer in _search()] == [DAY]


@pytest.mark.parametrize(
    ("party", "code"),
    [
        ([], "party_size"),
        ([ADULT] * 5, "party_size"),
        ([PartyMember("BY", "BY_NOBODY")], "unknown_benefit"),
        ([PartyMember("BY", None, DAY + timedelta(days=1))], "not_born"),
    ],
)
def test_a_party_nobody_can_be_is_refused_with_reasons(party: list[PartyMember], code: str) -> None:
    make_true_train()
    with pytest.raises(PartyRefused) as refused:
        search_offers(
            origin=Stop.objects.get(stop_id="VITEBSK"),
            destination=Stop.objects.get(stop_id="SMOLENSK"),
            date=DAY,
            party=party,
            currency="BYN",
            now=NOW,
        )
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_day_of_three_trains_takes_as_many_queries_as_a_day_of_one() -> None:
    make_true_train()
    Stop.objects.count()
    with CaptureQueriesContext(connection) as one:
        _search(ADULT)
    make_true_train(at=time(12, 0))
    make_true_train(at=time(17, 30), seat_mode="quota")
    with CaptureQueriesContext(connection) as three:
        assert len(_search(ADULT, ADULT, ADULT)) == 3
    assert len(one) == len(three) <= 13


@pytest.mark.parametrize(
    ("delay_s", "minutes", "refusal"),
    [
        (1800, 10, None),
        (1800, 26, "sales_closed"),
        (1800, 30, "departed"),
        (-600, -12, "sales_closed"),
        (0, -6, None),
    ],
)
def test_sales_end_by_the_departure_that_is_expected(delay_s: int, minutes: int, refusal: str | None) -> None:
    train = make_true_train()
    report_delays(dated_trip=train, delays=[StopDelay(0, departure_s=delay_s)], actor=None, now=NOW)
    (offer,) = _search(now=train.departs_at + timedelta(minutes=minutes))
    assert offer.refusal == refusal
