"""Any order of sales, refunds, cash moved and shifts changed: the drawer, the ledger and the receipts say the same."""

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from bookings import ledger
from bookings.models import Booking, LedgerEntry, Payment, RefundRule, Shift, TillReceipt
from bookings.operations.close_shift import close_shift
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.move_cash import move_cash
from bookings.operations.offer_refund import offer_refund
from bookings.operations.open_shift import open_shift
from bookings.operations.pay_out import TillTooEmpty, pay_out_due, refund_at_desk
from bookings.operations.pay_refunds import pay_refunds
from bookings.operations.take_at_desk import ask_terminal, give_up_card, take_card, take_cash
from tests.bookings.machines import CountingMachine, run_machine
from tests.bookings.till.desks import FLOAT, books_agree, held, make_shift
from tests.bookings.world import NOW, make_train

sums = st.integers(1, 9_999).map(lambda kopecks: Decimal(kopecks) / 100)
currencies = st.sampled_from(["BYN", "RUB"])
Kind = TillReceipt.Kind
HAPPENINGS = [
    "cash", "cards", "cards without an answer", "cash given back", "card given back", "cash owed paid out",
    "till too empty", "cash brought", "cash taken out", "shifts closed",
]  # fmt: skip


class Desk(CountingMachine):
    """The model is what a clerk would count in the drawer, and what the terminal would print."""

    @initialize()
    def begin(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        RefundRule.objects.create(
            seat_mode="open", valid_from="2026-01-01", minutes_before_departure=0, share_percent=50
        )
        self.train = make_train(seat_mode="open")
        self.shift: Shift = make_shift()
        self.drawer, self.cards = dict(FLOAT), {"BYN": Decimal(0), "RUB": Decimal(0)}
        self.differences = {"BYN": Decimal(0), "RUB": Decimal(0)}
        self.sold: list[tuple[Booking, str]] = []
        self.owed: list[tuple[Booking, Decimal]] = []  # in cash, to who gave tickets back on the web
        self.silent: list[Payment] = []  # cards whose terminal has not answered

    @rule(price=sums, more=sums, currency=currencies, card=st.booleans())
    def sell(self, price: Decimal, more: Decimal, currency: str, card: bool) -> None:
        booking = held(self.train, price=price, currency=currency)
        if card:
            assert take_card(booking=booking, shift=self.shift, now=NOW).receipt
        else:
            take_cash(booking=booking, shift=self.shift, handed=booking.total + more, now=NOW)
        place = self.cards if card else self.drawer
        place[currency] += booking.total
        booking.refresh_from_db()
        self.sold.append((booking, "card" if card else "cash"))
        self.count("cards" if card else "cash")

    @rule(price=sums, currency=currencies)
    def run_a_card_without_an_answer(self, price: Decimal, currency: str) -> None:
        booking = held(self.train, price=price, currency=currency)
        taken = take_card(booking=booking, shift=self.shift, now=NOW, outcome="silent")
        assert taken.receipt is None
        self.silent.append(taken.payment)
        self.count("cards without an answer")

    @precondition(lambda self: self.silent)
    @rule(gives_up=st.booleans())
    def ask_the_terminal(self, gives_up: bool) -> None:
        """It was charged all the same, and can't be given up any more."""
        payment = self.silent.pop()
        assert (give_up_card if gives_up else ask_terminal)(payment=payment, now=NOW).receipt
        self._charged(payment)

    @precondition(lambda self: self.sold)
    @rule(at=st.integers(0, 99), whole=st.booleans())
    def give_back(self, at: int, whole: bool) -> None:
        """One passenger of two or both, once a booking."""
        booking, way = self.sold.pop(at % len(self.sold))
        offer = offer_refund(booking=booking, passenger_numbers=None if whole else [1], now=NOW)
        place = self.cards if way == "card" else self.drawer
        try:
            refund_at_desk(offer=offer, shift=self.shift, now=NOW)
        except TillTooEmpty:
            assert way == "cash"
            assert place[offer.currency] < offer.amount
            self.count("till too empty")
            return
        place[offer.currency] -= offer.amount
        self.count(f"{way} given back")

    @precondition(lambda self: [way for _booking, way in self.sold if way == "cash"])
    @rule(at=st.integers(0, 99))
    def give_back_on_the_web(self, at: int) -> None:
        """Cash is owed then, and waits for a clerk, not for a worker."""
        in_cash = [booking for booking, way in self.sold if way == "cash"]
        booking = in_cash[at % len(in_cash)]
        self.sold.remove((booking, "cash"))
        offer = confirm_refund(offer=offer_refund(booking=booking, now=NOW), now=NOW)
        if offer.amount:
            self.owed.append((booking, offer.amount))
        pay_refunds(now=NOW)

    @precondition(lambda self: self.owed)
    @rule()
    def pay_out(self) -> None:
        booking, amount = self.owed.pop()
        if amount > self.drawer[booking.currency]:
            with pytest.raises(TillTooEmpty):
                pay_out_due(booking=booking, shift=self.shift, now=NOW)
            return
        (receipt,) = pay_out_due(booking=booking, shift=self.shift, now=NOW)
        assert receipt.amount == amount
        self.drawer[booking.currency] -= amount
        self.count("cash owed paid out")

    @rule(amount=sums, currency=currencies, is_in=st.booleans())
    def move(self, amount: Decimal, currency: str, is_in: bool) -> None:
        kind = Kind.PAID_IN if is_in else Kind.PAID_OUT
        told = {"shift": self.shift, "kind": kind, "amount": amount, "currency": currency, "now": NOW}
        if not is_in and amount > self.drawer[currency]:
            with pytest.raises(TillTooEmpty):
                move_cash(**told, reason="bank", slip="")  # type: ignore[arg-type]  # as told
            return
        move_cash(**told, reason="bank", slip="")  # type: ignore[arg-type]  # as told
        self.drawer[currency] += amount if is_in else -amount
        self.count("cash brought" if is_in else "cash taken out")

    @rule(off=st.integers(-100, 100), currency=currencies)
    def change_shifts(self, off: int, currency: str) -> None:
        found = dict(self.drawer)
        found[currency] = max(Decimal(0), found[currency] + Decimal(off) / 100)
        self.differences[currency] += found[currency] - self.drawer[currency]
        clerk = self.shift.clerk
        close_shift(shift=self.shift, counted=found, pieces={}, by=clerk, note="", now=NOW)
        while self.silent:  # the closing has asked the terminal itself
            self._charged(self.silent.pop())
        self.shift = open_shift(till=self.shift.till, clerk=clerk, counted=found, now=NOW)
        self.drawer, self.cards = found, {"BYN": Decimal(0), "RUB": Decimal(0)}
        self.count("shifts closed")

    def _charged(self, payment: Payment) -> None:
        self.cards[payment.currency] += payment.amount
        self.sold.append((Booking.objects.get(pk=payment.booking_id), "card"))

    @invariant()
    def drawer_ledger_and_receipts_agree(self) -> None:
        self.count("steps")
        assert ledger.till_amounts(self.shift) == self.drawer
        of_tills = LedgerEntry.objects.filter(account="till")
        assert {each.currency: each.amount for each in ledger.balances() if each.account == "till"} == {
            currency: amount for currency, amount in self.drawer.items() if of_tills.filter(currency=currency)
        }
        cards = {"BYN": Decimal(0), "RUB": Decimal(0)} | ledger.terminal_amounts(self.shift)
        assert cards == self.cards
        lost = {
            each.currency: -each.amount for each in ledger.balances() if each.account == "till_difference"
        }
        assert {"BYN": Decimal(0), "RUB": Decimal(0)} | lost == self.differences
        books_agree()

    def teardown(self) -> None:
        super().teardown()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)


@pytest.mark.django_db
@pytest.mark.urls("tests.bookings.web_urls")
def test_the_drawer_holds_float_and_sales_less_refunds_and_what_was_taken_out() -> None:
    run_machine(Desk, runs=6, steps=15, must_happen=HAPPENINGS)
