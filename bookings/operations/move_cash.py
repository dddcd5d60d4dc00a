"""Cash brought into a till, or taken out of it to the bank."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from bookings import ledger
from bookings.models import Shift, TillReceipt
from bookings.operations.lock_shift import lock_shift
from bookings.operations.pay_out import TillTooEmpty
from bookings.operations.till_receipts import write_receipt

Kind = TillReceipt.Kind


class NothingMoved(Exception):
    """The sum isn't above nothing, or no reason was given."""


@transaction.atomic
def move_cash(
    *,
    shift: Shift,
    kind: TillReceipt.Kind,
    amount: Decimal,
    currency: str,
    reason: str,
    slip: str,
    now: datetime,
) -> TillReceipt:
    """This function pays cash into a till, or takes it out to the bank, and returns the receipt.

    `slip` is the number of the bag: the bank's statement is known by it again. Raises NothingMoved, TillTooEmpty,
    ShiftClosed.
    """
    words = " ".join(reason.split())
    if amount <= 0 or not words:
        raise NothingMoved
    held = lock_shift(shift.pk)
    there = ledger.till_amounts(held)[currency]
    if kind == Kind.PAID_OUT and amount > there:
        raise TillTooEmpty(amount, there, currency)
    receipt = write_receipt(
        held,
        kind=kind,
        way=TillReceipt.Way.CASH,
        currency=currency,
        amount=amount,
        reason=words[:200],
        slip=slip.strip()[:64],
        at=now,
    )
    ledger.post_cash_moved(receipt=receipt)
    return receipt
