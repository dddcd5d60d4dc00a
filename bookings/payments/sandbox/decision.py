"""What the sandbox bank can be told to decide, and how it decides: once, for good, answering after the commit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bookings.models import SandboxCharge
from bookings.payments.sandbox.answers import ABANDONED
from bookings.payments.sandbox.sending import send_answer


@dataclass(frozen=True)
class Choice:
    """What the bank does when told so: its decision, the reason of a decline, when and how often it answers."""

    status: str
    reason: str = ""
    late: bool = False
    copies: int = 1


CHOICES = {
    "accept": Choice(SandboxCharge.Status.ACCEPTED),
    "twice": Choice(SandboxCharge.Status.ACCEPTED, copies=3),
    "late": Choice(SandboxCharge.Status.ACCEPTED, late=True),
    "decline": Choice(SandboxCharge.Status.DECLINED, "insufficient_funds"),
    "decline_3ds": Choice(SandboxCharge.Status.DECLINED, "authentication_failed"),
    "decline_expired": Choice(SandboxCharge.Status.DECLINED, "card_expired"),
    "abandon": Choice(SandboxCharge.Status.DECLINED, ABANDONED),
}
CLOSED = Choice(SandboxCharge.Status.DECLINED, ABANDONED, copies=0)  # by the shop, which needs no answer


@transaction.atomic
def decide(*, uuid: UUID, choice: Choice, now: datetime) -> SandboxCharge:
    """This function records the first decision and sends its answer after the commit; later ones change nothing.

    A late answer is dated SANDBOX_LATE_SECONDS ahead: until then the bank tells nobody.
    """
    charge = SandboxCharge.objects.select_for_update().get(uuid=uuid)
    if charge.status != SandboxCharge.Status.OPEN:
        return charge
    delay = settings.SANDBOX_LATE_SECONDS if choice.late else 0
    charge.status, charge.decline_reason = choice.status, choice.reason
    charge.decided_at = now + timedelta(seconds=delay)
    charge.save(update_fields=["status", "decline_reason", "decided_at"])
    for _copy in range(choice.copies):
        transaction.on_commit(partial(send_answer, charge.uuid, delay_seconds=delay))
    return charge
