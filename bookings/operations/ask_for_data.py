"""Somebody asks for a copy of their data, or to have it erased."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db import transaction
from django.db.models import Exists, OuterRef

from bookings.models import Booking, Notification, PrivacyRequest
from bookings.notifications.outbox import enqueue
from bookings.operations.lock_booking import lock_booking
from railway.accounts.models import User

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
        asked = _note(booking, kind, booking.email, language, now, by_link=by_link, words=words)
    elif asked.state == State.ASKED and not by_link:
        asked.state, asked.words = State.CHECKING, words.strip()[:500]
        asked.save(update_fields=["state", "words"])
    if asked.state == State.ASKED:
        send_link(asked, now)
    return asked


@transaction.atomic
def ask_for_account(*, account: User, email: str, language: str, now: datetime) -> PrivacyRequest | None:
    """Note that whoever is signed in wants all of their account erased, and send a link to its proven address.

    The request hangs on one of the account's orders and covers all of them. Asked again the link is sent again, at most
    every five minutes. This function returns None where the account has no orders: then deleting it is all there is.
    """
    User.objects.select_for_update().get(pk=account.pk)  # two presses are one request
    orders = Booking.objects.filter(account=account, erased_at=None)
    asked = PrivacyRequest.objects.filter(
        booking__in=orders, kind=Kind.ERASURE, state__in=OPEN, email__iexact=email
    ).first()
    if asked is None:
        busy = PrivacyRequest.objects.filter(booking=OuterRef("pk"), kind=Kind.ERASURE, state__in=OPEN)
        order = orders.exclude(Exists(busy)).order_by("-departs_at", "-pk").first()
        if order is None:
            return None
        lock_booking(order.pk)
        asked = _note(order, Kind.ERASURE, email, language, now)
    if asked.state == State.ASKED:
        send_link(asked, now)
    return asked


def _note(
    booking: Booking,
    kind: str,
    email: str,
    language: str,
    now: datetime,
    *,
    by_link: bool = True,
    words: str = "",
) -> PrivacyRequest:
    law = law_of(booking)
    return PrivacyRequest.objects.create(
        booking=booking,
        kind=kind,
        state=State.ASKED if by_link else State.CHECKING,
        email=email,
        language=language,
        law=law,
        words=words.strip()[:500],
        asked_at=now,
        due_at=now + timedelta(days=TERMS[law][kind]),
    )


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
