"""A desk: what is taken and given back, what is refused, and what the database refuses whoever asks."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from bookings import ledger
from bookings.models import Booking, Payment, Refund, Shift, TerminalCharge, TillReceipt
from bookings.operations.close_shift import CardOpen, ReasonMissing, close_shift
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.load_rules import load_rules
from bookings.operations.lock_shift import ShiftClosed
from bookings.operations.move_cash import NothingMoved, move_cash
from bookings.operations.offer_refund import offer_refund
from bookings.operations.open_shift import NotAsLeft, ShiftOpen, open_shift
from bookings.operations.pay_out import TillTooEmpty, cash_due, pay_out_due, refund_at_desk
from bookings.operations.pay_refunds import pay_refunds
from bookings.operations.settle_open_payments import settle_open_payments
from bookings.operations.settle_payment import settle_payment
from bookings.operations.start_payment import AlreadyPaid, AtAnotherDesk, start_payment
from bookings.operations.take_at_desk import (
    NotEnoughHanded,
    ask_terminal,
    give_up_card,
    take_card,
    take_cash,
)
from bookings.payments.gateway import BankAnswer, Outcome
from bookings.payments.registry import UnknownGateway
from railway.accounts.models import User
from railway.accounts.roles import ACCOUNTANT, DESK_CLERK
from tests.bookings.till.desks import FLOAT, books_agree, held, make_shift, make_till
from tests.bookings.world import NOW, make_paid_booking
from tests.staff import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.bookings.web_urls")]
LATER = NOW.replace(hour=13)
D = Decimal


@pytest.fixture
def shift() -> Shift:
    load_rules()
    return make_shift()


def close(shift: Shift, by: User | None = None, note: str = "", **counted: str) -> Shift:
    sums = ledger.till_amounts(shift) | {currency: D(amount) for currency, amount in counted.items()}
    return close_shift(shift=shift, counted=sums, pieces={}, by=by or shift.clerk, note=note, now=LATER)


def test_cash_pays_for_tickets_and_the_change_is_no_business_of_the_till(shift: Shift) -> None:
    booking = held()
    receipt = take_cash(booking=booking, shift=shift, handed=D("20.00"), now=NOW)
    booking.refresh_from_db()
    assert booking.state == "FULFILLED"
    assert (receipt.number, receipt.amount, receipt.handed, receipt.tickets) == (1, D("11.40"), D("20.00"), 2)
    assert ledger.till_amounts(shift) == {"BYN": D("61.40"), "RUB": D("1000.00")}
    books_agree()


def test_less_than_is_due_takes_nothing(shift: Shift) -> None:
    booking = held()
    with pytest.raises(NotEnoughHanded):
        take_cash(booking=booking, shift=shift, handed=D("11.39"), now=NOW)
    assert not Payment.objects.exists()


def test_pressed_twice_the_cash_is_taken_once(shift: Shift) -> None:
    booking = held()
    first = take_cash(booking=booking, shift=shift, handed=D("20.00"), now=NOW)
    assert take_cash(booking=booking, shift=shift, handed=D("20.00"), now=NOW) == first
    booking.refresh_from_db()
    assert take_cash(booking=booking, shift=shift, handed=D("20.00"), now=NOW) == first
    assert ledger.till_amounts(shift)["BYN"] == D("61.40")


def test_what_was_paid_elsewhere_is_not_taken_again(shift: Shift) -> None:
    booking = make_paid_booking()
    with pytest.raises(AlreadyPaid):
        take_cash(booking=booking, shift=shift, handed=D("20.00"), now=NOW)
    assert ledger.till_amounts(shift) == FLOAT


def test_a_booking_that_waits_for_its_bank_is_paid_at_the_desk_once(shift: Shift) -> None:
    booking = held()
    web = start_payment(booking=booking, method="sandbox", return_url="/", now=NOW)
    take_cash(booking=booking, shift=shift, handed=D("11.40"), now=NOW)
    late = BankAnswer(event_id="late", charge_uuid=web.uuid, outcome=Outcome.ACCEPTED)
    assert settle_payment(answer=late, now=NOW).status == "refund_due"
    books_agree()


def test_nobody_pays_in_cash_without_a_clerk() -> None:
    for method in ("cash", "terminal"):
        with pytest.raises(UnknownGateway):
            start_payment(booking=held(), method=method, return_url="/", now=NOW)


def test_free_tickets_are_given_and_counted_with_what_was_lost(shift: Shift) -> None:
    booking = held(price=D("0.00"))
    booking.passengers.update(full_price=D("5.70"))
    receipt = take_cash(booking=booking, shift=shift, handed=D(0), now=NOW)
    assert (receipt.way, receipt.amount, receipt.tickets, receipt.lost) == ("nothing", 0, 2, D("11.40"))


def test_a_card_is_taken_with_the_number_of_its_slip(shift: Shift) -> None:
    taken = take_card(booking=held(), shift=shift, now=NOW, outcome="approve")
    assert taken.receipt
    assert taken.receipt.slip == TerminalCharge.objects.get().slip != ""
    assert ledger.till_amounts(shift) == FLOAT
    assert ledger.terminal_amounts(shift) == {"BYN": D("11.40")}
    books_agree()


def test_a_declined_card_leaves_the_seats_held(shift: Shift) -> None:
    booking = held()
    taken = take_card(booking=booking, shift=shift, now=NOW, outcome="decline")
    booking.refresh_from_db()
    assert (taken.payment.status, taken.receipt, booking.state) == ("declined", None, "PREBOOKED")
    assert take_cash(booking=booking, shift=shift, handed=D("11.40"), now=NOW).way == "cash"


def test_a_silent_terminal_is_asked_and_the_card_charged_once(shift: Shift) -> None:
    booking = held()
    taken = take_card(booking=booking, shift=shift, now=NOW, outcome="silent")
    assert (taken.payment.status, taken.receipt) == ("pending", None)
    asked = ask_terminal(payment=taken.payment, now=NOW)
    assert asked.receipt
    assert take_card(booking=booking, shift=shift, now=NOW).receipt == asked.receipt
    assert TerminalCharge.objects.count() == 1


def test_a_card_given_up_after_it_was_charged_has_paid(shift: Shift) -> None:
    taken = take_card(booking=held(), shift=shift, now=NOW, outcome="silent")
    assert give_up_card(payment=taken.payment, now=NOW).receipt
    books_agree()


def test_a_card_under_way_at_one_desk_is_refused_at_another(shift: Shift) -> None:
    booking = held()
    take_card(booking=booking, shift=shift, now=NOW, outcome="silent")
    with pytest.raises(AtAnotherDesk):
        take_cash(booking=booking, shift=make_shift(), handed=D("20.00"), now=NOW)


def test_what_was_paid_in_cash_comes_out_of_the_till(shift: Shift) -> None:
    booking = held()
    take_cash(booking=booking, shift=shift, handed=D("20.00"), now=NOW)
    offer = offer_refund(booking=_again(booking), passenger_numbers=[1], now=NOW)
    done = refund_at_desk(offer=offer, shift=shift, now=NOW)
    assert [(each.kind, each.amount, each.tickets) for each in done.receipts] == [("refund", D("5.70"), 1)]
    assert ledger.till_amounts(shift)["BYN"] == D("55.70")
    assert refund_at_desk(offer=offer, shift=shift, now=NOW).receipts == []
    books_agree()


def test_a_till_that_holds_too_little_pays_nothing_and_the_tickets_stay(shift: Shift) -> None:
    booking = held(price=D("40.00"))
    take_cash(booking=booking, shift=shift, handed=D("80.00"), now=NOW)
    move(shift, "paid_out", "100.00")
    offer = offer_refund(booking=_again(booking), now=NOW)
    with pytest.raises(TillTooEmpty):
        refund_at_desk(offer=offer, shift=shift, now=NOW)
    booking.refresh_from_db()
    assert booking.state == "FULFILLED"
    assert not Refund.objects.exists()


def test_cards_and_banks_get_back_what_was_theirs_and_the_till_keeps_its_cash(shift: Shift) -> None:
    card = held()
    take_card(booking=card, shift=shift, now=NOW)
    offer = offer_refund(booking=_again(card), now=NOW)
    assert [each.way for each in refund_at_desk(offer=offer, shift=shift, now=NOW).receipts] == ["card"]
    web = make_paid_booking()
    done = refund_at_desk(offer=offer_refund(booking=web, now=NOW), shift=shift, now=NOW)
    assert (done.receipts, done.by_bank) == ([], {"BYN": D("11.40")})
    assert ledger.till_amounts(shift) == FLOAT
    assert ledger.terminal_amounts(shift) == {"BYN": D("0.00")}
    books_agree()


def test_cash_owed_waits_for_a_clerk_not_for_a_worker(shift: Shift) -> None:
    booking = held()
    take_cash(booking=booking, shift=shift, handed=D("20.00"), now=NOW)
    confirm_refund(offer=offer_refund(booking=_again(booking), now=NOW), now=NOW)
    assert pay_refunds(now=LATER) == 0
    assert cash_due(booking) == {"BYN": D("11.40")}
    assert len(pay_out_due(booking=booking, shift=shift, now=LATER)) == 1
    assert (cash_due(booking), pay_out_due(booking=booking, shift=shift, now=LATER)) == ({}, [])
    books_agree()


def move(shift: Shift, kind: str, amount: str, currency: str = "BYN") -> TillReceipt:
    return move_cash(
        shift=shift,
        kind=TillReceipt.Kind(kind),
        amount=D(amount),
        currency=currency,
        reason="to the bank",
        slip="BAG-1",
        now=NOW,
    )


def test_no_more_is_taken_out_than_the_till_holds(shift: Shift) -> None:
    with pytest.raises(TillTooEmpty):
        move(shift, "paid_out", "50.01")
    with pytest.raises(NothingMoved):
        move(shift, "paid_in", "0.00")
    move(shift, "paid_out", "50.00")
    assert ledger.till_amounts(shift)["BYN"] == 0


def test_a_difference_is_posted_and_the_next_shift_opens_with_what_was_left(shift: Shift) -> None:
    take_cash(booking=held(), shift=shift, handed=D("20.00"), now=NOW)
    close(shift, BYN="61.00")
    row = shift.cash.get(currency="BYN")
    assert (row.expected, row.counted) == (D("61.40"), D("61.00"))
    differences = [each for each in ledger.balances() if each.account == "till_difference"]
    assert [(each.currency, each.amount) for each in differences] == [("BYN", D("0.40"))]
    clerk = make_staff(DESK_CLERK)
    with pytest.raises(NotAsLeft):
        open_shift(till=shift.till, clerk=clerk, counted=FLOAT, now=LATER)
    following = make_shift(shift.till, clerk, BYN="61.00")
    assert (following.number, ledger.till_amounts(following)["BYN"]) == (2, D("61.00"))
    books_agree()


def test_a_closed_shift_takes_nothing_any_more(shift: Shift) -> None:
    close(shift)
    with pytest.raises(ShiftClosed):
        take_cash(booking=held(), shift=shift, handed=D("20.00"), now=NOW)
    with pytest.raises(ShiftClosed):
        move(shift, "paid_in", "1.00")
    with pytest.raises(ShiftClosed):
        close(shift)


def test_a_shift_is_not_closed_over_a_card_without_an_answer(shift: Shift) -> None:
    payment = start_payment(booking=held(), method="terminal", return_url="/", now=NOW, shift=shift)
    TerminalCharge.objects.update(status="open")
    with pytest.raises(CardOpen):
        close(shift)
    TerminalCharge.objects.update(status="approved")
    close(shift)
    assert TillReceipt.objects.get(payment=payment).shift == shift
    books_agree()


def test_a_card_that_answers_after_the_closing_belongs_to_no_shift(shift: Shift) -> None:
    payment = start_payment(booking=held(), method="terminal", return_url="/", now=NOW, shift=shift)
    Payment.objects.filter(pk=payment.pk).update(status="abandoned")
    close(shift)
    answer = BankAnswer(event_id=str(uuid4()), charge_uuid=payment.uuid, outcome=Outcome.ACCEPTED)
    assert settle_payment(answer=answer, now=LATER).status == "captured"
    assert ledger.terminal_amounts(shift) == {}
    books_agree()


def test_a_worker_that_asks_the_terminal_writes_the_receipt_too(shift: Shift) -> None:
    take_card(booking=held(), shift=shift, now=NOW, outcome="silent")
    settle_open_payments(now=LATER)
    assert TillReceipt.objects.get().shift == shift


def test_a_clerk_and_a_till_have_one_open_shift(shift: Shift) -> None:
    with pytest.raises(ShiftOpen):
        open_shift(till=make_till(), clerk=shift.clerk, counted=FLOAT, now=NOW)
    with pytest.raises(ShiftOpen):
        open_shift(till=shift.till, clerk=make_staff(DESK_CLERK), counted=FLOAT, now=NOW)
    for name in ("shift_open_once_a_till", "shift_open_once_a_clerk"):
        other = {"till": make_till()} if name.endswith("clerk") else {"clerk": make_staff(DESK_CLERK)}
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Shift.objects.create(
                **{"till": shift.till, "clerk": shift.clerk, "number": 9, "opened_at": NOW} | other
            )


def test_somebody_else_closes_a_shift_with_a_word_only(shift: Shift) -> None:
    accountant = make_staff(ACCOUNTANT)
    with pytest.raises(ReasonMissing):
        close(shift, by=accountant)
    assert close(shift, by=accountant, note="fell ill").closed_by == accountant


@pytest.mark.parametrize(
    ("sql", "refusal"),
    [
        ("UPDATE bookings_shift SET closed_at = NULL, closed_by_id = NULL", "is closed"),
        ("UPDATE bookings_shiftcash SET counted = 1", "is closed"),
        ("DELETE FROM bookings_tillreceipt", "never changed or deleted"),
        ("UPDATE bookings_tillreceipt SET amount = 1", "never changed"),
        (
            """INSERT INTO bookings_ledgertransaction (
                cause, cause_id, at, posted_at, gateway, reference, opened_in, shift_id
            ) SELECT 'sale', 0, now(), now(), '', '', 0, id FROM bookings_shift""",
            "is closed",
        ),
    ],
)
def test_the_database_keeps_what_is_closed(shift: Shift, sql: str, refusal: str) -> None:
    take_cash(booking=held(), shift=shift, handed=D("20.00"), now=NOW)
    close(shift)
    with pytest.raises(IntegrityError, match=refusal), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_lets_no_till_hold_less_than_nothing(shift: Shift) -> None:
    cause = ledger.Cause(kind="cash_moved", key=0, at=NOW, shift=shift)  # type: ignore[arg-type]  # its value
    lines = [
        ledger.Line(account="till", amount=D("-50.01"), currency="BYN"),  # type: ignore[arg-type]
        ledger.Line(account="transit", amount=D("50.01"), currency="BYN"),  # type: ignore[arg-type]
    ]
    with pytest.raises(IntegrityError, match="would hold"), transaction.atomic():
        ledger.post(cause, lines)


def _again(booking: Booking) -> Booking:
    booking.refresh_from_db()
    return booking
