"""Letters about season tickets: what they say, and how they get into the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.access import season_url
from bookings.models import Notification, Refund, SeasonTicket
from bookings.notifications.choices import season_choice_of, wants_mail
from bookings.notifications.nudge import nudge
from bookings.notifications.quiet import season_send_at
from bookings.tickets.season import days_words, kind_words, period_words, use_words
from railway.lib import wording

Kind = Notification.Kind


@dataclass(frozen=True, kw_only=True)
class SeasonFacts:
    """A season ticket in words, and what the letter has to say of money."""

    reference: str
    name: str
    kind: str
    way: str
    period: str
    days: str
    trips: str
    price: str
    holder: str
    last_day: str
    use: tuple[str, ...]
    url: str
    again_url: str
    amount: str = ""
    kept: str = ""
    why: str = ""


def enqueue_season(
    *,
    ticket: SeasonTicket,
    kind: str,
    dedupe_key: str,
    now: datetime,
    data: Mapping[str, Any] | None = None,
) -> bool:
    """This function writes one letter about a season ticket into the outbox, in the caller's transaction.

    It goes to the ticket's e-mail, once per `dedupe_key`, in the language and outside the quiet hours that were chosen.
    False when there is no address, or the letter isn't obligatory and not wanted.
    """
    choice = season_choice_of(ticket)
    if not ticket.email or not wants_mail(choice, kind):
        return False
    message = Notification(
        season_ticket=ticket,
        kind=kind,
        dedupe_key=dedupe_key,
        email=ticket.email,
        language=choice.language or ticket.language,
        data=dict(data or {}),
        created_at=now,
        next_attempt_at=season_send_at(kind=kind, choice=choice, now=now),
    )
    Notification.objects.bulk_create([message], ignore_conflicts=True)
    if message.next_attempt_at <= now:
        transaction.on_commit(nudge, robust=True)
    return True


def season_facts(message: Notification, ticket: SeasonTicket, language: str) -> SeasonFacts:
    """This function reads a season ticket for a letter in the language that must be active already."""
    ends = [ticket.origin.name_in(language), ticket.destination.name_in(language)]
    left = ticket.trips_left
    return SeasonFacts(
        reference=ticket.shown_reference,
        name=_("Season ticket %(number)s") % {"number": ticket.shown_reference},
        kind=kind_words(ticket, language),
        way=" – ".join(ends),
        period=period_words(ticket, language),
        days=days_words(ticket),
        trips=""
        if left is None
        else _("Trips left: %(left)s of %(all)s") % {"left": left, "all": ticket.trips_allowed},
        price=wording.write_money(ticket.price, ticket.currency, language),
        holder=ticket.full_name,
        last_day=wording.write_day(ticket.valid_until, language),
        use=use_words(ticket),
        url=season_url(ticket, language),
        again_url=season_url(ticket, language, "again"),
        amount=_sum(message, "amount", language),
        kept=_sum(message, "fee", language),
        why=_why(message),
    )


def link_of_season(ticket: SeasonTicket, language: str) -> dict[str, str]:
    """This function is a line of the letter with links: what the ticket is, and the address that opens it."""
    names = [ticket.origin.name_in(language), ticket.destination.name_in(language)]
    return {
        "reference": ticket.shown_reference,
        "journey": f"{_('season ticket')} {' – '.join(names)}",
        "when": period_words(ticket, language),
        "url": season_url(ticket, language),
    }


def season_subject(kind: str, facts: SeasonFacts) -> str:
    """This function writes the subject in the active language."""
    head = {
        Kind.SEASON_BOUGHT: _("Your season ticket"),
        Kind.SEASON_ENDING: _("Your season ticket ends soon"),
        Kind.SEASON_REFUNDED: _("Money for a season ticket"),
    }[Kind(kind)]
    return f"{head}: {facts.way}, {facts.period}".replace(wording.NBSP, " ")


def _sum(message: Notification, name: str, language: str) -> str:
    text = message.data.get(name)
    return wording.write_money(Decimal(text), message.data["currency"], language) if text else ""


def _why(message: Notification) -> str:
    """Why money went back that was not asked for; nothing where the holder returned the ticket."""
    return {
        Refund.Reason.DOUBLE_PAYMENT: _("It was paid twice; the second payment goes back."),
        Refund.Reason.LATE_PAYMENT: _("The money came when the season ticket was no longer on offer."),
        Refund.Reason.PRICE_CHANGED: _("The sum paid was not the price."),
    }.get(message.data.get("reason", ""), "")
