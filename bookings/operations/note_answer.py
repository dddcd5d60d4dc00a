"""What of a bank's answer is written down whatever was paid for: a booking, or a season ticket."""

from dataclasses import asdict
from datetime import datetime

from bookings.models import Payment, PaymentCallback
from bookings.payments.gateway import BankAnswer


def note_answer(payment: Payment, answer: BankAnswer, now: datetime) -> bool:
    """This function writes the answer down and tells whether it is new."""
    content = asdict(answer) | {"charge_uuid": str(answer.charge_uuid)}
    _callback, new = PaymentCallback.objects.get_or_create(
        event_id=answer.event_id,
        defaults={"payment": payment, "outcome": answer.outcome, "content": content, "received_at": now},
    )
    return new


def mark_declined(payment: Payment, answer: BankAnswer, now: datetime) -> None:
    """This function notes that the bank took nothing, and why."""
    payment.status, payment.settled_at = Payment.Status.DECLINED, now
    payment.gateway_reference, payment.decline_reason = answer.reference, answer.reason[:64]
    payment.save(update_fields=["status", "settled_at", "gateway_reference", "decline_reason"])


def mark_given_up(payment: Payment, now: datetime) -> None:
    """This function notes that nobody paid."""
    payment.status, payment.settled_at = Payment.Status.ABANDONED, now
    payment.save(update_fields=["status", "settled_at"])
