"""The bank's statement against the ledger: each difference is found once and kept with its words."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from bookings.models import BankDifference, BankStatement, Booking, Payment, SandboxCharge
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.explain_difference import NothingSaid, explain_difference
from bookings.operations.import_statement import OtherStatement, StatementTaken, import_statement
from bookings.operations.load_rules import load_rules
from bookings.operations.offer_refund import offer_refund
from bookings.operations.pay_refunds import pay_refunds
from bookings.operations.reconcile import reconcile_again
from bookings.operations.settle_payment import settle_payment
from bookings.operations.start_payment import start_payment
from bookings.payments.camt053 import Statement, StatementLine, write_statement
from bookings.payments.charges import charge_of
from bookings.payments.registry import gateway_named
from bookings.payments.sandbox.statement import statement_of
from railway.accounts.models import User
from tests.bookings.exchange_world import ADULT, PERSON
from tests.bookings.true_line import NOW, book, make_true_train
from tests.staff import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.bookings.web_urls")]
TODAY = date(2027, 5, 14)
LATER = NOW + timedelta(days=1)
STRANGER = StatementLine("f00d", Decimal("3.00"), TODAY, "Card payment")


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The sandbox bank reads the wall clock."""
    with time_machine.travel(NOW, tick=False):
        load_rules()
        yield


@pytest.fixture
def accountant() -> User:
    return make_staff()


def buy(*, now: datetime = NOW, settled: bool = True) -> Booking:
    """A booking paid through the sandbox bank, which keeps its own book."""
    booking = book(make_true_train(), ADULT, now=now, email="a@example.org", passengers=[PERSON])
    payment = start_payment(booking=booking, method="sandbox", return_url="/", now=now, outcome="accept")
    if settled:
        settle(payment, now)
    booking.refresh_from_db()
    return booking


def settle(payment: Payment, now: datetime) -> None:
    answer = gateway_named("sandbox").ask_state(charge_of(payment), now=now)
    assert answer
    settle_payment(answer=answer, now=now)


def of_the_bank(day: date = TODAY) -> Statement:
    return statement_of(currency="BYN", first_day=day, last_day=day, now=LATER)


def with_lines(statement: Statement, *lines: StatementLine) -> Statement:
    closing = sum((line.amount for line in lines), statement.opening)
    return replace(statement, lines=lines, closing=closing)


def take(statement: Statement, by: User, now: datetime = LATER) -> StatementTaken:
    content = write_statement(statement, made_at=now)
    (taken,) = import_statement(content=content, gateway="sandbox", by=by, now=now)
    return taken


def differences() -> list[tuple[str, str, Decimal | None, Decimal | None]]:
    rows = BankDifference.objects.order_by("id")
    return list(rows.values_list("kind", "state", "bank_amount", "ledger_amount"))


def test_payments_and_refunds_of_a_day_agree(accountant: User) -> None:
    booking = buy()
    confirm_refund(offer=offer_refund(booking=booking, now=NOW), now=NOW)
    pay_refunds(now=NOW)
    buy()
    statement = of_the_bank()
    assert len(statement.lines) == 3
    assert take(statement, accountant).is_new
    assert differences() == []


def test_money_the_ledger_does_not_know_is_found(accountant: User) -> None:
    buy()
    statement = of_the_bank()
    take(with_lines(statement, *statement.lines, STRANGER), accountant)
    assert differences() == [("bank_only", "open", Decimal("3.00"), None)]


def test_a_payment_taken_twice_by_the_bank_is_found(accountant: User) -> None:
    booking = buy()
    statement = of_the_bank()
    take(with_lines(statement, *statement.lines, *statement.lines), accountant)
    assert differences() == [("bank_only", "open", booking.total, None)]


def test_a_payment_the_bank_does_not_know_is_found(accountant: User) -> None:
    booking = buy()
    take(with_lines(of_the_bank()), accountant)
    assert differences() == [("ledger_only", "open", None, booking.total)]


def test_another_sum_is_found(accountant: User) -> None:
    booking = buy()
    statement = of_the_bank()
    wrong = replace(statement.lines[0], amount=booking.total + 1)
    take(with_lines(statement, wrong), accountant)
    assert differences() == [("other_sum", "open", booking.total + 1, booking.total)]


def test_a_reference_in_other_letters_is_the_same(accountant: User) -> None:
    payment = buy().payments.get()
    statement = of_the_bank()
    take(with_lines(statement, replace(statement.lines[0], reference=str(payment.uuid).upper())), accountant)
    assert differences() == []


def test_what_the_bank_booked_before_midnight_and_we_after_it_agrees(accountant: User) -> None:
    """The answer was lost; we asked the next day."""
    payment = buy(settled=False).payments.get()
    SandboxCharge.objects.update(decided_at=NOW)
    take(of_the_bank(), accountant, now=NOW + timedelta(hours=10))
    assert differences() == [("bank_only", "open", payment.amount, None)]
    settle(payment, NOW + timedelta(hours=11))
    assert reconcile_again(now=LATER) == 0
    assert [row[:2] for row in differences()] == [("bank_only", "found")]
    take(of_the_bank(TODAY + timedelta(days=1)), accountant)
    assert len(differences()) == 1


def test_what_comes_in_the_next_statement_is_found_later(accountant: User) -> None:
    buy()
    whole = of_the_bank()
    take(with_lines(whole), accountant)
    tomorrow = TODAY + timedelta(days=1)
    lines = [replace(line, day=tomorrow) for line in whole.lines]
    take(with_lines(replace(of_the_bank(tomorrow), opening=Decimal(0)), *lines), accountant)
    assert [row[:2] for row in differences()] == [("ledger_only", "found")]
    (note,) = BankDifference.objects.get().notes.all()
    assert (note.by, note.state) == (None, "found")


def test_a_posting_that_then_meets_another_sum_stays_one_difference(accountant: User) -> None:
    booking = buy()
    whole = of_the_bank()
    take(with_lines(whole), accountant)
    tomorrow = TODAY + timedelta(days=1)
    wrong = replace(whole.lines[0], day=tomorrow, amount=Decimal("1.00"))
    take(with_lines(replace(of_the_bank(tomorrow), opening=Decimal(0)), wrong), accountant)
    assert differences() == [("other_sum", "open", Decimal("1.00"), booking.total)]


def test_the_same_statement_counts_once(accountant: User) -> None:
    buy()
    statement = of_the_bank()
    bank = with_lines(statement, *statement.lines, STRANGER)
    take(bank, accountant)
    assert not take(bank, accountant).is_new
    assert (BankStatement.objects.count(), len(differences())) == (1, 1)


@pytest.mark.parametrize("number", ["SB-BYN-20270514-20270514", "another"])
def test_other_lines_for_the_same_days_are_refused(accountant: User, number: str) -> None:
    buy()
    statement = of_the_bank()
    take(statement, accountant)
    with pytest.raises(OtherStatement):
        take(with_lines(replace(statement, number=number), *statement.lines, STRANGER), accountant)
    assert BankStatement.objects.count() == 1


def test_a_gap_between_two_statements_is_told(accountant: User) -> None:
    buy()
    assert take(of_the_bank(), accountant).gap == 0
    day_after_next = of_the_bank(TODAY + timedelta(days=2))
    assert take(replace(day_after_next, opening=Decimal(0), closing=Decimal(0)), accountant).gap < 0


def test_a_difference_is_closed_with_a_word_and_its_history_stays(accountant: User) -> None:
    take(with_lines(of_the_bank(), STRANGER), accountant)
    difference = BankDifference.objects.get()
    with pytest.raises(NothingSaid):
        explain_difference(difference=difference, words="  ", by=accountant, now=LATER)
    explain_difference(difference=difference, words="Rent of the \n kiosk", by=accountant, now=LATER)
    assert reconcile_again(now=LATER) == 0
    explain_difference(difference=difference, words="Not ours", by=accountant, now=LATER, reopen=True)
    notes = [(note.state, note.words, note.by) for note in difference.notes.all()]
    assert notes == [("explained", "Rent of the kiosk", accountant), ("open", "Not ours", accountant)]
    assert reconcile_again(now=LATER) == 1
