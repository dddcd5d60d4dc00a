"""What a purchaser wants to hear about an order, and how."""

from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction

from bookings.models import Booking, ContactChoice, PushSubscription, SeasonTicket
from bookings.notifications.choices import choice_of, season_choice_of
from bookings.operations.lock_booking import lock_booking
from bookings.operations.lock_season import lock_season
from railway.lib.outgoing import check_address

BROWSERS_KEPT = 5
COPIED = ("optional", "mail", "push", "sms", "phone", "quiet_from", "quiet_until", "timezone", "language")


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """The choice as a form has it. Quiet hours are clocks of `timezone`, both or neither."""

    optional: bool
    mail: bool
    push: bool
    sms: bool
    phone: str
    quiet_from: time | None
    quiet_until: time | None
    timezone: str
    language: str


def is_timezone(name: str) -> bool:
    """This function tells whether a name is a timezone of the IANA database."""
    return name in available_timezones()


@transaction.atomic
def choose_letters(*, booking: Booking, wishes: Wishes, now: datetime) -> ContactChoice:
    """This function keeps the choice for a booking, and for the other trains of its journey."""
    locked = lock_booking(booking.pk)
    choices = [_keep(each, asdict(wishes), now) for each in _of_journey(locked)]
    return choices[0]


@transaction.atomic
def stop_optional_mail(*, booking: Booking, now: datetime) -> None:
    """This function ends the mail that is not obligatory, as one click in it asks (RFC 8058); all else stays."""
    locked = lock_booking(booking.pk)
    values = {name: getattr(choice_of(locked), name) for name in COPIED}
    for each in _of_journey(locked):
        _keep(each, values | {"mail": False}, now)


@transaction.atomic
def choose_season_letters(*, ticket: SeasonTicket, wishes: Wishes, now: datetime) -> ContactChoice:
    """This function keeps the choice for a season ticket, whose letters go by mail alone."""
    locked = lock_season(ticket.pk)
    return _keep(locked, asdict(wishes) | {"push": False, "sms": False}, now)


@transaction.atomic
def stop_optional_season_mail(*, ticket: SeasonTicket, now: datetime) -> None:
    """This function ends the mail about a season ticket that isn't obligatory (RFC 8058); all else stays."""
    locked = lock_season(ticket.pk)
    values = {name: getattr(season_choice_of(locked), name) for name in COPIED}
    _keep(locked, values | {"mail": False}, now)


@transaction.atomic
def subscribe_browser(*, booking: Booking, endpoint: str, p256dh: str, auth: str, now: datetime) -> None:
    """Let a browser take messages about a booking, and turn them on; the same browser is kept once.

    The oldest give way beyond BROWSERS_KEPT. This function raises AddressRefused for an address we don't post to.
    """
    check_address(endpoint)
    locked = lock_booking(booking.pk)
    values = {name: getattr(choice_of(locked), name) for name in COPIED}
    for each in _of_journey(locked):
        keys = {"p256dh": p256dh, "auth": auth, "made_at": now}
        PushSubscription.objects.update_or_create(booking=each, endpoint=endpoint, defaults=keys)
        kept = each.push_subscriptions.order_by("-made_at", "-id").values_list("pk", flat=True)
        each.push_subscriptions.exclude(pk__in=list(kept[:BROWSERS_KEPT])).delete()
        _keep(each, values | {"push": True}, now)


@transaction.atomic
def unsubscribe_browser(*, booking: Booking, endpoint: str, now: datetime) -> None:
    """This function forgets a browser of a booking; without any the way is turned off."""
    locked = lock_booking(booking.pk)
    values = {name: getattr(choice_of(locked), name) for name in COPIED}
    for each in _of_journey(locked):
        each.push_subscriptions.filter(endpoint=endpoint).delete()
        _keep(each, values | {"push": each.push_subscriptions.exists()}, now)


def _of_journey(booking: Booking) -> list[Booking]:
    """The booking first, then the others of a journey with changes: one choice holds for the whole of it."""
    if booking.journey is None:
        return [booking]
    return [booking, *Booking.objects.filter(journey=booking.journey).exclude(pk=booking.pk).order_by("id")]


def _keep(whose: Booking | SeasonTicket, values: dict[str, object], now: datetime) -> ContactChoice:
    owner: dict[str, Any] = {"season_ticket" if isinstance(whose, SeasonTicket) else "booking": whose}
    zone = values["timezone"] or settings.TIME_ZONE
    kept, _made = ContactChoice.objects.update_or_create(
        **owner, defaults=values | {"timezone": zone, "changed_at": now}
    )
    return kept
