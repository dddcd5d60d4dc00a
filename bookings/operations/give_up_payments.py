"""A payment under way is given up for another one: first in our book, then at the bank."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from bookings.models import Payment
from bookings.operations.settle_payment import settle_payment
from bookings.payments.charges import charge_of
from bookings.payments.gateway import BankRefused
from bookings.payments.registry import UnknownGateway, gateway_named

log = logging.getLogger(__name__)


def give_up_payments(payments: Iterable[Payment]) -> list[Payment]:
    """Give up payments under way, in the caller's transaction, with all that are charged together with them.

    This function returns one payment of each charge, for `close_at_bank` after the commit.
    """
    together = Q(pk=None)
    for each in payments:
        together |= Q(checkout=each.checkout_id) if each.checkout_id else Q(pk=each.pk)
    # Locked in the order of their keys, as those who settle them do.
    open_ones = Payment.objects.select_for_update(of=("self",)).filter(
        together, status=Payment.Status.PENDING
    )
    given_up = list(open_ones.select_related("checkout", "booking").order_by("pk"))
    for each in given_up:
        each.status = Payment.Status.ABANDONED
        each.save(update_fields=["status"])
    return list({each.checkout or each: each for each in given_up}.values())


def close_at_bank(payment: Payment, now: datetime) -> None:
    """This function lets the bank close a charge given up; was it paid a moment before, the money goes back."""
    try:
        answer = gateway_named(payment.gateway).close(charge_of(payment), now=now)
    except (BankRefused, UnknownGateway, OSError) as error:
        log.warning("payment %s was given up, but the bank keeps it open: %s", payment.uuid, error)
        return
    if answer:
        settle_payment(answer=answer, now=now)
