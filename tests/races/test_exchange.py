"""Exchanges from several connections at once, each against what would break them."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from bookings import inventory
from bookings.inventory import SeatRef, SeatTaken
from bookings.management.prove.money import unbalanced
from bookings.models import Booking, ExchangeOffer, Payment, Refund
from bookings.operations import confirm_exchange as exchanging
from bookings.operations import confirm_refund as confirm_refund_module
from bookings.operations import finish_exchange
from bookings.operations.confirm_exchange import ExchangeOfferExpired, confirm_exchange
from bookings.operations.confirm_refund import RefundOfferExpired, confirm_refund
from bookings.operations.expire_holds import expire_holds
from bookings.operations.load_rules import load_rules
from bookings.operations.offer_refund import offer_refund
from bookings.operations.settle_payment import settle_payment
from bookings.operations.tell_schedule_changes import tell_schedule_changes
from bookings.payments.gateway import BankAnswer, Outcome
from tests.bookings.exchange_world import (
    ADULT,
    NEXT_DAY,
    all_adds_up,
    ask,
    begin,
    buy,
    let_hold_lapse,
    returned,
)
from tests.bookings.true_line import NOW, make_true_train
from tests.bookings.world import make_charge, make_payment
from tests.races.conftest import Race, deadlocks, without_row_locks
from timetables.operations import cancel_dated_trip

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.bookings.web_urls")]
State = Booking.State


@pytest.fixture(autouse=True)
def _rules(transactional_db: None) -> None:
    load_rules()


@pytest.fixture(autouse=True)
def _no_deadlock(transactional_db: None) -> Iterator[None]:
    before = deadlocks()
    yield
    assert deadlocks() == before


def accepted(payment: Payment) -> BankAnswer:
    make_charge(payment)
    return BankAnswer(event_id=f"{payment.uuid}", charge_uuid=payment.uuid, outcome=Outcome.ACCEPTED)


def state_of(booking: Booking) -> str:
    booking.refresh_from_db()
    return booking.state


def one_offer_is_confirmed_in_many_tabs(race: Race) -> None:
    offer = ask(buy(make_true_train()), make_true_train(day=NEXT_DAY))
    outcome = race(6, lambda _tab: confirm_exchange(offer=offer, channel="web", now=NOW).new_booking.pk)
    assert outcome.errors == {}
    assert len(set(outcome.results.values())) == 1
    assert Booking.objects.count() == 2
    all_adds_up()


def test_one_offer_confirmed_in_many_tabs_makes_one_booking(race: Race) -> None:
    one_offer_is_confirmed_in_many_tabs(race)


def test_control_without_the_lock_it_makes_several(race: Race) -> None:
    with without_row_locks(exchanging, "_still_travelling", racers=6), pytest.raises(AssertionError):
        one_offer_is_confirmed_in_many_tabs(race)


def test_two_offers_of_one_booking_confirmed_at_once_hold_one_trip(race: Race) -> None:
    old = buy(make_true_train())
    trains = [make_true_train(day=NEXT_DAY) for _each in range(4)]
    offers = [ask(old, train) for train in trains]
    outcome = race(4, lambda tab: confirm_exchange(offer=offers[tab], channel="web", now=NOW))
    assert outcome.errors == {}
    assert sorted(old.exchanges.values_list("state", flat=True)) == ["CANCELLED"] * 3 + ["PREBOOKED"]
    all_adds_up()


def test_two_cheaper_trips_confirmed_at_once_give_one_and_return_once(race: Race) -> None:
    old = buy(make_true_train())
    offers = [ask(old, make_true_train(day=NEXT_DAY), destination="RUDNYA") for _each in range(3)]
    outcome = race(3, lambda tab: confirm_exchange(offer=offers[tab], channel="web", now=NOW))
    assert outcome.unexpected(ExchangeOfferExpired) == []
    assert len(outcome.results) == 1
    assert returned(old) == -offers[0].difference
    all_adds_up()


@pytest.mark.parametrize("round_", range(4))
def test_paid_and_returned_at_once_never_both(race: Race, round_: int) -> None:
    old = buy(make_true_train())
    new = begin(old, make_true_train(day=NEXT_DAY))
    answer = accepted(make_payment(new, amount=new.due))
    offer = offer_refund(booking=old, now=NOW)

    def act(racer: int) -> object:
        if racer % 2 == round_ % 2:
            return settle_payment(answer=answer, now=NOW)
        return confirm_refund(offer=offer, now=NOW)

    outcome = race(4, act)
    assert outcome.unexpected(RefundOfferExpired) == []
    pair = (state_of(old), state_of(new))
    assert pair in {(State.EXCHANGED, State.FULFILLED), (State.REFUNDED, State.CANCELLED)}
    all_adds_up()


def test_were_the_old_tickets_not_looked_at_again_money_would_go_out_twice() -> None:
    """The control of the race above."""
    old = buy(make_true_train())
    new = begin(old, make_true_train(day=NEXT_DAY))
    answer = accepted(make_payment(new, amount=new.due))
    with patch.object(confirm_refund_module, "let_go_exchanges"):
        confirm_refund(offer=offer_refund(booking=old, now=NOW), now=NOW)
    assert unbalanced() == []
    with patch.object(finish_exchange, "may_finish", return_value=True):
        settle_payment(answer=answer, now=NOW)
    assert (state_of(new), unbalanced()) == (State.FULFILLED, [old.pk])


@pytest.mark.parametrize("which", ["old", "new"])
def test_a_train_cancelled_while_the_exchange_is_paid(race: Race, which: str) -> None:
    trains = {"old": make_true_train(), "new": make_true_train(day=NEXT_DAY)}
    pairs = []
    for _each in range(3):
        old = buy(trains["old"])
        new = begin(old, trains["new"])
        pairs.append((old, new, accepted(make_payment(new, amount=new.due))))

    def act(racer: int) -> object:
        if racer < len(pairs):
            return settle_payment(answer=pairs[racer][2], now=NOW)
        cancel_dated_trip(dated_trip=trains[which], actor=None, now=NOW)
        return tell_schedule_changes(now=NOW)

    outcome = race(len(pairs) + 2, act)
    assert outcome.errors == {}
    tell_schedule_changes(now=NOW)
    for old, new, _answer in pairs:
        pair = (state_of(old), state_of(new))
        assert pair in {(State.EXCHANGED, State.FULFILLED), (State.FULFILLED, State.RELEASED)}
    all_adds_up()


def test_two_parties_exchange_into_one_last_seat(race: Race) -> None:
    last = make_true_train(day=NEXT_DAY, seats=1)
    olds = [buy(make_true_train()) for _each in range(4)]
    offers = [ask(old, last) for old in olds]

    def act(racer: int) -> ExchangeOffer:
        return confirm_exchange(offer=offers[racer], channel="web", now=NOW, seats=[SeatRef(1, 1)])

    outcome = race(len(olds), act)
    assert outcome.unexpected(SeatTaken, inventory.Busy) == []
    assert len(outcome.results) == 1
    assert {state_of(old) for old in olds} == {State.FULFILLED}
    all_adds_up()


@pytest.mark.parametrize("round_", range(3))
def test_a_late_payment_the_end_of_the_hold_and_another_buyer(race: Race, round_: int) -> None:
    last = make_true_train(day=NEXT_DAY, seats=1)
    old = buy(make_true_train())
    new = begin(old, last)
    answer = accepted(make_payment(new, amount=new.due))
    let_hold_lapse(new)

    def act(racer: int) -> object:
        if racer == 0:
            return settle_payment(answer=answer, now=NOW)
        return expire_holds(now=NOW) if racer % 2 else buy(last)

    outcome = race(4 + round_, act)
    assert outcome.unexpected(inventory.SoldOut, inventory.Busy) == []
    exchanged = state_of(new) == State.FULFILLED
    assert (state_of(old) == State.EXCHANGED) == exchanged
    assert Refund.objects.filter(payment__booking=new).exists() != exchanged
    all_adds_up()


def test_an_answer_in_many_copies_exchanges_once(race: Race) -> None:
    old = buy(make_true_train())
    new = begin(old, make_true_train(day=NEXT_DAY))
    answer = accepted(make_payment(new, amount=new.due))
    outcome = race(6, lambda _copy: settle_payment(answer=answer, now=NOW).status)
    assert outcome.errors == {}
    assert set(outcome.results.values()) == {"captured"}
    assert new.notifications.filter(kind="exchanged").count() == 1
    assert old.events.filter(kind="exchanged").count() == 1
    all_adds_up()


def test_parts_of_a_party_returned_and_exchanged_at_once(race: Race) -> None:
    """A refund of one and an exchange of the other draw on one payment: together no more than was paid."""
    old = buy(make_true_train(), ADULT, ADULT)
    cheaper = ask(old, make_true_train(day=NEXT_DAY), destination="ZAOLSHA", numbers=[2])
    back = offer_refund(booking=old, passenger_numbers=[1], now=NOW)

    def act(racer: int) -> object:
        if racer == 0:
            return confirm_exchange(offer=cheaper, channel="web", now=NOW)
        return confirm_refund(offer=back, now=NOW)

    outcome = race(2, act)
    assert outcome.errors == {}
    assert returned(old) == back.amount - cheaper.difference
    all_adds_up()
