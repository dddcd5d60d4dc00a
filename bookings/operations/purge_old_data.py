"""What need not be known any longer is forgotten."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from bookings.models import (
    BenefitUse,
    Booking,
    ExchangeOffer,
    IdempotencyKey,
    Notification,
    Passenger,
    ProofAnswer,
    ProofSeen,
    Refund,
    RefundOffer,
    WaitingEntry,
)

ANSWERS_KEPT = timedelta(days=2)
LETTERS_KEPT = timedelta(days=30)
USES_KEPT = timedelta(days=400)  # longer than the longest period in which trips are counted, a calendar year
LINK_REQUESTS_KEPT = timedelta(days=7)
ENDED = (Booking.State.RELEASED, Booking.State.CANCELLED)
DONE = (Notification.State.SENT, Notification.State.FAILED, Notification.State.OBSOLETE)


@transaction.atomic
def purge_old_data(*, now: datetime) -> dict[str, int]:
    """Forget documents, proofs of benefits, kept API answers and letters past their time.

    This function returns how many of each. Documents and proofs go DOCUMENTS_KEPT_DAYS after the journey, or after the
    end of a booking that was never paid, unless money is still to be returned; what was seen of a proof goes as long
    after its own end (152-FZ of Russia art. 21, Law 99-Z of Belarus: no longer than the purpose needs). Ended offers of
    refund and exchange are marked so. Of who waited for seats nothing is left WAITING_KEPT_DAYS after the end.
    """
    return {
        "documents": _forget_documents(now - timedelta(days=settings.DOCUMENTS_KEPT_DAYS)),
        "proofs": _forget_proofs(now - timedelta(days=settings.DOCUMENTS_KEPT_DAYS)),
        "seen_proofs": _forget_seen(now - timedelta(days=settings.DOCUMENTS_KEPT_DAYS)),
        "benefit_uses": _forget_uses(now - USES_KEPT),
        "answers": IdempotencyKey.objects.filter(created_at__lt=now - ANSWERS_KEPT).delete()[0],
        "letters": _forget_letters(now - LETTERS_KEPT),
        "link_requests": _forget_link_requests(now - LINK_REQUESTS_KEPT),
        "offers": _end_offers(now),
        "exchange_offers": _forget_exchange_offers(now - LETTERS_KEPT),
        "waiting": WaitingEntry.objects.filter(
            ended_at__lt=now - timedelta(days=settings.WAITING_KEPT_DAYS)
        ).delete()[0],
    }


def _over(limit: datetime) -> QuerySet[Booking]:
    over = Q(departs_at__lt=limit) | Q(state__in=ENDED, ended_at__lt=limit)
    open_refunds = Refund.objects.exclude(status=Refund.Status.SENT)
    return Booking.objects.filter(over).exclude(payments__refunds__in=open_refunds)


def _forget_documents(limit: datetime) -> int:
    known = Passenger.objects.filter(booking__in=_over(limit)).exclude(
        document_number_encrypted=None, document_last4=""
    )
    return known.update(document_number_encrypted=None, document_last4="")


def _forget_proofs(limit: datetime) -> int:
    """With the hashes go the registries' answers: without the journey neither serves anything."""
    over = Passenger.objects.filter(booking__in=_over(limit))
    ProofAnswer.objects.filter(passenger__in=over).delete()
    return over.exclude(proof_kind="").update(proof_kind="", proof_hashes={}, proof_last4="")


def _forget_seen(limit: datetime) -> int:
    """What was seen outlives its journeys, to its own end: that is what it is for."""
    ended = ProofSeen.objects.filter(Q(until__lt=limit.date()) | Q(withdrawn_at__lt=limit))
    return ended.delete()[0]


def _forget_uses(limit: datetime) -> int:
    old = Q(passenger__booking__departs_at__lt=limit)
    unpaid = Q(passenger__booking__state__in=ENDED, passenger__booking__ended_at__lt=limit + USES_KEPT)
    return BenefitUse.objects.filter(old | unpaid).delete()[0]


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
