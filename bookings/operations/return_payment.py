"""Money that came but can't be kept goes back by itself."""

from datetime import datetime

from bookings import inventory, ledger
from bookings.models import Booking, BookingEvent, Notification, Payment, Refund
from bookings.notifications.outbox import enqueue
from bookings.operations.record_event import record_event
from bookings.operations.till_receipts import write_sale_receipt

ENDS_THE_HOLD = frozenset(
    {Refund.Reason.LATE_PAYMENT, Refund.Reason.TRAIN_CANCELLED, Refund.Reason.EXCHANGE_OVER}
)


def return_payment(*, booking: Booking, payment: Payment, reason: Refund.Reason, now: datetime) -> None:
    """This function orders the whole payment to be sent back and tells the passenger, in the caller's transaction.

    The booking's row must be locked. Where the seats are lost, the train doesn't run or
    there are no tickets to exchange any more, the hold ends with it. Of a booking that cost nothing beside others paid
    with the same charge there is nothing to send.
    """
    if reason in ENDS_THE_HOLD and booking.state == Booking.State.PREBOOKED:
        _end_hold(booking, now)
    if not payment.amount:
        payment.status = Payment.Status.ABANDONED
        payment.save(update_fields=["status", "settled_at", "gateway_reference"])
        return
    payment.status = Payment.Status.REFUND_DUE
    payment.save(update_fields=["status", "settled_at", "gateway_reference"])
    refund = Refund.objects.create(
        payment=payment, amount=payment.amount, currency=payment.currency, reason=reason, created_at=now
    )
    ledger.post_payment(payment=payment, at=now)
    write_sale_receipt(payment=payment, now=now)
    ledger.post_refund(refund=refund, at=now)
    data = {"amount": str(refund.amount), "currency": refund.currency, "reason": reason.value}
    if booking.exchanged_from is not None:
        data["exchanged_from"] = booking.exchanged_from.shown_reference
    record_event(booking=booking, kind=BookingEvent.Kind.REFUND_STARTED, now=now, data=data)
    key = f"payment_returned:{payment.uuid}"
    enqueue(booking=booking, kind=Notification.Kind.PAYMENT_RETURNED, dedupe_key=key, data=data, now=now)


def _end_hold(booking: Booking, now: datetime) -> None:
    inventory.release(booking_id=booking.pk)
    booking.state, booking.ended_at = Booking.State.RELEASED, now
    booking.save(update_fields=["state", "ended_at"])
    record_event(booking=booking, kind=BookingEvent.Kind.HOLD_ENDED, now=now)
