"""The life of bookings in any order, in a model: holds, payments, exchanges, refunds, the queue, trains that change.

Payments are accepted, declined, given up, late and doubled, for one train or, with one charge, for the way there and
back; some take a bicycle; trains are late, get another set, are cancelled; parties wait for seats and are offered them.
The model knows only this: who travels on which train and stretch, with a bicycle or without, what each person's ticket
is worth, and what the bank was paid and asked to give back, each currency by itself. After each step seats, places,
tickets, money and ledger must agree with it to the kopeck; at the end the ledger, lost as a whole, must be written
again as it was.
"""

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import QuerySet
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from bookings import inventory, ledger
from bookings.inventory import Span
from bookings.ledger.missing import post_missing
from bookings.models import (
    Booking,
    Passenger,
    Payment,
    Refund,
    RefundOffer,
    SandboxCharge,
    WaitingEntry,
)
from bookings.offers import NotOnSale, PartyMember, PartyRefused
from bookings.operations.confirm_exchange import confirm_exchange
from bookings.operations.confirm_refund import RefundOfferExpired, confirm_refund
from bookings.operations.exchange_terms import ExchangeRefused
from bookings.operations.expire_holds import expire_holds
from bookings.operations.follow_queue import serve_queues
from bookings.operations.join_queue import NothingToWaitFor, SeatsFree, TooManyWaiting
from bookings.operations.load_rules import load_rules
from bookings.operations.lock_booking import HoldExpired
from bookings.operations.offer_exchange import offer_exchange
from bookings.operations.offer_refund import RefundRefused, offer_refund
from bookings.operations.release_booking import NotReleasable, release_booking
from bookings.operations.settle_payment import settle_payment
from bookings.operations.start_checkout import start_checkout
from bookings.operations.tell_schedule_changes import tell_schedule_changes
from bookings.payments.gateway import BankAnswer, Outcome
from bookings.queries import held_together
from tests.bookings.exchange_world import ADULT, PERSON, all_adds_up, bank_says, buy, let_hold_lapse, pay
from tests.bookings.ledger.books import everything, lose_the_ledger
from tests.bookings.machines import PayingMachine, run_machine
from tests.bookings.true_line import CALLS, DAY, NOW, book, make_true_train
from tests.bookings.waiting.waiting_world import join
from tests.bookings.world import make_payment
from tests.factories import make_rolling_stock
from timetables.models import Coach, DatedTrip
from timetables.operations import cancel_dated_trip, change_stock, delay_dated_trip

SEATS = 4
ENDS = ["ZAOLSHA", "RUDNYA", "SMOLENSK"]
PENSIONER = PartyMember("BY", "BY_PENSIONER_SEASON", date(1950, 4, 12))
CHILD = PartyMember("RU", None, date(2023, 4, 12))
HAPPENINGS = [
    "bookings paid", "bank: accepted", "bank: declined", "bank: abandoned", "paid twice", "lapsed", "let go",
    "refunded", "tickets exchanged", "waited", "offered to who waited", "trips held", "trips paid with one charge",
    "parts of trips refunded", "parts of trips exchanged", "bicycles sold", "bicycles refused",
    "bicycles without a place", "bicycles left behind", "trains cancelled", "sets changed",
]  # fmt: skip
PARTIES = [(ADULT,), (PENSIONER,), (ADULT, ADULT), (ADULT, CHILD), (PENSIONER, CHILD)]


class NoRoom(Exception):
    """A train of a trip has no room: then nothing of the trip is kept."""


@dataclass(eq=False)
class Ticket:
    """One person's ticket: where it holds, what it takes along and what was really paid for it so far."""

    booking: int
    number: int
    train: int
    legs: range
    bicycle: bool
    worth: Decimal
    currency: str


class Life(PayingMachine):
    """Three trains of four seats and a place for one bicycle; bookings in every state that the rules lead to."""

    @initialize()
    def open_trains(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.trains = [make_true_train(day=DAY + timedelta(days=one), seats=SEATS) for one in range(3)]
        Coach.objects.update(bicycle_places=1)
        self.racks = {train.pk: 1 for train in self.trains}
        self.sets = 0
        self.tickets: list[Ticket] = []
        self.kept: dict[str, Decimal] = defaultdict(Decimal)  # what the railway kept of tickets returned
        for party in [(ADULT, ADULT), (ADULT, ADULT)]:  # the first train is full, so that parties wait for it
            self._hand_out(buy(self.trains[0], *party))
        if trip := self._hold_trip(self.trains[1:], (ADULT,), bicycle=True, currency="BYN"):
            self._settle(trip, Outcome.ACCEPTED)

    def teardown(self) -> None:
        self.count("offered to who waited", WaitingEntry.objects.filter(booking__isnull=False).count())
        super().teardown()
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
        bicycle=st.booleans(),
    )
    def buy(
        self, data: st.DataObject, party: tuple[PartyMember, ...], end: str, currency: str, bicycle: bool
    ) -> None:
        train = data.draw(st.sampled_from(self.trains))
        if booking := self._book(train, party, bicycle, destination=end, currency=currency):
            pay(booking)
            self._hand_out(booking)

    @rule(data=st.data(), party=st.sampled_from(PARTIES), end=st.sampled_from(ENDS), bicycle=st.booleans())
    def hold(self, data: st.DataObject, party: tuple[PartyMember, ...], end: str, bicycle: bool) -> None:
        self._book(data.draw(st.sampled_from(self.trains)), party, bicycle, destination=end)

    @rule(
        data=st.data(),
        party=st.sampled_from(PARTIES),
        currency=st.sampled_from(["BYN", "RUB"]),
        bicycle=st.booleans(),
        pays=st.booleans(),
    )
    def go_there_and_back(
        self, data: st.DataObject, party: tuple[PartyMember, ...], currency: str, bicycle: bool, pays: bool
    ) -> None:
        """Seats on two trains or on none, to be paid with one charge."""
        pair = data.draw(st.lists(st.sampled_from(self.trains), min_size=2, max_size=2, unique=True))
        trip = self._hold_trip(pair, party, bicycle=bicycle, currency=currency)
        if trip and pays:
            self._settle(trip, Outcome.ACCEPTED)

    @precondition(lambda self: self._waiting())
    @rule(data=st.data())
    def let_go(self, data: st.DataObject) -> None:
        with suppress(NotReleasable):
            release_booking(booking=data.draw(st.sampled_from(self._waiting())), now=NOW)
            self.count("let go")

    @rule(size=st.integers(1, 2), end=st.sampled_from(ENDS))
    def join_the_queue(self, size: int, end: str) -> None:
        """Whoever finds no seats on the first day's train waits for them."""
        with suppress(SeatsFree, TooManyWaiting, NothingToWaitFor), transaction.atomic():
            join(size, destination=end)
            self.count("waited")

    @rule()
    def serve_the_queue(self) -> None:
        serve_queues(now=NOW)

    @precondition(lambda self: self.tickets)
    @rule(data=st.data(), end=st.sampled_from(ENDS))
    def begin_exchange(self, data: st.DataObject, end: str) -> None:
        booking, numbers = self._some_passengers(data)
        others = [train for train in self._running() if train.pk != booking.dated_trip_id]
        train = data.draw(st.sampled_from(others or self.trains))
        try:
            with transaction.atomic():
                offer = offer_exchange(
                    booking=booking, dated_trip_id=train.pk, origin="VITEBSK", destination=end,
                    passenger_numbers=numbers, now=NOW,
                )  # fmt: skip
                done = confirm_exchange(offer=offer, channel="web", now=NOW)
        except (inventory.SoldOut, NotOnSale, ExchangeRefused):
            return
        except PartyRefused:  # the bicycle stands in the train's last place until the exchange is paid
            assert train.pk == booking.dated_trip_id
            return
        self.count("exchanges begun")
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
        """Of a trip the holds end at one moment."""
        for booking in held_together(data.draw(st.sampled_from(self._waiting())), now=NOW):
            let_hold_lapse(booking)
        if recorded:
            self.count("lapsed", expire_holds(now=NOW))

    @precondition(lambda self: Payment.objects.filter(status="captured").exists())
    @rule(data=st.data())
    def pay_a_second_time(self, data: st.DataObject) -> None:
        taken = Payment.objects.filter(status="captured", amount__gt=0).order_by("pk")
        if not taken:
            return
        payment = data.draw(st.sampled_from(list(taken)))
        again = make_payment(payment.booking, amount=payment.amount)
        assert bank_says(again).status == "refund_due"
        self.count("paid twice")

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
        self.count("refunded", len(gone))
        self.count("parts of trips refunded", booking.journey is not None)

    @precondition(lambda self: len(self._running()) > 1)
    @rule(data=st.data())
    def cancel_a_train(self, data: st.DataObject) -> None:
        train = data.draw(st.sampled_from(self._running()))
        cancel_dated_trip(dated_trip=train, actor=None, now=NOW)
        tell_schedule_changes(now=NOW)
        train.refresh_from_db()
        self.count("trains cancelled")

    @precondition(lambda self: self._running())
    @rule(data=st.data(), minutes=st.sampled_from([0, 20, 90]))
    def delay_a_train(self, data: st.DataObject, minutes: int) -> None:
        train = data.draw(st.sampled_from(self._running()))
        delay_dated_trip(dated_trip=train, delay_s=minutes * 60, actor=None, now=NOW)
        tell_schedule_changes(now=NOW)
        train.refresh_from_db()

    @precondition(lambda self: self._running())
    @rule(data=st.data(), racks=st.integers(0, 2))
    def give_a_train_another_set(self, data: st.DataObject, racks: int) -> None:
        """A set of as many seats, in a coach of another number: everybody has to move, nobody may be lost.

        Bicycles may lose their place: what it cost goes back, and the ticket is worth so much less.
        """
        train = data.draw(st.sampled_from(self._running()))
        self.sets += 1
        stock = make_rolling_stock(SEATS)
        stock.coaches.update(number=1 + self.sets, bicycle_places=racks)
        effect = change_stock(dated_trip=train, rolling_stock=stock, actor=None, now=NOW)
        assert effect
        assert effect.lost == 0
        self.racks[train.pk] = racks
        self._unload(train)
        tell_schedule_changes(now=NOW)
        train.refresh_from_db()
        self.count("sets changed")

    # --- What must be true after each of them

    @invariant()
    def everybody_has_the_seat_of_their_ticket(self) -> None:
        for train in self.trains:
            sold = [one for one in self.tickets if one.train == train.pk]
            assert len(sold) == _sold_on(train), (sold, train.pk)
        paid = Booking.objects.filter(state="FULFILLED")
        assert {one.booking for one in self.tickets} == set(paid.values_list("pk", flat=True))

    @invariant()
    def every_bicycle_has_a_place_and_no_leg_too_many(self) -> None:
        for train in self.trains:
            riders = [one.legs for one in self.tickets if one.train == train.pk and one.bicycle]
            riders += [_legs(each) for each in _held_on(train) for _one in _with_bicycle(each)]
            for leg in range(len(CALLS) - 1):
                left = inventory.places_left(spans={train.pk: Span(leg, leg + 1)})[train.pk]["bicycle"]
                assert left == self.racks[train.pk] - sum(leg in legs for legs in riders)
                assert left >= 0

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
        self.count("steps")
        all_adds_up()

    # --- How the model follows

    def _book(
        self, train: DatedTrip, party: tuple[PartyMember, ...], bicycle: bool, **fields: object
    ) -> Booking | None:
        """Seats held, the first passenger perhaps with a bicycle; None where there is no room."""
        first = replace(PERSON, ancillaries={"bicycle": 1}) if bicycle else PERSON
        people = [first, *[PERSON] * (len(party) - 1)]
        try:
            with transaction.atomic():
                return book(train, *party, email="kovaleva@example.org", passengers=people, **fields)
        except (inventory.SoldOut, NotOnSale):
            return None
        except PartyRefused as refused:
            if {problem.code for problem in refused.problems} != {"ancillary_sold_out"}:
                raise
            self.count("bicycles refused")
            return None

    def _hold_trip(
        self, trains: list[DatedTrip], party: tuple[PartyMember, ...], *, bicycle: bool, currency: str
    ) -> Booking | None:
        journey = uuid4()
        with suppress(NoRoom), transaction.atomic():
            for way, train in enumerate(trains):
                if not self._book(train, party, bicycle, currency=currency, journey=journey):
                    raise NoRoom
                Booking.objects.filter(journey=journey, dated_trip=train).update(way=way)
            self.count("trips held")
        return Booking.objects.filter(journey=journey).first()

    def _answer(self, data: st.DataObject, outcome: Outcome) -> None:
        self._settle(data.draw(st.sampled_from(self._waiting())), outcome)

    def _settle(self, booking: Booking, outcome: Outcome) -> None:
        """The bank says what it did; one charge may be for several bookings."""
        payment = self._under_way(booking)
        if payment is None:
            return
        self.count(f"bank: {outcome}")
        bookings = _bank_says(payment, outcome)
        for each in bookings:
            self._follow(each)
        paid_for = sum(each.state == Booking.State.FULFILLED for each in bookings)
        if len(bookings) > 1 and outcome is Outcome.ACCEPTED:
            self.count("trips paid with one charge" if paid_for == len(bookings) else "trips paid in part")

    def _under_way(self, booking: Booking) -> Payment | None:
        """What is open at the bank, or is opened; nobody can go to pay for a trip that is lost, only for a booking."""
        pending = booking.payments.filter(status="pending").first()
        if pending or len(held_together(booking, now=NOW)) == 1:
            return pending or make_payment(booking, amount=booking.due)
        try:
            with transaction.atomic():
                return start_checkout(booking=booking, method="sandbox", return_url="/", now=NOW)
        except HoldExpired:  # a train of the trip is cancelled
            return None

    def _follow(self, booking: Booking) -> None:
        if booking.state != Booking.State.FULFILLED or booking.pk in {one.booking for one in self.tickets}:
            return
        if booking.exchanged_from_id:
            self._replace(booking)
        else:
            self._hand_out(booking)

    def _hand_out(self, booking: Booking) -> None:
        booking.refresh_from_db()
        assert booking.state == Booking.State.FULFILLED
        self.tickets += [_ticket(booking, each, each.price) for each in booking.passengers.all()]
        self.count("bookings paid")
        self.count("bicycles sold", _with_bicycle(booking).count())

    def _unload(self, train: DatedTrip) -> None:
        """A passenger whose bicycle has no place any more has got back what it cost."""
        for one in self.tickets:
            passenger = Passenger.objects.get(booking=one.booking, number=one.number)
            if one.train == train.pk and one.bicycle and not passenger.ancillaries:
                returned = RefundOffer.objects.filter(
                    booking=one.booking, rule__reason="train_changed"
                ).latest("pk")
                (line,) = [each for each in returned.passengers if each["number"] == one.number]
                one.worth, one.bicycle = one.worth - Decimal(line["amount"]), False
                self.count("bicycles without a place")

    def _replace(self, booking: Booking) -> None:
        """The new tickets are worth what the old ones were, more or less by what was paid or goes back."""
        lines = {line["number"]: line for line in booking.exchange_offer.passengers}
        for each in booking.passengers.select_related("replaces"):
            (old,) = [one for one in self.tickets if self._is(one, each.replaces)]
            self.tickets.remove(old)
            worth = old.worth + Decimal(lines[old.number]["difference"])
            self.tickets.append(_ticket(booking, each, worth))
            self.count("tickets exchanged")
            self.count("bicycles left behind", old.bicycle and not each.ancillaries)
        self.count("parts of trips exchanged", booking.journey is not None)

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


def _ticket(booking: Booking, passenger: Passenger, worth: Decimal) -> Ticket:
    return Ticket(
        booking=booking.pk,
        number=passenger.number,
        train=booking.dated_trip_id,
        legs=_legs(booking),
        bicycle=bool(passenger.ancillaries),
        worth=worth,
        currency=booking.currency,
    )


def _legs(booking: Booking) -> range:
    return range(booking.from_position, booking.to_position)


def _with_bicycle(booking: Booking) -> QuerySet[Passenger]:
    return booking.passengers.filter(ancillaries__bicycle=1)


def _bank_says(payment: Payment, outcome: Outcome) -> list[Booking]:
    """This function lets the bank answer for a charge and returns the bookings that it is for, as they are now."""
    checkout = payment.checkout
    if checkout is None:
        bank_says(payment, outcome=outcome)
        return [Booking.objects.get(pk=payment.booking_id)]
    accepted = outcome is Outcome.ACCEPTED
    SandboxCharge.objects.filter(merchant_reference=str(checkout.uuid)).update(
        status="accepted" if accepted else "declined"
    )
    event = f"answer for a trip {uuid4()}"
    settle_payment(answer=BankAnswer(event_id=event, charge_uuid=checkout.uuid, outcome=outcome), now=NOW)
    return list(Booking.objects.filter(payments__checkout=checkout))


def _earned(currency: str) -> Decimal:
    """What the ledger says was earned of money paid in a currency: at the bank, and not to be sent back."""
    ours = {"bank", "refunds_due"}
    found = [each.amount for each in ledger.balances() if each.account in ours and each.currency == currency]
    return sum(found, Decimal(0))


def _sold_on(train: DatedTrip) -> int:
    """The claims of paid bookings on a train, counted on the seats themselves."""
    coaches = inventory.seat_map(dated_trip_id=train.pk, span=Span(0, 1))
    taken = sum(seat.state == "taken" for coach in coaches for seat in coach.seats)
    return taken - sum(booking.passengers.count() for booking in _held_on(train))


def _held_on(train: DatedTrip) -> QuerySet[Booking]:
    return Booking.objects.filter(dated_trip=train, state="PREBOOKED", hold_expires_at__gt=NOW)


@pytest.mark.django_db
@pytest.mark.urls("tests.bookings.web_urls")
def test_whatever_happens_to_bookings_no_seat_and_no_kopeck_is_lost() -> None:
    load_rules()
    run_machine(Life, runs=6, steps=25, must_happen=HAPPENINGS)  # MACHINE_RUNS=700 makes some 10,000 steps
