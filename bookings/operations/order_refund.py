"""Money of a booking on its way back, out of the payments it was really paid with."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from bookings import ledger
from bookings.models import Booking, Payment, Refund


def order_refund(*, booking: Booking, amount: Decimal, reason: Refund.Reason, now: datetime) -> list[Refund]:
    """This function orders an amount to be sent back, in the caller's transaction; `booking` must be locked.

    A booking made by exchange was paid for with those it replaced too: its own payment gives first, then theirs, the
    latest first, each at most what is left of it. Raises RuntimeError rather than pass what was paid.
    """
    refunds = []
    for payment in _payments(booking):
        part = min(amount, payment.amount - _sent_back(payment))
        if part > 0:
            refunds.append(_refund(payment, part, reason, now))
            amount -= part
    if amount:
        raise RuntimeError(f"booking {booking.reference}: a refund would pass what was paid")
    return refunds


def lineage(booking: Booking) -> Iterator[int]:
    """This function gives the keys of a booking and of those it came from by exchange, itself first."""
    key: int | None = booking.pk
    parent = booking.exchanged_from_id
    while key is not None:
        yield key
        key = parent
        parent = Booking.objects.values_list("exchanged_from_id", flat=True).get(pk=key) if key else None


def _payments(booking: Booking) -> list[Payment]:
    # A payment of a season ticket has no booking; it is not asked for here, its refund is `refund_season_ticket`'s.
    keys: list[int | None] = list(lineage(booking))
    # Locked in the order of their keys, so that two refunds out of one family can't wait for each other.
    taken = Payment.objects.select_for_update().filter(booking__in=keys, status=Payment.Status.CAPTURED)
    return sorted(taken.order_by("pk"), key=lambda payment: keys.index(payment.booking_id))


def _sent_back(payment: Payment) -> Decimal:
    return payment.refunds.aggregate(total=Sum("amount"))["total"] or Decimal(0)


def _refund(payment: Payment, amount: Decimal, reason: Refund.Reason, now: datetime) -> Refund:
    refund = Refund.objects.create(
        payment=payment, amount=amount, currency=payment.currency, reason=reason, created_at=now
    )
    ledger.post_refund(refund=refund, at=now)
    return refund
