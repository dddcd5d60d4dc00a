"""The life of bookings in any order, in a model: holds, payments, exchanges, refunds, the queue, trains that change.

Payments are accepted, declined, given up, late and doubled; trains are late, get another set, are cancelled; parties
wait for seats and are offered them. The model knows only this: who travels on which train, what each person's ticket is
worth, and what the bank was paid and asked to give back, each currency by itself. After each step seats, tickets, money
and ledger must agree with it to the kopeck; at the end the ledger, lost as a whole, must be written again as it was.
"""

import os
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bookings import inventory, ledger
from bookings.inventory import Span
from bookings.ledger.missing import post_missing
from bookings.models import Booking, Payment, Refund
from bookings.offers import NotOnSale, PartyMember
from bookings.operations.confirm_exchange import confirm_exchange
from bookings.operations.confirm_refund import RefundOfferExpired, confirm_refund
from bookings.operations.exchange_terms import ExchangeRefused
from bookings.operations.expire_holds import expire_holds
from bookings.operations.follow_queue import serve_queues
from bookings.operations.join_queue import NothingToWaitFor, SeatsFree, TooManyWaiting
from bookings.operations.load_rules import load_rules
from bookings.operations.offer_exchange import offer_exchange
from bookings.operations.offer_refund import RefundRefused, offer_refund
from bookings.operations.pay_refunds import pay_refunds
from bookings.operations.release_booking import NotReleasable, release_booking
from bookings.operations.tell_schedule_changes import tell_schedule_changes
from bookings.payments.gateway import Outcome
from tests.bookings.exchange_world import ADULT, PERSON, all_adds_up, bank_says, buy, let_hold_lapse
from tests.bookings.ledger.books import everything, lose_the_ledger
from tests.bookings.true_line import DAY, NOW, book, make_true_train
from tests.bookings.waiting.waiting_world import join
from tests.bookings.world import make_payment
from tests.factories import make_rolling_stock
from timetables.models import DatedTrip
from timetables.operations import cancel_dated_trip, change_stock, delay_dated_trip

SEATS = 3
ENDS = ["ZAOLSHA", "RUDNYA", "SMOLENSK"]
PENSIONER = PartyMember("BY", "BY_PENSIONER_SEASON", date(1950, 4, 12))
CHILD = PartyMember("RU", None, date(2023, 4, 12))
PARTIES = [(ADULT,), (PENSIONER,), (ADULT, ADULT), (ADULT, CHILD), (PENSIONER, CHILD)]


@dataclass(eq=False)
class Ticket:
    """One person's ticket: where it holds and what was really paid for it so far."""

    booking: int
    number: int
    train: int
    worth: Decimal
    currency: str


class Life(RuleBasedStateMachine):
    """Three trains of three seats; bookings in every state that the rules lead to."""

    @initialize()
    def open_trains(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.trains = [make_true_train(day=DAY + timedelta(days=one), seats=SEATS) for one in range(3)]
        self.sets = 0
        self.tickets: list[Ticket] = []
        self.kept: dict[str, Decimal] = defaultdict(Decimal)  # what the railway kept of tickets returned
        for party in [(ADULT, ADULT), (ADULT,)]:  # the first train is full, so that parties wait for it
            self._hand_out(buy(self.trains[0], *party))

    def teardown(self) -> None:
        try:
            before = everything()
            lose_the_ledger()
            post_missing()
            assert everything() == before
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # --- What people do

    @rule(
        data=st.data(),
        party=st.sampled_from(PARTIES),
        end=st.sampled_from(ENDS),
        currency=st.sampled_from(["BYN", "RUB"]),
    )
    def buy(self, data: st.DataObject, party: tuple[PartyMember, ...], end: str, currency: str) -> None:
        train = data.draw(st.sampled_from(self.trains))
        try:
            with transaction.atomic():
                booking = buy(train, *party, destination=end, currency=currency)
        except (inventory.SoldOut, NotOnSale):
            return
        self._hand_out(booking)

    @rule(data=st.data(), party=st.sampled_from(PARTIES), end=st.sampled_from(ENDS))
    def hold(self, data: st.DataObject, party: tuple[PartyMember, ...], end: str) -> None:
        train, people = data.draw(st.sampled_from(self.trains)), [PERSON] * len(party)
        with suppress(inventory.SoldOut, NotOnSale), transaction.atomic():
            book(train, *party, destination=end, email="kovaleva@example.org", passengers=people)

    @precondition(lambda self: self._waiting())
    @rule(data=st.data())
    def let_go(self, data: st.DataObject) -> None:
        with suppress(NotReleasable):
            release_booking(booking=data.draw(st.sampled_from(self._waiting())), now=NOW)

    @rule(size=st.integers(1, 2), end=st.sampled_from(ENDS))
    def join_the_queue(self, size: int, end: str) -> None:
        """Whoever finds no seats on the first day's train waits for them."""
        with suppress(SeatsFree, TooManyWaiting, NothingToWaitFor), transaction.atomic():
            join(size, destination=end)

    @rule()
    def serve_the_queue(self) -> None:
        serve_queues(now=NOW)

    @precondition(lambda self: self.tickets)
    @rule(data=st.data(), end=st.sampled_from(ENDS))
    def begin_exchange(self, data: st.DataObject, end: str) -> None:
        booking, numbers = self._some_passengers(data)
        train = data.draw(st.sampled_from(self.trains))
        try:
            with transaction.atomic():
                offer = offer_exchange(
                    booking=booking, dated_trip_id=train.pk, origin="VITEBSK", destination=end,
                    passenger_numbers=numbers, now=NOW,
                )  # fmt: skip
                done = confirm_exchange(offer=offer, channel="web", now=NOW)
        except (inventory.SoldOut, NotOnSale, ExchangeRefused):
            return
        if done.difference <= 0:
            self._replace(done.new_booking)

    @precondition(lambda self: self._waiting())
    @rule(data=st.data())
    def pay(self, data: st.DataObject) -> None:
        self._answer(data, Outcome.ACCEPTED)

    @precondition(lambda self: self._waiting())
    @rule(data=st.data(), outcome=st.sampled_from([Outcome.DECLINED, Outcome.ABANDONED]))
    def fail_to_pay(self, data: st.DataObject, outcome: Outcome) -> None:
        self._answer(data, outcome)

    @precondition(lambda self: self._waiting())
    @rule(data=st.data(), recorded=st.booleans())
    def let_the_hold_end(self, data: st.DataObject, recorded: bool) -> None:
        let_hold_lapse(data.draw(st.sampled_from(self._waiting())))
        if recorded:
            expire_holds(now=NOW)

    @precondition(lambda self: Payment.objects.filter(status="captured").exists())
    @rule(data=st.data())
    def pay_a_second_time(self, data: st.DataObject) -> None:
        taken = Payment.objects.filter(status="captured", amount__gt=0).order_by("pk")
        if not taken:
            return
        payment = data.draw(st.sampled_from(list(taken)))
        again = make_payment(payment.booking, amount=payment.amount)
        assert bank_says(again).status == "refund_due"

    @precondition(lambda self: self.tickets)
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        booking, numbers = self._some_passengers(data)
        try:
            with transaction.atomic():
                offer = offer_refund(booking=booking, passenger_numbers=numbers, now=NOW)
                confirm_refund(offer=offer, now=NOW)
        except (RefundRefused, RefundOfferExpired):
            return
        gone = [one for one in self.tickets if one.booking == booking.pk and one.number in numbers]
        assert offer.paid == sum(one.worth for one in gone)
        self.kept[offer.currency] += offer.fee
        self.tickets = [one for one in self.tickets if one not in gone]

    @precondition(lambda self: len(self._running()) > 1)
    @rule(data=st.data())
    def cancel_a_train(self, data: st.DataObject) -> None:
        train = data.draw(st.sampled_from(self._running()))
        cancel_dated_trip(dated_trip=train, actor=None, now=NOW)
        tell_schedule_changes(now=NOW)
        train.refresh_from_db()

    @precondition(lambda self: self._running())
    @rule(data=st.data(), minutes=st.sampled_from([0, 20, 90]))
    def delay_a_train(self, data: st.DataObject, minutes: int) -> None:
        train = data.draw(st.sampled_from(self._running()))
        delay_dated_trip(dated_trip=train, delay_s=minutes * 60, actor=None, now=NOW)
        tell_schedule_changes(now=NOW)
        train.refresh_from_db()

    @precondition(lambda self: self._running())
    @rule(data=st.data())
    def give_a_train_another_set(self, data: st.DataObject) -> None:
        """A set of as many seats, in a coach of another number: everybody has to move, nobody may be lost."""
        train = data.draw(st.sampled_from(self._running()))
        self.sets += 1
        stock = make_rolling_stock(SEATS)
        stock.coaches.update(number=1 + self.sets)
        effect = change_stock(dated_trip=train, rolling_stock=stock, actor=None, now=NOW)
        assert effect
        assert effect.lost == 0
        tell_schedule_changes(now=NOW)
        train.refresh_from_db()

    @rule()
    def send_the_money(self) -> None:
        pay_refunds(now=NOW)
        assert not Refund.objects.filter(attempts__gt=0).exclude(status="sent").exists()

    # --- What must be true after each of them

    @invariant()
    def everybody_has_the_seat_of_their_ticket(self) -> None:
        for train in self.trains:
            sold = [one for one in self.tickets if one.train == train.pk]
            assert len(sold) == _sold_on(train), (sold, train.pk)
        paid = Booking.objects.filter(state="FULFILLED")
        assert {one.booking for one in self.tickets} == set(paid.values_list("pk", flat=True))

    @invariant()
    def the_bank_has_what_tickets_are_worth(self) -> None:
        taken = Payment.objects.filter(status__in=["captured", "refund_due", "refunded"])
        for currency in ("BYN", "RUB"):
            balance = sum((one.amount for one in taken if one.currency == currency), Decimal(0))
            back = Refund.objects.filter(currency=currency)
            balance -= sum((one.amount for one in back), Decimal(0))
            worth = sum((one.worth for one in self.tickets if one.currency == currency), self.kept[currency])
            assert balance == worth == _earned(currency)

    @invariant()
    def the_audit_finds_nothing(self) -> None:
        all_adds_up()

    # --- How the model follows

    def _answer(self, data: st.DataObject, outcome: Outcome) -> None:
        booking = data.draw(st.sampled_from(self._waiting()))
        pending = booking.payments.filter(status="pending").first()
        payment = pending or make_payment(booking, amount=booking.due)
        bank_says(payment, outcome=outcome)
        booking.refresh_from_db()
        if booking.state != Booking.State.FULFILLED:
            return
        if booking.exchanged_from_id:
            self._replace(booking)
        else:
            self._hand_out(booking)

    def _hand_out(self, booking: Booking) -> None:
        booking.refresh_from_db()
        assert booking.state == Booking.State.FULFILLED
        self.tickets += [
            Ticket(booking.pk, each.number, booking.dated_trip_id, each.price, booking.currency)
            for each in booking.passengers.all()
        ]

    def _replace(self, booking: Booking) -> None:
        """The new tickets are worth what the old ones were, more or less by what was paid or goes back."""
        lines = {line["number"]: line for line in booking.exchange_offer.passengers}
        for each in booking.passengers.select_related("replaces"):
            (old,) = [one for one in self.tickets if self._is(one, each.replaces)]
            self.tickets.remove(old)
            worth = old.worth + Decimal(lines[old.number]["difference"])
            ticket = Ticket(booking.pk, each.number, booking.dated_trip_id, worth, booking.currency)
            self.tickets.append(ticket)

    @staticmethod
    def _is(ticket: Ticket, passenger: object) -> bool:
        return (ticket.booking, ticket.number) == (passenger.booking_id, passenger.number)

    def _some_passengers(self, data: st.DataObject) -> tuple[Booking, list[int]]:
        key = data.draw(st.sampled_from(sorted({one.booking for one in self.tickets})))
        numbers = sorted(one.number for one in self.tickets if one.booking == key)
        return Booking.objects.get(pk=key), data.draw(
            st.lists(st.sampled_from(numbers), min_size=1, unique=True).map(sorted)
        )

    def _waiting(self) -> list[Booking]:
        """Bookings that may still be paid: held, or over with the bank perhaps not done."""
        waiting = Booking.objects.filter(state__in=["PREBOOKED", "RELEASED"]).order_by("pk")
        return [booking for booking in waiting if booking.due > 0]

    def _running(self) -> list[DatedTrip]:
        return [train for train in self.trains if train.state == DatedTrip.State.SCHEDULED]


def _earned(currency: str) -> Decimal:
    """What the ledger says was earned of money paid in a currency: at the bank, and not to be sent back."""
    ours = {"bank", "refunds_due"}
    found = [each.amount for each in ledger.balances() if each.account in ours and each.currency == currency]
    return sum(found, Decimal(0))


def _sold_on(train: DatedTrip) -> int:
    """The claims of paid bookings on a train, counted on the seats themselves."""
    coaches = inventory.seat_map(dated_trip_id=train.pk, span=Span(0, 1))
    taken = sum(seat.state == "taken" for coach in coaches for seat in coach.seats)
    held = Booking.objects.filter(dated_trip=train, state="PREBOOKED")
    return taken - sum(_held(booking) for booking in held)


def _held(booking: Booking) -> int:
    return booking.passengers.count() if booking.hold_expires_at and booking.hold_expires_at > NOW else 0


@pytest.mark.django_db
@pytest.mark.urls("tests.bookings.web_urls")
def test_whatever_happens_to_bookings_no_seat_and_no_kopeck_is_lost() -> None:
    load_rules()
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=int(os.environ.get("MACHINE_RUNS", "6")),  # 400 make 10,000 steps
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
