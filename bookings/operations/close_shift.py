"""The end of a shift: what the drawer holds is counted, what differs is posted, and nothing enters it any more."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from bookings import ledger
from bookings.models import Payment, Shift
from bookings.operations.lock_shift import lock_shift
from bookings.operations.take_at_desk import ask_terminal
from bookings.payments.desk import TERMINAL
from bookings.payments.gateway import BankRefused
from railway.accounts.models import User


class CardOpen(Exception):
    """A card payment of the shift has no answer yet: the shift can't be closed over it."""

    def __init__(self, payment: Payment) -> None:
        super().__init__(str(payment.uuid))
        self.payment = payment


class ReasonMissing(Exception):
    """Somebody else's shift is closed with a word about why."""


def close_shift(
    *,
    shift: Shift,
    counted: Mapping[str, Decimal],
    pieces: Mapping[str, Mapping[str, int]],
    by: User,
    note: str,
    now: datetime,
) -> Shift:
    """This function closes a shift with what was counted, by currency, and returns it; it is final.

    What is more or less than expected is posted as a difference, and the next shift of the till opens with what was
    counted. Card payments without an answer are asked about first. Raises ShiftClosed, CardOpen, ReasonMissing.
    """
    if by.pk != shift.clerk_id and not note.strip():
        raise ReasonMissing
    for payment in _open_cards(shift):
        try:
            ask_terminal(payment=payment, now=now)
        except BankRefused as refusal:
            raise CardOpen(payment) from refusal
    return _close(shift, counted, pieces, by, note, now)


@transaction.atomic
def _close(
    shift: Shift,
    counted: Mapping[str, Decimal],
    pieces: Mapping[str, Mapping[str, int]],
    by: User,
    note: str,
    now: datetime,
) -> Shift:
    held = lock_shift(shift.pk)
    if payment := _open_cards(held).first():
        raise CardOpen(payment)
    expected = ledger.till_amounts(held)
    found = {currency: counted.get(currency, Decimal(0)) for currency in expected}
    more = {currency: found[currency] - amount for currency, amount in expected.items()}
    ledger.post_closing(shift=held, more=more, at=now)
    for row in held.cash.all():
        row.expected, row.counted = expected[row.currency], found[row.currency]
        row.pieces = dict(pieces.get(row.currency, {}))
        row.save(update_fields=["expected", "counted", "pieces"])
    held.closed_at, held.closed_by, held.note = now, by, " ".join(note.split())[:300]
    held.batch = batch_of(held) if any(ledger.terminal_amounts(held).values()) else ""
    held.save(update_fields=["closed_at", "closed_by", "note", "batch"])
    return held


def miscounted(*, shift: Shift, counted: Mapping[str, Decimal]) -> list[str]:
    """This function lists the currencies whose count isn't what the receipts come to; a slip of the pen, perhaps."""
    expected = ledger.till_amounts(shift)
    return [currency for currency, amount in expected.items() if counted.get(currency, Decimal(0)) != amount]


def batch_of(shift: Shift) -> str:
    """This function gives the reference by which the bank pays what a shift's cards brought, as statements keep it."""
    return f"t{shift.till_id}n{shift.number}"


def _open_cards(shift: Shift) -> QuerySet[Payment]:
    return (
        Payment.objects.filter(shift=shift, status=Payment.Status.PENDING, gateway=TERMINAL)
        .select_related("booking")
        .order_by("pk")
    )
