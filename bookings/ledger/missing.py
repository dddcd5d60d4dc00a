"""What moved money and isn't in the ledger: bookings sold before there was one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, Model, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from bookings.ledger.causes import (
    post_exchange,
    post_payment,
    post_refund,
    post_refund_sent,
    post_return,
    post_sale,
)
from bookings.ledger.season import post_season_return, post_season_sale
from bookings.models import (
    Booking,
    LedgerCause,
    LedgerTransaction,
    Passenger,
    Payment,
    Refund,
    RefundOffer,
    SeasonRefundOffer,
    SeasonTicket,
)

TAKEN = (Payment.Status.CAPTURED, Payment.Status.REFUND_DUE, Payment.Status.REFUNDED)


@dataclass(frozen=True, slots=True)
class _Source:
    """Rows of one kind of cause, each with `ledger_at`, and how one of them is posted."""

    rows: Callable[[], QuerySet[Any]]
    post: Callable[[Any, datetime], object]


def unposted() -> dict[LedgerCause, QuerySet[Any]]:
    """This function finds, by cause, the rows that should have posted and didn't."""
    return {cause: _not_posted(cause, source.rows()) for cause, source in SOURCES.items()}


def post_missing() -> dict[str, int]:
    """This function posts what the ledger lacks, at the moment it happened, and returns how much of each cause.

    It may run at any time and again: what is posted stays as it is.
    """
    found = unposted()
    return {cause.value: sum(_post(cause, row) for row in rows) for cause, rows in found.items()}


def _post(cause: LedgerCause, row: Model) -> bool:
    try:
        with transaction.atomic():
            return SOURCES[cause].post(row, row.ledger_at) is not None  # type: ignore[attr-defined]  # annotated
    except IntegrityError:
        if LedgerTransaction.objects.filter(cause=cause, cause_id=row.pk).exists():
            return False  # somebody else posted it a moment ago
        raise


def _not_posted(cause: LedgerCause, rows: QuerySet[Any]) -> QuerySet[Any]:
    posted = LedgerTransaction.objects.filter(cause=cause, cause_id=OuterRef("pk"))
    return rows.exclude(Exists(posted)).order_by("pk")


def _sold() -> QuerySet[Booking]:
    """Bookings whose tickets were ever sold and cost somebody something."""
    valued = Passenger.objects.filter(booking=OuterRef("pk"), full_price__gt=0)
    return Booking.objects.filter(Exists(valued), confirmed_at__isnull=False).annotate(
        ledger_at=F("confirmed_at")
    )


def _exchanged() -> QuerySet[Booking]:
    replaced = Passenger.objects.filter(booking=OuterRef("pk"), replaces__full_price__gt=0)
    made = Booking.objects.filter(Exists(replaced), confirmed_at__isnull=False)
    return made.annotate(ledger_at=F("confirmed_at"))


def _taken() -> QuerySet[Payment]:
    taken = Payment.objects.filter(status__in=TAKEN, amount__gt=0).select_related(
        "booking", "season_ticket", "checkout"
    )
    return taken.annotate(ledger_at=Coalesce("settled_at", "created_at"))


def _returned() -> QuerySet[RefundOffer]:
    valued = Passenger.objects.filter(booking=OuterRef("booking"), full_price__gt=0)
    done = RefundOffer.objects.filter(Exists(valued), status=RefundOffer.Status.CONFIRMED)
    return done.select_related("booking").annotate(ledger_at=Coalesce("confirmed_at", "created_at"))


def _ordered() -> QuerySet[Refund]:
    ordered = Refund.objects.select_related("payment__booking", "payment__season_ticket")
    return ordered.annotate(ledger_at=F("created_at"))


def _sent() -> QuerySet[Refund]:
    sent = Refund.objects.filter(status=Refund.Status.SENT)
    sent = sent.select_related("payment__booking", "payment__season_ticket")
    return sent.annotate(ledger_at=Coalesce("sent_at", "created_at"))


def _season_sold() -> QuerySet[SeasonTicket]:
    sold = SeasonTicket.objects.filter(confirmed_at__isnull=False, full_price__gt=0)
    return sold.select_related("granted_benefit").annotate(ledger_at=F("confirmed_at"))


def _season_returned() -> QuerySet[SeasonRefundOffer]:
    done = SeasonRefundOffer.objects.filter(
        status=SeasonRefundOffer.Status.CONFIRMED, season_ticket__full_price__gt=0
    )
    sold = done.select_related("season_ticket__granted_benefit")
    return sold.annotate(ledger_at=Coalesce("confirmed_at", "created_at"))


SOURCES: dict[LedgerCause, _Source] = {
    LedgerCause.SALE: _Source(_sold, lambda row, at: post_sale(booking=row, at=at, is_late=True)),
    LedgerCause.EXCHANGE: _Source(_exchanged, lambda row, at: post_exchange(booking=row, at=at)),
    LedgerCause.PAYMENT: _Source(_taken, lambda row, at: post_payment(payment=row, at=at)),
    LedgerCause.RETURN: _Source(_returned, lambda row, at: post_return(offer=row, at=at)),
    LedgerCause.SEASON_SALE: _Source(_season_sold, lambda row, at: post_season_sale(ticket=row, at=at)),
    LedgerCause.SEASON_RETURN: _Source(
        _season_returned, lambda row, at: post_season_return(offer=row, at=at)
    ),
    LedgerCause.REFUND: _Source(_ordered, lambda row, at: post_refund(refund=row, at=at)),
    LedgerCause.REFUND_SENT: _Source(_sent, lambda row, at: post_refund_sent(refund=row, at=at)),
}
