"""What a till posts: cash counted at both ends of a shift, cash paid in or taken out, money come to the bank."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from bookings.ledger.book import Cause, Line, post
from bookings.models import (
    BankLine,
    LedgerAccount,
    LedgerCause,
    LedgerEntry,
    LedgerTransaction,
    Shift,
    TillReceipt,
)
from bookings.models.choices import Currency

Posted = LedgerTransaction | None
Amounts = Mapping[str, Decimal]


def till_amounts(shift: Shift) -> dict[str, Decimal]:
    """This function tells what a till's drawer holds by the ledger in each currency, now or when the shift ended."""
    moved = (
        LedgerEntry.objects.filter(transaction__shift=shift, account=LedgerAccount.TILL)
        .order_by()
        .values_list("currency")
        .annotate(Sum("amount"))
    )
    held = dict.fromkeys(Currency.values, Decimal(0)) | {
        each.currency: each.carried for each in shift.cash.all()
    }
    for currency, amount in moved:
        held[currency] += amount
    return held


def terminal_amounts(shift: Shift) -> dict[str, Decimal]:
    """This function tells what cards brought in a shift, less what went back to them, by currency."""
    moved = LedgerEntry.objects.filter(transaction__shift=shift, account=LedgerAccount.TERMINAL)
    return dict(moved.order_by().values_list("currency").annotate(Sum("amount")))


def post_opening(*, shift: Shift, more: Amounts, is_first: bool) -> Posted:
    """This function posts by how much the drawer held more than the last shift left in it, or less (below nothing).

    A till's first float came from the bank; after that, what isn't as it was left is a difference.
    """
    other = LedgerAccount.TRANSIT if is_first else LedgerAccount.TILL_DIFFERENCE
    cause = Cause(kind=LedgerCause.SHIFT_OPENED, key=shift.pk, at=shift.opened_at, shift=shift)
    return post(cause, _lines(more, other))


def post_closing(*, shift: Shift, more: Amounts, at: datetime) -> Posted:
    """This function posts by how much the drawer holds more than it should at the closing, or less."""
    cause = Cause(kind=LedgerCause.SHIFT_CLOSED, key=shift.pk, at=at, shift=shift)
    return post(cause, _lines(more, LedgerAccount.TILL_DIFFERENCE))


def post_cash_moved(*, receipt: TillReceipt) -> Posted:
    """This function posts cash paid into a till, or taken out of it to the bank."""
    is_in = receipt.kind == TillReceipt.Kind.PAID_IN
    cause = Cause(
        kind=LedgerCause.CASH_MOVED,
        key=receipt.pk,
        at=receipt.at,
        shift=receipt.shift,
        reference=receipt.slip,
    )
    amount = receipt.amount if is_in else -receipt.amount
    return post(cause, _lines({receipt.currency: amount}, LedgerAccount.TRANSIT))


def post_arrival(*, line: BankLine, account: LedgerAccount, at: datetime) -> Posted:
    """This function posts that the bank has put money of the desks on our account, as its statement's line says."""
    cause = Cause(
        kind=LedgerCause.ARRIVED,
        key=line.pk,
        at=at,
        gateway=line.statement.gateway,
        reference=line.reference,
    )
    currency = line.statement.currency
    return post(
        cause,
        [
            Line(account=LedgerAccount.BANK, amount=line.amount, currency=currency),
            Line(account=account, amount=-line.amount, currency=currency),
        ],
    )


def _lines(more: Amounts, other: LedgerAccount) -> Iterator[Line]:
    for currency, amount in sorted(more.items()):
        yield Line(account=LedgerAccount.TILL, amount=amount, currency=currency)
        yield Line(account=other, amount=-amount, currency=currency)
