"""What a bank's statement says of the desks' money: bags of cash and cards of a shift, each met once."""

from datetime import date
from decimal import Decimal

import pytest

from bookings import ledger
from bookings.models import BankDifference, TillReceipt
from bookings.operations.close_shift import close_shift
from bookings.operations.import_statement import import_statement
from bookings.operations.move_cash import move_cash
from bookings.operations.take_at_desk import take_card, take_cash
from bookings.payments.camt053 import Statement, StatementLine, write_statement
from tests.bookings.till.desks import books_agree, held, make_shift
from tests.bookings.world import NOW
from tests.staff import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.bookings.web_urls")]
DAY = date(2027, 5, 14)
D = Decimal


def take_in(number: str, *lines: tuple[str, str]) -> None:
    rows = tuple(StatementLine(reference, D(amount), DAY, "") for reference, amount in lines)
    statement = Statement(
        number=number,
        account=f"BY{number}",
        currency="BYN",
        first_day=DAY,
        last_day=DAY,
        opening=D(0),
        closing=sum((row.amount for row in rows), D(0)),
        lines=rows,
    )
    content = write_statement(statement, made_at=NOW)
    import_statement(content=content, gateway="sandbox", by=make_staff(), now=NOW)


def on(account: str) -> Decimal:
    return sum((each.amount for each in ledger.balances() if each.account == account), D(0))


def test_bags_and_batches_are_met_once_and_other_sums_are_left_to_people() -> None:
    shift = make_shift(RUB="0")
    take_cash(booking=held(), shift=shift, handed=D("11.40"), now=NOW)
    take_card(booking=held(), shift=shift, now=NOW)
    out = TillReceipt.Kind.PAID_OUT
    for slip, amount in (("BAG-7", "30.00"), ("BAG-8", "20.00")):
        move_cash(shift=shift, kind=out, amount=D(amount), currency="BYN", reason="bank", slip=slip, now=NOW)
    closed = close_shift(
        shift=shift, counted=ledger.till_amounts(shift), pieces={}, by=shift.clerk, note="", now=NOW
    )
    assert (on("terminal"), on("transit")) == (D("11.40"), D("0.00"))  # the float came from there
    take_in("1", ("BAG-7", "30.00"), (closed.batch, "11.40"), ("BAG-8", "19.00"))
    assert on("bank") == D("41.40")
    assert (on("terminal"), on("transit")) == (D("0.00"), D("-30.00"))
    assert [(each.kind, each.bank_amount) for each in BankDifference.objects.all()] == [
        ("bank_only", D("19.00"))
    ]
    take_in("2", ("BAG-7", "30.00"))
    assert on("bank") == D("41.40")
    books_agree()
