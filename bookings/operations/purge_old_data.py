"""What need not be known any longer is forgotten."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from bookings.models import (
    Booking,
    ExchangeOffer,
    IdempotencyKey,
    Notification,
    Passenger,
    Refund,
    RefundOffer,
)

ANSWERS_KEPT = timedelta(days=2)
LETTERS_KEPT = timedelta(days=30)
LINK_REQUESTS_KEPT = timedelta(days=7)
ENDED = (Booking.State.RELEASED, Booking.State.CANCELLED)
DONE = (Notification.State.SENT, Notification.State.FAILED, Notification.State.OBSOLETE)


@transaction.atomic
def purge_old_data(*, now: datetime) -> dict[str, int]:
    """This function forgets documents, kept API answers and letters past their time; it returns how many of each.

    Documents go DOCUMENTS_KEPT_DAYS after the journey, or after the end of a booking that was never paid, unless money
    is still to be returned (152-FZ of Russia art. 21, Law 99-Z of Belarus: no longer than the purpose needs). Ended
    offers of refund and exchange are marked so.
    """
    return {
        "documents": _forget_documents(now - timedelta(days=settings.DOCUMENTS_KEPT_DAYS)),
        "answers": IdempotencyKey.objects.filter(created_at__lt=now - ANSWERS_KEPT).delete()[0],
        "letters": _forget_letters(now - LETTERS_KEPT),
        "link_requests": _forget_link_requests(now - LINK_REQUESTS_KEPT),
        "offers": _end_offers(now),
        "exchange_offers": _forget_exchange_offers(now - LETTERS_KEPT),
    }


def _forget_documents(limit: datetime) -> int:
    over = Q(departs_at__lt=limit) | Q(state__in=ENDED, ended_at__lt=limit)
    open_refunds = Refund.objects.exclude(status=Refund.Status.SENT)
    bookings = Booking.objects.filter(over).exclude(payments__refunds__in=open_refunds)
    known = Passenger.objects.filter(booking__in=bookings).exclude(
        document_number_encrypted=None, document_last4=""
    )
    return known.update(document_number_encrypted=None, document_last4="")


def _forget_letters(limit: datetime) -> int:
    done = Notification.objects.filter(state__in=DONE, created_at__lt=limit).exclude(email="")
    return done.update(email="", data={}, subject="", error="")


def _forget_link_requests(limit: datetime) -> int:
    requests = Notification.objects.filter(kind=Notification.Kind.LINK, state__in=DONE, created_at__lt=limit)
    return requests.delete()[0]


def _end_offers(now: datetime) -> int:
    refunds = RefundOffer.objects.filter(status=RefundOffer.Status.OFFERED, expires_at__lte=now)
    exchanges = ExchangeOffer.objects.filter(status=ExchangeOffer.Status.OFFERED, expires_at__lte=now)
    ended = refunds.update(status=RefundOffer.Status.EXPIRED)
    return ended + exchanges.update(status=ExchangeOffer.Status.EXPIRED)


def _forget_exchange_offers(limit: datetime) -> int:
    """One search makes an offer for each train of a day; those nobody confirmed are of no use when they are over."""
    return ExchangeOffer.objects.filter(new_booking=None, expires_at__lt=limit).delete()[0]
