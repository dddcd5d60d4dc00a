"""The audit sees each fault it is there for, and a ledger that was lost is written again as it was."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from bookings import ledger
from bookings.ledger.missing import post_missing
from bookings.models import (
    Booking,
    LedgerCause,
    LedgerEntry,
    LedgerTransaction,
    Payment,
    Refund,
    RefundOffer,
)
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.load_rules import load_rules
from bookings.operations.offer_refund import offer_refund
from bookings.operations.pay_refunds import pay_refunds
from tests.bookings.exchange_world import ADULT, buy, exchange
from tests.bookings.ledger.books import everything, lose_the_ledger
from tests.bookings.true_line import DAY, NOW, make_true_train
from tests.bookings.world import make_paid_booking

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.bookings.web_urls")]


@pytest.fixture(autouse=True)
def sold() -> None:
    """One booking exchanged, another returned with the money sent."""
    load_rules()
    exchange(
        buy(make_true_train(), ADULT, destination="RUDNYA"), make_true_train(day=DAY + timedelta(days=1))
    )
    returned = buy(make_true_train(day=DAY + timedelta(days=2)), ADULT)
    confirm_refund(offer=offer_refund(booking=returned, now=NOW), now=NOW)
    pay_refunds(now=NOW)
    assert ledger.audit_ledger().ok


def found() -> set[str]:
    return {name for name, count in ledger.audit_ledger().faults.items() if count}


def past_the_guards(sql: str, *values: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def lose(cause: LedgerCause) -> None:
    past_the_guards(
        "DELETE FROM bookings_ledgerentry e USING bookings_ledgertransaction t"
        " WHERE t.id = e.transaction_id AND t.cause = %s",
        cause.value,
    )
    past_the_guards("DELETE FROM bookings_ledgertransaction WHERE cause = %s", cause.value)


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (
            lambda: Payment.objects.filter(amount__gt=0).update(currency="RUB"),
            {"payments_not_as_posted"},
        ),
        (lambda: Payment.objects.update(status="declined"), {"payments_not_as_posted"}),
        (
            lambda: Refund.objects.update(amount=Decimal("0.01")),
            {"refunds_not_as_posted", "sent_refunds_not_as_posted"},
        ),
        (lambda: Refund.objects.update(status="due"), {"sent_refunds_not_as_posted"}),
        (lambda: Booking.objects.filter(state="FULFILLED").update(total=1), {"tickets_not_as_posted"}),
        (lambda: RefundOffer.objects.update(fee=1, paid=F("amount") + 1), {"tickets_not_as_posted"}),
    ],
    ids=["currency", "payment undone", "refund of another sum", "refund unsent", "worth", "kept"],
)
def test_what_is_changed_behind_the_ledger_is_found(change: Callable[[], object], faults: set[str]) -> None:
    change()
    assert found() == faults


@pytest.mark.parametrize(
    ("cause", "fault"),
    [
        (LedgerCause.SALE, "sales_not_posted"),
        (LedgerCause.EXCHANGE, "exchanges_not_posted"),
        (LedgerCause.RETURN, "returns_not_posted"),
        (LedgerCause.PAYMENT, "payments_not_as_posted"),
        (LedgerCause.REFUND, "refunds_not_as_posted"),
        (LedgerCause.REFUND_SENT, "sent_refunds_not_as_posted"),
    ],
)
def test_what_is_missing_is_found_and_posted_again(cause: LedgerCause, fault: str) -> None:
    before = everything()
    lose(cause)
    assert fault in found()
    assert {name for name, count in post_missing().items() if count} == {cause.value}
    assert everything() == before
    assert ledger.audit_ledger().ok


def test_a_ledger_that_was_lost_is_written_again_as_it_was() -> None:
    before = everything()
    lose_the_ledger()
    call_command("post_ledger")
    assert everything() == before


def test_to_post_what_is_missing_a_second_time_posts_nothing() -> None:
    count = LedgerEntry.objects.count()
    assert set(post_missing().values()) == {0}
    assert LedgerEntry.objects.count() == count


def test_a_command_that_finds_a_fault_says_so() -> None:
    Booking.objects.filter(state="FULFILLED").update(total=1)
    with pytest.raises(SystemExit):
        call_command("post_ledger")


def test_an_entry_of_another_sum_is_found() -> None:
    past_the_guards(
        "UPDATE bookings_ledgerentry SET amount = amount + 1 WHERE account = 'bank' AND amount > 0"
    )
    assert found() == {"unbalanced", "payments_not_as_posted"}


def test_a_conversion_at_another_rate_is_found() -> None:
    past_the_guards(
        "UPDATE bookings_ledgertransaction SET rate_value = rate_value * 1.1 WHERE cause = 'sale'"
    )
    assert found() == {"conversions_off_the_rate"}


def test_a_price_without_its_lines_is_sold_and_found() -> None:
    make_paid_booking()
    assert found() == {"fares_not_divided"}
    assert LedgerTransaction.objects.filter(cause="sale").count() == 4
