"""Somebody asks for a copy of their data, or to have it erased."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db import transaction

from bookings.models import Booking, Notification, PrivacyRequest
from bookings.notifications.outbox import enqueue
from bookings.operations.lock_booking import lock_booking

Kind, State = PrivacyRequest.Kind, PrivacyRequest.State
OPEN = (State.ASKED, State.CHECKING, State.OPEN)

# Days to answer. Russia: art. 20 and 21 of 152-FZ, ten working days and thirty days; Belarus: art. 10 and 13 of 99-Z.
TERMS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {"BY": {"export": 15, "erasure": 15}, "RU": {"export": 14, "erasure": 30}}
)


@transaction.atomic
def ask_for_data(
    *, booking: Booking, kind: str, language: str, now: datetime, reads_address: bool = True, words: str = ""
) -> PrivacyRequest:
    """Note a request from an order's page, and send a link to the order's address, which proves who asks.

    Who can't read that address any more, or gave none, is checked by a clerk. The same asked twice is one request: the
    link is sent again at most every five minutes. This function returns the request.
    """
    lock_booking(booking.pk)
    asked = PrivacyRequest.objects.filter(booking=booking, kind=kind, state__in=OPEN).first()
    by_link = reads_address and bool(booking.email)
    if asked is None:
        law = law_of(booking)
        asked = PrivacyRequest.objects.create(
            booking=booking,
            kind=kind,
            state=State.ASKED if by_link else State.CHECKING,
            email=booking.email,
            language=language,
            law=law,
            words=words.strip()[:500],
            asked_at=now,
            due_at=now + timedelta(days=TERMS[law][kind]),
        )
    elif asked.state == State.ASKED and not by_link:
        asked.state, asked.words = State.CHECKING, words.strip()[:500]
        asked.save(update_fields=["state", "words"])
    if asked.state == State.ASKED:
        send_link(asked, now)
    return asked


def send_link(asked: PrivacyRequest, now: datetime) -> None:
    """This function sends the link that proves who asks, once in five minutes."""
    window = int(now.timestamp()) // 300
    tell(asked, step="link", key=f"{window}", now=now)


def tell(asked: PrivacyRequest, *, step: str, key: str, now: datetime, to: str = "") -> None:
    """This function writes a letter about a request: `step` link, copy, done, kept or refused.

    It goes to the order's address, or to another one (`to`) that a clerk was given by whoever can't read that one.
    """
    enqueue(
        booking=None,
        kind=Notification.Kind.PRIVACY,
        dedupe_key=f"privacy:{asked.uuid}:{step}:{key}",
        data={"request": str(asked.uuid), "step": step},
        email=to or asked.email,
        language=asked.language,
        now=now,
    )


def law_of(booking: Booking) -> str:
    """This function tells the law whose term counts: that of the passengers' documents, Belarus' where they differ."""
    countries = set(booking.passengers.values_list("country", flat=True))
    return "RU" if countries == {"RU"} else "BY"
