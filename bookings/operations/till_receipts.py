"""Every movement of money at a till gets a receipt with the next number of its shift."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, Sum

from bookings.models import Booking, Passenger, Payment, Refund, Shift, TillReceipt
from bookings.operations.lock_shift import ShiftClosed, lock_shift
from bookings.payments.desk import CASH

Kind, Way = TillReceipt.Kind, TillReceipt.Way


def write_receipt(shift: Shift, **values: Any) -> TillReceipt:
    """This function writes a receipt with the next number of a shift, whose row must be locked."""
    last = shift.receipts.aggregate(last=Max("number"))["last"] or 0
    return TillReceipt.objects.create(shift=shift, number=last + 1, **values)


def write_sale_receipt(*, payment: Payment, now: datetime) -> TillReceipt | None:
    """This function writes the receipt of money just taken at a desk, in the caller's transaction.

    None for what was not taken there, and for a card whose answer came after its shift was closed.
    """
    shift = open_shift_of_payment(payment)
    if shift is None or payment.booking is None:
        return None
    kept = payment.status == Payment.Status.CAPTURED
    return write_receipt(
        shift,
        kind=Kind.SALE,
        way=_way(payment),
        currency=payment.currency,
        amount=payment.amount,
        payment=payment,
        handed=payment.handed,
        slip=payment.gateway_reference if payment.gateway != CASH else "",
        at=now,
        **(_tickets(payment.booking) if kept else {}),
    )


def write_refund_receipt(
    *, refund: Refund, shift: Shift, tickets: int, lost: Decimal, now: datetime
) -> TillReceipt:
    """This function writes the receipt of money given back in a locked shift; `tickets` with their lost income."""
    return write_receipt(
        shift,
        kind=Kind.REFUND,
        way=_way(refund.payment),
        currency=refund.currency,
        amount=refund.amount,
        refund=refund,
        slip=refund.payment.gateway_reference if refund.payment.gateway != CASH else "",
        tickets=tickets,
        lost=lost,
        at=now,
    )


def open_shift_of_payment(payment: Payment) -> Shift | None:
    """This function locks the shift in which a payment is being taken; None without one, or once it is closed."""
    if payment.shift_id is None:
        return None
    try:
        return lock_shift(payment.shift_id)
    except ShiftClosed:
        return None


def _way(payment: Payment) -> TillReceipt.Way:
    if not payment.amount:
        return Way.NOTHING
    return Way.CASH if payment.gateway == CASH else Way.CARD


def _tickets(booking: Booking) -> dict[str, Any]:
    people = booking.passengers.filter(state=Passenger.State.ACTIVE)
    lost = people.aggregate(lost=Sum(F("full_price") - F("price")))["lost"]
    return {"tickets": people.count(), "lost": lost or Decimal(0)}
