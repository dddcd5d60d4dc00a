"""Sending money back, until the bank has taken it."""

import logging
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from bookings import ledger
from bookings.models import BookingEvent, Payment, Refund, Shift
from bookings.operations.record_event import record_event
from bookings.payments.charges import refund_of
from bookings.payments.desk import CASH
from bookings.payments.gateway import BankRefused, BankSilent
from bookings.payments.registry import UnknownGateway, gateway_named

log = logging.getLogger(__name__)

TRIES = 8
FIRST_PAUSE_SECONDS = 30


def pay_refunds(*, now: datetime) -> int:
    """This function sends what is due and returns how many refunds the bank took. Cash waits for a clerk.

    A refusal is tried again after 30 s, then twice as long each time; after TRIES it is FAILED and waits for people.
    The refund's key makes the bank pay once, whatever becomes of our record of it. A bank that stays silent once is
    left to the next run.
    """
    silent: set[str] = set()
    due = (
        Refund.objects.filter(status=Refund.Status.DUE).exclude(payment__gateway=CASH).order_by("created_at")
    )
    ready = [refund.pk for refund in due if _next_attempt(refund) <= now]
    return sum(_pay_or_leave(refund_id, now, silent) for refund_id in ready)


@transaction.atomic
def retry_refund(*, refund: Refund, now: datetime) -> Refund:
    """This function lets a failed refund be tried again from the beginning, for the operator."""
    refund = Refund.objects.select_for_update().get(pk=refund.pk)
    if refund.status == Refund.Status.FAILED:
        refund.status, refund.attempts = Refund.Status.DUE, 0
        refund.save(update_fields=["status", "attempts"])
    return refund


def _next_attempt(refund: Refund) -> datetime:
    """The pauses double, so after n attempts they add up to (2^n - 1) first pauses."""
    return refund.created_at + timedelta(seconds=FIRST_PAUSE_SECONDS * (2**refund.attempts - 1))


def _pay_or_leave(refund_id: int, now: datetime, silent: set[str]) -> bool:
    try:
        return send_refund(refund_id, now, silent=silent)
    except Exception:
        log.exception("refund %s is left to the next run", refund_id)
        return False


@transaction.atomic
def send_refund(
    refund_id: int, now: datetime, *, shift: Shift | None = None, silent: set[str] | None = None
) -> bool:
    """This function sends a refund that is due, in a shift where a desk does, and tells whether the bank took it.

    The refund's row is held while the bank is spoken to, so that one worker does. Banks in `silent` are not spoken to,
    and one that stays silent joins them.
    """
    silent = set() if silent is None else silent
    locked = Refund.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    refund = locked.select_related("payment__booking").filter(pk=refund_id, status=Refund.Status.DUE).first()
    if refund is None or refund.payment.gateway in silent:
        return False
    try:
        gateway_named(refund.payment.gateway).refund(refund_of(refund))
    except (BankRefused, UnknownGateway, OSError) as error:
        if isinstance(error, BankSilent):
            silent.add(refund.payment.gateway)
        _note_failure(refund, error)
        return False
    note_sent(refund, now, shift=shift)
    return True


def _note_failure(refund: Refund, error: Exception) -> None:
    refund.attempts += 1
    refund.error = (str(error) or type(error).__name__)[:300]
    if refund.attempts >= TRIES:
        refund.status = Refund.Status.FAILED
        log.error("refund %s failed for good: %s", refund.key, refund.error)
    refund.save(update_fields=["attempts", "error", "status"])


def note_sent(refund: Refund, now: datetime, *, shift: Shift | None = None) -> None:
    """This function writes down that a locked refund was sent, or paid out at a desk in a locked shift."""
    refund.status, refund.sent_at, refund.error = Refund.Status.SENT, now, ""
    refund.attempts += 1
    refund.save(update_fields=["status", "sent_at", "error", "attempts"])
    ledger.post_refund_sent(refund=refund, at=now, shift=shift)
    payment = Payment.objects.select_for_update(no_key=True).get(pk=refund.payment_id)
    sent = payment.refunds.filter(status=Refund.Status.SENT).aggregate(total=Sum("amount"))[
        "total"
    ] or Decimal(0)
    if sent >= payment.amount:
        payment.status = Payment.Status.REFUNDED
        payment.save(update_fields=["status"])
    data = {"amount": str(refund.amount), "currency": refund.currency, "reason": refund.reason}
    if payment.booking is None:
        return  # of a season ticket: its page reads the refunds
    record_event(booking=payment.booking, kind=BookingEvent.Kind.REFUNDED, now=now, data=data)
