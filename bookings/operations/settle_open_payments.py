"""Asking the bank about payments it has not answered for: a lost callback loses nothing."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from bookings.inventory import Busy
from bookings.models import Payment
from bookings.operations.settle_payment import settle_payment
from bookings.payments.charges import charge_of
from bookings.payments.gateway import BankAnswer, BankRefused, BankSilent, Gateway, Outcome
from bookings.payments.registry import UnknownGateway, gateway_named

log = logging.getLogger(__name__)

AT_ONCE = 200
HOURS_ASKED = 25  # the longest that a bank keeps a page open, and a little


def settle_open_payments(*, now: datetime) -> int:
    """This function settles what the bank knows by now and gives up payments nobody finished; it returns how many.

    A payment is asked about once it is PAYMENT_ASK_SECONDS old and given up after PAYMENT_ABANDON_MINUTES, where the
    bank can end it. One that made way for another is asked about until the bank says how it ended. Money that comes
    later still is taken in by `settle_payment`. A bank that stays silent once is left to the next run.
    """
    old_enough = now - timedelta(seconds=settings.PAYMENT_ASK_SECONDS)
    waiting = Payment.objects.filter(_under_way() | _made_way(now), created_at__lte=old_enough)
    oldest = waiting.select_related("booking", "checkout").order_by("created_at")[:AT_ONCE]
    charges = {payment.checkout or payment: payment for payment in oldest}
    silent: set[str] = set()
    answers = [_find_answer(payment, silent, now) for payment in charges.values()]
    return sum(_settle(answer, now) for answer in answers if answer)


def _under_way() -> Q:
    return Q(status=Payment.Status.PENDING)


def _made_way(now: datetime) -> Q:
    """Given up by us for another, its end at the bank not heard yet: it may still be paid there."""
    asked_for = now - timedelta(hours=HOURS_ASKED)
    return Q(status=Payment.Status.ABANDONED, settled_at=None, callbacks=None, created_at__gt=asked_for)


def _settle(answer: BankAnswer, now: datetime) -> bool:
    try:
        settle_payment(answer=answer, now=now)
    except Busy:
        log.warning("payment %s is left to the next run", answer.charge_uuid)
        return False
    return True


def _find_answer(payment: Payment, silent: set[str], now: datetime) -> BankAnswer | None:
    if payment.gateway in silent:
        return None
    try:
        gateway = gateway_named(payment.gateway)
        return gateway.ask_state(charge_of(payment), now=now) or _give_up(gateway, payment, now)
    except (BankRefused, UnknownGateway, OSError) as error:
        log.warning("the bank says nothing of payment %s: %s", payment.uuid, error)
        if isinstance(error, BankSilent):
            silent.add(payment.gateway)
        return None


def _give_up(gateway: Gateway, payment: Payment, now: datetime) -> BankAnswer | None:
    """This function closes a payment that is old enough at the bank first, so that it can't be paid unnoticed."""
    if payment.created_at > now - timedelta(minutes=settings.PAYMENT_ABANDON_MINUTES):
        return None
    charge = charge_of(payment)
    return gateway.close(charge, now=now) or BankAnswer(
        event_id=f"given-up-{charge.uuid}", charge_uuid=charge.uuid, outcome=Outcome.ABANDONED
    )
