"""What was seen counts no longer: a certificate that was taken back, a mistake at the desk."""

from datetime import datetime

from django.db import transaction

from bookings.models import ProofSeen
from railway.accounts.models import User


@transaction.atomic
def withdraw_proof(*, seen: ProofSeen, by: User, now: datetime) -> bool:
    """This function ends what counts at once, and returns whether it still counted.

    Pages and papers made from now on ask for the document again; a ticket's code that was issued before can't be
    called back.
    """
    live = ProofSeen.objects.filter(pk=seen.pk, withdrawn_at=None)
    return bool(live.update(withdrawn_at=now, withdrawn_by=by))
