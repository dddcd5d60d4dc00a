"""Any order of going to pay, answers (late, twice, of charges given up), lapsed holds, lost seats, cancelled trains and
returns, for trips of two trains that are paid with one charge.

After each step: no charge is half settled, nobody is charged more than was asked for nor given more than was charged,
what a booking paid is its price or on its way back, and seats, tickets and the ledger agree with it.
"""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from bookings.inventory import SoldOut
from bookings.models import Booking, Checkout, Payment, SandboxCharge
from bookings.offers import NotOnSale
from bookings.operations.change_currency import change_currencies
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.expire_holds import expire_holds
from bookings.operations.hold_journey import retake_journey
from bookings.operations.load_rules import load_rules
from bookings.operations.lock_booking import HoldExpired, NotHeld
from bookings.operations.offer_refund import RefundRefused, offer_refund
from bookings.operations.release_booking import NotReleasable, release_booking
from bookings.operations.settle_open_payments import settle_open_payments
from bookings.operations.settle_payment import settle_payment
from bookings.operations.start_checkout import CurrenciesDiffer, start_checkout
from bookings.operations.start_payment import AlreadyPaid, start_payment
from bookings.payments.gateway import BankAnswer, Outcome
from bookings.payments.sandbox.decision import CHOICES, decide
from tests.bookings.exchange_world import ADULT, PERSON, all_adds_up, let_hold_lapse
from tests.bookings.machines import PayingMachine, run_machine
from tests.bookings.true_line import DAY, NOW, book, make_true_train
from timetables.operations import cancel_dated_trip

UNPAYABLE = (HoldExpired, AlreadyPaid, CurrenciesDiffer)
HAPPENINGS = [
    "trips held", "charges opened", "parts paid alone", "bank: accepted", "bank: declined", "lapsed", "taken again",
    "parts refunded",
]  # fmt: skip
OUTCOMES = {"accept": Outcome.ACCEPTED, "decline": Outcome.DECLINED, "abandon": Outcome.ABANDONED}


class Checkouts(PayingMachine):
    """Three trains of three seats; trips of two trains each, held together."""

    @initialize()
    def open_trains(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.trains = [make_true_train(day=DAY + timedelta(days=one), seats=3) for one in range(3)]

    def teardown(self) -> None:
        super().teardown()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # --- What people, the bank and the clock do

    @rule(places=st.sampled_from([(0, 1), (1, 2), (0, 2)]), people=st.integers(1, 2))
    def hold(self, places: tuple[int, int], people: int) -> None:
        journey = uuid.uuid4()
        try:
            with transaction.atomic():
                for way, place in enumerate(places):
                    booking = book(
                        self.trains[place], *[ADULT] * people, passengers=[PERSON] * people, email="a@b.by"
                    )
                    Booking.objects.filter(pk=booking.pk).update(journey=journey, way=way)
        except (SoldOut, NotOnSale):
            return
        self.count("trips held")

    @precondition(lambda self: Booking.objects.exists())
    @rule(data=st.data(), alone=st.booleans())
    def go_to_pay(self, data: st.DataObject, alone: bool) -> None:
        start = start_payment if alone else start_checkout
        try:
            with transaction.atomic():
                start(booking=self._some_booking(data), method="sandbox", return_url="/", now=NOW)
        except UNPAYABLE:
            return
        self.count("parts paid alone" if alone else "charges opened")

    @precondition(lambda self: SandboxCharge.objects.exists())
    @rule(data=st.data(), choice=st.sampled_from(sorted(OUTCOMES)), copies=st.integers(1, 2))
    def the_bank_decides(self, data: st.DataObject, choice: str, copies: int) -> None:
        charge = data.draw(st.sampled_from(list(SandboxCharge.objects.order_by("pk"))))
        decided = decide(uuid=charge.uuid, choice=CHOICES[choice], now=NOW)
        outcome = Outcome.ACCEPTED if decided.status == "accepted" else Outcome.DECLINED
        for copy in range(copies):
            event = f"{charge.uuid} {decided.status} {copy // 2}"
            target = uuid.UUID(charge.merchant_reference)
            settle_payment(answer=BankAnswer(event_id=event, charge_uuid=target, outcome=outcome), now=NOW)
        self.count(f"bank: {outcome}")

    @rule(minutes=st.sampled_from([5, 600]))
    def the_bank_is_asked(self, minutes: int) -> None:
        settle_open_payments(now=NOW + timedelta(minutes=minutes))

    @precondition(lambda self: self._held())
    @rule(data=st.data(), recorded=st.booleans())
    def a_hold_ends(self, data: st.DataObject, recorded: bool) -> None:
        let_hold_lapse(data.draw(st.sampled_from(self._held())))
        if recorded:
            self.count("lapsed", expire_holds(now=NOW))

    @precondition(lambda self: Booking.objects.filter(state="RELEASED").exists())
    @rule(data=st.data())
    def take_again(self, data: st.DataObject) -> None:
        ended = list(Booking.objects.filter(state="RELEASED").order_by("pk"))
        try:
            with transaction.atomic():
                retake_journey(booking=data.draw(st.sampled_from(ended)), now=NOW, same_seats=False)
        except (SoldOut, NotOnSale, NotHeld):
            return
        self.count("taken again")

    @precondition(lambda self: self._held())
    @rule(data=st.data(), currency=st.sampled_from(["BYN", "RUB"]))
    def choose_the_currency(self, data: st.DataObject, currency: str) -> None:
        change_currencies(booking=data.draw(st.sampled_from(self._held())), currency=currency, now=NOW)

    @precondition(lambda self: self._held())
    @rule(data=st.data())
    def let_go(self, data: st.DataObject) -> None:
        try:
            release_booking(booking=data.draw(st.sampled_from(self._held())), now=NOW)
        except NotReleasable:
            return

    @precondition(lambda self: sum(train.state == "scheduled" for train in self.trains) > 1)
    @rule(data=st.data())
    def a_train_is_cancelled(self, data: st.DataObject) -> None:
        train = data.draw(st.sampled_from(self.trains))
        cancel_dated_trip(dated_trip=train, actor=None, now=NOW)
        train.refresh_from_db()

    @precondition(lambda self: Booking.objects.filter(state="FULFILLED").exists())
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        booking = data.draw(st.sampled_from(list(Booking.objects.filter(state="FULFILLED").order_by("pk"))))
        try:
            confirm_refund(offer=offer_refund(booking=booking, now=NOW), now=NOW)
        except RefundRefused:
            return
        self.count("parts refunded")

    # --- What must be true after each of them

    @invariant()
    def no_charge_is_half_settled(self) -> None:
        for checkout in Checkout.objects.all():
            payments = list(checkout.payments.all())
            assert sum(each.amount for each in payments) == checkout.amount
            assert len({each.status == "pending" for each in payments}) == 1
            taken = {
                each.status in {"captured", "refund_due", "refunded"} for each in payments if each.amount
            }
            assert len(taken) == 1

    @invariant()
    def nobody_gets_back_more_than_was_charged(self) -> None:
        for charge in SandboxCharge.objects.all():
            back = sum(map(Decimal, charge.refunded.values()), Decimal(0))
            assert back <= (charge.amount if charge.status == "accepted" else 0)

    @invariant()
    def who_has_tickets_paid_once(self) -> None:
        for booking in Booking.objects.filter(state="FULFILLED"):
            assert booking.payments.filter(status="captured").count() == 1
        assert not Payment.objects.filter(
            status="captured", booking__state__in=["PREBOOKED", "RELEASED"]
        ).exists()

    @invariant()
    def the_audit_finds_nothing(self) -> None:
        self.count("steps")
        all_adds_up()

    def _some_booking(self, data: st.DataObject) -> Booking:
        return data.draw(st.sampled_from(list(Booking.objects.order_by("pk"))))

    def _held(self) -> list[Booking]:
        held = Booking.objects.filter(state="PREBOOKED", hold_expires_at__gt=NOW)
        return list(held.order_by("pk"))


@pytest.mark.django_db
@pytest.mark.urls("tests.bookings.web_urls")
def test_trips_paid_at_once_lose_no_seat_and_no_kopeck() -> None:
    load_rules()
    run_machine(Checkouts, runs=8, steps=15, must_happen=HAPPENINGS)
