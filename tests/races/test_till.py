"""Desks at one moment: a double press, two clerks, a closing. Money moves once, a closed shift stays as counted.

Each control runs the race above it with the guard away, where it must fail.
"""

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from unittest.mock import patch

import pytest

from bookings import ledger
from bookings.models import Booking, Payment, Refund, RefundRule, Shift, TerminalCharge, TillReceipt
from bookings.operations import confirm_refund as returning
from bookings.operations import move_cash as moving
from bookings.operations import open_shift as opening
from bookings.operations import pay_out
from bookings.operations import start_payment as starting
from bookings.operations.close_shift import close_shift
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.lock_shift import ShiftClosed
from bookings.operations.move_cash import move_cash
from bookings.operations.offer_refund import offer_refund
from bookings.operations.open_shift import ShiftOpen, open_shift
from bookings.operations.pay_out import TillTooEmpty, pay_out_due, refund_at_desk
from bookings.operations.start_payment import AlreadyPaid, AtAnotherDesk
from bookings.operations.take_at_desk import take_card, take_cash
from railway.accounts.roles import DESK_CLERK
from tests.bookings.till.desks import FLOAT, books_agree, held, make_shift, make_till
from tests.bookings.world import NOW, make_train
from tests.races.conftest import Race, without_row_locks, without_triggers
from tests.staff import make_staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.bookings.web_urls")]
PRICE = Decimal("11.40")
OPENED = FLOAT["BYN"]
RACERS = 6


def in_drawers() -> Decimal:
    return sum((ledger.till_amounts(shift)["BYN"] for shift in Shift.objects.all()), Decimal(0))


def take(booking: Booking, shift: Shift) -> TillReceipt:
    return take_cash(booking=Booking.objects.get(pk=booking.pk), shift=shift, handed=PRICE, now=NOW)


# --- Cash and cards are taken once


def two_desks_take_cash(race: Race) -> None:
    booking, shifts = held(), [make_shift(), make_shift()]
    outcome = race(RACERS, lambda racer: take(booking, shifts[racer % 2]).shift_id)
    assert outcome.unexpected(AlreadyPaid) == []
    assert len(set(outcome.results.values())) == 1
    assert in_drawers() == 2 * OPENED + PRICE
    assert TillReceipt.objects.count() == 1
    books_agree()


def cash_is_pressed_twice(race: Race) -> None:
    booking, shift = held(), make_shift()
    outcome = race(RACERS, lambda _racer: take(booking, shift).pk)
    assert outcome.errors == {}
    assert len(set(outcome.results.values())) == 1
    assert in_drawers() == OPENED + PRICE


def a_card_is_run_at_two_desks(race: Race) -> None:
    booking, shifts = held(), [make_shift(), make_shift()]
    outcome = race(RACERS, lambda racer: take_card(booking=booking, shift=shifts[racer % 2], now=NOW))
    assert outcome.unexpected(AlreadyPaid, AtAnotherDesk) == []
    assert TerminalCharge.objects.filter(status="approved").count() == 1
    assert TillReceipt.objects.get().amount == PRICE
    books_agree()


TAKING = [two_desks_take_cash, cash_is_pressed_twice, a_card_is_run_at_two_desks]


@pytest.mark.parametrize("taken_once", TAKING)
def test_money_is_taken_once(race: Race, taken_once: Callable[[Race], None]) -> None:
    taken_once(race)


@pytest.mark.parametrize("taken_once", TAKING)
def test_control_without_the_lock_of_the_booking(race: Race, taken_once: Callable[[Race], None]) -> None:
    with without_row_locks(starting, "_pending", racers=RACERS), pytest.raises(AssertionError):
        taken_once(race)


# --- It is given back once


def sold(shift: Shift) -> Booking:
    RefundRule.objects.create(valid_from=date(2026, 1, 1), minutes_before_departure=0, share_percent=50)
    booking = held()
    take(booking, shift)
    booking.refresh_from_db()
    return booking


def tickets_are_returned_twice(race: Race) -> None:
    shifts = [make_shift(), make_shift()]
    booking = sold(shifts[0])
    offer = offer_refund(booking=booking, now=NOW)
    outcome = race(RACERS, lambda racer: refund_at_desk(offer=offer, shift=shifts[racer % 2], now=NOW))
    assert outcome.errors == {}
    assert Refund.objects.get().amount == PRICE / 2
    assert in_drawers() == 2 * OPENED + PRICE / 2
    books_agree()


def cash_owed_is_paid_out_at_two_desks(race: Race) -> None:
    shifts = [make_shift(), make_shift()]
    booking = sold(shifts[0])
    confirm_refund(offer=offer_refund(booking=booking, now=NOW), now=NOW)
    outcome = race(RACERS, lambda racer: pay_out_due(booking=booking, shift=shifts[racer % 2], now=NOW))
    assert outcome.errors == {}
    assert sum(map(len, outcome.results.values())) == 1
    assert in_drawers() == 2 * OPENED + PRICE / 2
    books_agree()


def test_what_was_paid_in_cash_is_returned_once(race: Race) -> None:
    tickets_are_returned_twice(race)


def test_control_without_the_lock_of_what_is_returned(race: Race) -> None:
    with (
        without_row_locks(returning, "_still_travelling", racers=RACERS),
        pytest.raises(AssertionError),
    ):
        tickets_are_returned_twice(race)


def test_cash_that_is_owed_is_paid_out_once(race: Race) -> None:
    cash_owed_is_paid_out_at_two_desks(race)


def test_control_without_the_lock_of_what_is_owed(race: Race) -> None:
    with without_row_locks(pay_out, "_sums", racers=RACERS), pytest.raises(AssertionError):
        cash_owed_is_paid_out_at_two_desks(race)


# --- A drawer never holds less than nothing


def take_out(shift: Shift) -> TillReceipt:
    out = TillReceipt.Kind.PAID_OUT
    return move_cash(shift=shift, kind=out, amount=OPENED, currency="BYN", reason="bank", slip="", now=NOW)


def all_of_a_drawer_is_taken_out_twice(race: Race) -> None:
    shift = make_shift()
    outcome = race(RACERS, lambda _racer: take_out(shift))
    assert outcome.unexpected(TillTooEmpty) == []
    assert len(outcome.results) == 1
    assert in_drawers() == 0


def test_a_drawer_is_emptied_once(race: Race) -> None:
    all_of_a_drawer_is_taken_out_twice(race)


def test_control_without_lock_and_triggers_more_is_taken_out_than_was_there(race: Race) -> None:
    with (
        without_triggers("till_holds_enough", "bookings_ledgerentry"),
        without_row_locks(moving, "lock_shift", racers=RACERS),
        patch.object(moving, "write_receipt", _receipt_without_number),
        pytest.raises(AssertionError),
    ):
        all_of_a_drawer_is_taken_out_twice(race)
    assert in_drawers() < 0


def _receipt_without_number(shift: Shift, **values: object) -> TillReceipt:
    """Numbers that are given once are a guard too: without them each racer gets one of its own."""
    return TillReceipt.objects.create(shift=shift, number=time.perf_counter_ns() % 2_000_000_000, **values)


# --- A shift is opened once


def clerks_open_one_till(race: Race) -> None:
    till, clerks = make_till(), [make_staff(DESK_CLERK) for _each in range(RACERS)]
    outcome = race(RACERS, lambda racer: open_shift(till=till, clerk=clerks[racer], counted=FLOAT, now=NOW))
    assert outcome.unexpected(ShiftOpen) == []
    assert len(outcome.results) == Shift.objects.count() == 1


def a_clerk_opens_several_tills(race: Race) -> None:
    clerk, tills = make_staff(DESK_CLERK), [make_till() for _each in range(RACERS)]
    outcome = race(RACERS, lambda racer: open_shift(till=tills[racer], clerk=clerk, counted=FLOAT, now=NOW))
    assert outcome.unexpected(ShiftOpen) == []
    assert len(outcome.results) == Shift.objects.count() == 1


OPENING = [clerks_open_one_till, a_clerk_opens_several_tills]


@pytest.mark.parametrize("opened_once", OPENING)
def test_a_shift_is_opened_once(race: Race, opened_once: Callable[[Race], None]) -> None:
    opened_once(race)


@pytest.mark.parametrize("opened_once", OPENING)
def test_control_without_the_locks_the_database_has_to_refuse_it(
    race: Race, opened_once: Callable[[Race], None]
) -> None:
    with without_row_locks(opening, "_refuse_second", racers=RACERS), pytest.raises(AssertionError):
        opened_once(race)
    assert Shift.objects.count() == 1


# --- A sale is in a closed shift or not


def close(shift: Shift) -> Shift:
    """As the clerk counted it before the last passengers came."""
    return close_shift(shift=shift, counted=FLOAT, pieces={}, by=shift.clerk, note="", now=NOW)


def sell_while_closing(race: Race) -> None:
    train, shifts = make_train(seats=24), [make_shift() for _each in range(4)]
    bookings = [held(train) for _each in range(8)]
    post_closing = ledger.post_closing

    def post_slowly(**told: object) -> object:
        time.sleep(0.5)  # what is sold meanwhile waits, and is refused
        return post_closing(**told)  # type: ignore[arg-type]  # as it was told

    def act(racer: int) -> None:
        if racer < len(bookings):
            take(bookings[racer], shifts[racer % 4])
        else:
            close(shifts[racer - len(bookings)])

    with patch.object(ledger, "post_closing", post_slowly):
        outcome = race(12, act)
    assert outcome.unexpected(ShiftClosed) == []
    taken = Payment.objects.filter(status="captured").count()
    assert taken + outcome.count(ShiftClosed) == 8
    assert Booking.objects.filter(state="FULFILLED").count() == taken
    for shift in shifts:
        cash = shift.cash.get(currency="BYN")
        assert cash.expected == OPENED + PRICE * shift.receipts.count()
    books_agree()


def test_a_sale_is_wholly_in_the_closed_shift_or_not_at_all(race: Race) -> None:
    sell_while_closing(race)


def test_control_without_lock_and_trigger_money_enters_a_closed_shift(race: Race) -> None:
    """Three more guards stand behind the lock: each way into the ledger and the receipts looks whether it is open."""
    with (
        without_triggers("till_shift_is_open", "bookings_ledgertransaction", "bookings_tillreceipt"),
        without_row_locks(starting, "_pending", racers=1),
        patch("bookings.ledger.causes._open_shift", lambda payment: payment.shift),
        patch("bookings.operations.till_receipts.open_shift_of_payment", lambda payment: payment.shift),
        patch("bookings.operations.take_at_desk.lock_shift", lambda key: Shift.objects.get(pk=key)),
        pytest.raises(AssertionError),
    ):
        sell_while_closing(race)
    assert "tills_not_as_counted" in ledger.audit_ledger().found
