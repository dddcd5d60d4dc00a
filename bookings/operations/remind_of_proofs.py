"""A word before a proof that was seen counts no longer."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from bookings.models import Notification, ProofSeen
from bookings.notifications.outbox import enqueue
from bookings.notifications.season import enqueue_season

AT_ONCE = 500


def remind_of_proofs(*, now: datetime) -> int:
    """Put a letter into the outbox for proofs that end within PROOF_REMINDER_DAYS, once each; it returns how many.

    It goes to the purchaser of the latest order the proof was used for, in their language. A proof that was seen again
    for longer is left alone. This function may run twice at once.
    """
    today = timezone.localdate(now)
    longer = ProofSeen.objects.filter(
        holder_hash=OuterRef("holder_hash"),
        benefit_code=OuterRef("benefit_code"),
        until__gt=OuterRef("until"),
        withdrawn_at=None,
    )
    ending = ProofSeen.objects.filter(
        until__range=(today, today + timedelta(days=settings.PROOF_REMINDER_DAYS)),
        reminded_at=None,
        withdrawn_at=None,
    ).filter(Q(passenger__isnull=False) | Q(season_ticket__isnull=False))
    unsaid = ending.exclude(Exists(longer)).exclude(
        Q(passenger__booking__email="") | Q(season_ticket__email="")
    )
    return sum(_remind(pk, now) for pk in unsaid.order_by("until").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _remind(pk: int, now: datetime) -> bool:
    if not ProofSeen.objects.filter(pk=pk, reminded_at=None).update(reminded_at=now):
        return False
    seen = ProofSeen.objects.select_related("passenger__booking", "season_ticket").get(pk=pk)
    kind, key = Notification.Kind.PROOF_ENDING, f"proof_ending:{seen.pk}"
    data = {"proof": seen.pk, "until": seen.until.isoformat()}
    if ticket := seen.season_ticket:
        return enqueue_season(ticket=ticket, kind=kind, dedupe_key=key, now=now, data=data)
    if passenger := seen.passenger:
        data |= {"passenger": passenger.number}
        return enqueue(booking=passenger.booking, kind=kind, dedupe_key=key, now=now, data=data)
    return False
