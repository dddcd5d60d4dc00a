"""Blanking what is personal in the rows of a sale, so that sums, tickets' numbers and the ledger stay as they are."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from bookings.models import (
    Booking,
    BookingEvent,
    ContactChoice,
    Notification,
    Passenger,
    PaymentCallback,
    ProofAnswer,
    ProofSeen,
    PushSubscription,
    SeasonTicket,
    Ticket,
    WaitingEntry,
)

DOCUMENT = {"document_number_encrypted": None, "document_last4": ""}
PROOF = {"proof_kind": "", "proof_hashes": {}, "proof_last4": ""}
PERSON = {
    "given_name": "", "family_name": "", "patronymic": "", "birth_date": None, "document_type": "", **DOCUMENT, **PROOF,
}  # fmt: skip
ADDRESS = {"email": "", "phone": ""}
LETTER = {"email": "", "phone": "", "data": {}, "subject": "", "error": "", "answer": ""}
ENDED_LETTERS = (Notification.State.SENT, Notification.State.FAILED, Notification.State.OBSOLETE)


@transaction.atomic
def blank_bookings(*, keys: Collection[int], now: datetime) -> dict[str, int]:
    """Take everything personal out of bookings: people, addresses, the tickets' codes, letters, proofs, waiting.

    Reference, train, seats, amounts, the category of the benefit and the ledger stay (accounting laws). This function
    returns how many rows of each lost something; run again it finds none. The bookings can't be opened any more.
    """
    live = Booking.objects.filter(pk__in=keys, erased_at=None)
    chosen = list(live.order_by("pk").select_for_update().values_list("pk", flat=True))
    people = Passenger.objects.filter(booking__in=chosen)
    counts = {
        "proofs": ProofSeen.objects.filter(passenger__in=people).delete()[0]
        + ProofAnswer.objects.filter(passenger__in=people).delete()[0],
        "passengers": people.update(**PERSON),
        "tickets": Ticket.objects.filter(passenger__booking__in=chosen).update(payload=b""),
        "letters": blank_letters(Notification.objects.filter(booking__in=chosen)),
        "bank_answers": PaymentCallback.objects.filter(payment__booking__in=chosen).update(content={}),
        "waiting": WaitingEntry.objects.filter(booking__in=chosen).delete()[0],
        "contacts": ContactChoice.objects.filter(booking__in=chosen).delete()[0]
        + PushSubscription.objects.filter(booking__in=chosen).delete()[0],
        "bookings": Booking.objects.filter(pk__in=chosen).update(**ADDRESS, account=None, erased_at=now),
    }
    BookingEvent.objects.bulk_create(
        BookingEvent(booking_id=key, at=now, kind=BookingEvent.Kind.ERASED) for key in chosen
    )
    return counts


def blank_letters(letters: QuerySet[Notification]) -> int:
    """This function blanks letters; those not sent yet will not be sent."""
    waiting = [Notification.State.QUEUED, Notification.State.SENDING]
    letters.filter(state__in=waiting).update(state=Notification.State.OBSOLETE)
    return letters.exclude(email="", phone="").update(**LETTER)


def blank_season_tickets(tickets: QuerySet[SeasonTicket]) -> int:
    """This function takes everything personal out of season tickets; period, line and amounts stay."""
    ProofSeen.objects.filter(season_ticket__in=tickets).delete()
    forget_season_proofs(tickets)
    ContactChoice.objects.filter(season_ticket__in=tickets).delete()
    return tickets.update(**PERSON, **ADDRESS, payload=None, account=None)


def forget_season_proofs(tickets: QuerySet[SeasonTicket]) -> int:
    """This function forgets the documents of season tickets' benefits; what was seen of them outlives the tickets."""
    ProofAnswer.objects.filter(season_ticket__in=tickets).delete()
    return tickets.update(**PROOF)
