"""From an outbox row to a letter: subject, plain text, one-column HTML, attached tickets."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings import tickets
from bookings.access import manage_url, scoped_token, season_scoped_token, season_url, waiting_url
from bookings.models import Booking, Notification, SeasonTicket, WebhookEndpoint
from bookings.notifications.choices import OPTIONAL, UNSUBSCRIBE
from bookings.notifications.facts import MailFacts, write_day
from bookings.notifications.links import linked_bookings, linked_seasons
from bookings.notifications.own.words import Words, own_words
from bookings.notifications.privacy import request_letter
from bookings.notifications.season import link_of_season, season_facts, season_subject
from bookings.notifications.subjects import entry_head, write_subject
from bookings.notifications.trip import told_together, trip_facts
from bookings.notifications.waiting import ABOUT_ENTRY, entry_of, waiting_facts
from bookings.queries.change_words import change_words
from bookings.tickets.build import booking_ticket_views, replaced_ticket_views
from bookings.tickets.season import render_season_pdf
from railway.lib import wording

Kind = Notification.Kind
WITH_TICKETS = frozenset({Kind.CONFIRMED, Kind.EXCHANGED, Kind.TRAIN_CHANGED, Kind.REMINDER})
WITH_PDF = frozenset({Kind.CONFIRMED, Kind.EXCHANGED})


def render_mail(message: Notification, *, now: datetime) -> EmailMultiAlternatives:
    """This function writes the letter in the message's language, from the booking as it stands now.

    Its Message-ID follows from the dedupe key, so that a letter sent again after a crash is known to be the same one.
    """
    with override(message.language):
        if message.kind in ABOUT_ENTRY:
            return _about_entry(message, now)
        if message.kind == Kind.WEBHOOK_DISABLED:
            return _about_webhook(message)
        if message.kind == Kind.PRIVACY:
            subject, values = request_letter(message)
            return _letter(message, subject, values)
        if message.season_ticket is not None:
            return _about_season(message, message.season_ticket)
        if message.booking is None:
            return _links(message, now)
        return _about_booking(message, message.booking, now)


def _about_booking(message: Notification, booking: Booking, now: datetime) -> EmailMultiAlternatives:
    together = told_together(message, booking)
    facts, *others = trip_facts(together, message.language, now)
    details = details_of(message, booking, now)
    views = [view for each in together for view in _ticket_views(message, each)]
    words = [_ticket_words(view, names_way=bool(others)) for view in views]
    context = {"facts": facts, "others": others, "details": details, "tickets": words}
    context["reservation"] = tickets.reservation_script(views) if views else ""
    letter = _letter(message, write_subject(message.kind, facts, details), context)
    if views:
        ended = replaced_ticket_views(booking, message.language) if message.kind == Kind.EXCHANGED else []
        _attach(letter, facts, views, ended, with_pdf=_brings_tickets(message))
    return letter


def _about_entry(message: Notification, now: datetime) -> EmailMultiAlternatives:
    """This function writes the letter about an entry of the waiting list."""
    entry = entry_of(message)
    if entry is None:
        raise RuntimeError(f"letter {message.pk} is about an entry that is gone")
    facts = waiting_facts(entry, message.language, now)
    subject = f"{entry_head(message.kind)}: {facts.journey}, {facts.day}".replace(wording.NBSP, " ")
    return _letter(message, subject, {"waiting": facts})


def _about_webhook(message: Notification) -> EmailMultiAlternatives:
    """This function tells the operator that a partner's address is posted to no longer."""
    endpoint = WebhookEndpoint.objects.select_related("partner").filter(pk=message.data["endpoint"]).first()
    if endpoint is None:
        raise RuntimeError(f"letter {message.pk} is about a webhook that is gone")
    subject = _("Webhook of %(partner)s is switched off") % {"partner": endpoint.partner.name}
    return _letter(message, subject, {"endpoint": endpoint, "answer": message.data.get("answer", "")})


def _about_season(message: Notification, ticket: SeasonTicket) -> EmailMultiAlternatives:
    """This function writes the letter about a season ticket; one just bought is attached."""
    if message.kind == Kind.PROOF_ENDING:
        return _about_season_proof(message, ticket)
    facts = season_facts(message, ticket, message.language)
    letter = _letter(message, season_subject(message.kind, facts), {"season": facts})
    if message.kind == Kind.SEASON_BOUGHT and ticket.payload is not None:
        letter.attach(
            f"{facts.reference}.pdf", render_season_pdf(ticket, message.language), "application/pdf"
        )
    return letter


def _about_season_proof(message: Notification, ticket: SeasonTicket) -> EmailMultiAlternatives:
    """This function reminds of a proof that a season ticket was the last to be bought with."""
    day = wording.write_day(date.fromisoformat(message.data["until"]), message.language)
    context = {
        "facts": {
            "reference": ticket.shown_reference,
            "manage_url": season_url(ticket, message.language),
        },
        "details": {"until_day": day, "passenger_name": ticket.full_name},
    }
    subject = _("Show the document of the benefit again by %(day)s") % {"day": day}
    return _letter(message, subject.replace(wording.NBSP, " "), context)


def _brings_tickets(message: Notification) -> bool:
    """Tickets are attached where they are new, or written anew for other seats."""
    return message.kind in WITH_PDF or bool(message.data.get("moved"))


def _links(message: Notification, now: datetime) -> EmailMultiAlternatives:
    """This function writes the letter with the links to a purchaser's bookings, found only now."""
    found = linked_bookings(message, now)
    rows = [_link_row(booking, message.language, now) for booking in found]
    rows += [link_of_season(ticket, message.language) for ticket in linked_seasons(message, now)]
    return _letter(message, _("Links to your orders"), {"rows": rows})


def _link_row(booking: Booking, language: str, now: datetime) -> dict[str, str]:
    names = [booking.origin.name_in(language), booking.destination.name_in(language)]
    clock = wording.write_clock(booking.departs_at, booking.origin.timezone)
    return {
        "reference": booking.shown_reference,
        "journey": " – ".join(names),
        "when": f"{write_day(booking.departs_at, booking.origin, language, now)}, {clock}",
        "url": manage_url(booking, language),
    }


def _letter(message: Notification, subject: str, context: Mapping[str, Any]) -> EmailMultiAlternatives:
    place = f"bookings/mail/{message.kind}"
    values = {**context, "subject": subject, "language": message.language, "brand": settings.SITE_NAME}
    if message.booking:
        values["letters_url"] = manage_url(message.booking, message.language, "letters")
    if message.season_ticket:
        values["letters_url"] = season_url(message.season_ticket, message.language, "letters")
    own = own_words(message.kind, message.language, values) if message.season_ticket is None else None
    words = own or Words(
        subject, render_to_string(f"{place}.txt", values), render_to_string(f"{place}.html", values)
    )
    letter = EmailMultiAlternatives(
        subject=words.subject,
        body=_tidy(words.text),
        to=[message.email],
        headers={
            "Message-ID": message_id(message.dedupe_key),
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
            **unsubscribe_headers(message),
        },
    )
    letter.attach_alternative(words.html, "text/html")
    return letter


def _tidy(text: str) -> str:
    """This function takes out what the tags of a template leave behind: spaces at line ends, runs of empty lines."""
    lines = [line.rstrip() if line.strip() else "" for line in text.strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def unsubscribe_headers(message: Notification) -> dict[str, str]:
    """This function lets mail programs end letters that aren't obligatory by one click (RFC 2369, 8058)."""
    path = _unsubscribe_path(message) if message.kind in OPTIONAL else ""
    if not path:
        return {}
    address = f"{settings.SITE_URL}/{message.language}/{path}"
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _unsubscribe_path(message: Notification) -> str:
    if ticket := message.season_ticket:
        return f"season/{ticket.shown_reference}/letters/{season_scoped_token(ticket, UNSUBSCRIBE)}"
    if booking := message.booking:
        return f"letters/{booking.shown_reference}/{scoped_token(booking, UNSUBSCRIBE)}"
    return ""


def message_id(dedupe_key: str) -> str:
    """This function makes the Message-ID (RFC 5322) that belongs to a dedupe key, the same at every try."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{hashlib.sha256(dedupe_key.encode()).hexdigest()[:40]}@{domain}>"


def details_of(message: Notification, booking: Booking, now: datetime) -> dict[str, Any]:
    """This function turns what the outbox row carries into words of the active language."""
    details = dict(message.data)
    for name in ("amount", "fee", "paid", "price"):
        if name in details:
            words = wording.write_money(Decimal(details[name]), details["currency"], message.language)
            details["sum" if name == "amount" else name] = words
    if entry := entry_of(message):
        details["waiting_url"] = waiting_url(entry, message.language)
        details["pay_url"] = manage_url(booking, message.language, "pay")
        details["until"] = _until(booking, message.language, now)
    if message.kind == Kind.TRAIN_CHANGED:
        details["words"] = change_words(message.data, booking)
    if message.kind == Kind.PROOF_ENDING:
        details |= _proof(message, booking)
    for side in ("old", "new"):
        if side in details:
            details[side] = _times(details[side], booking, message.language, now)
    return details


def _until(booking: Booking, language: str, now: datetime) -> str:
    """This function writes until when seats are kept, with the day where that is not today: an offer lasts a night."""
    if booking.hold_expires_at is None:
        return ""
    day = write_day(booking.hold_expires_at, booking.origin, language, now)
    clock = wording.write_clock(booking.hold_expires_at, booking.origin.timezone)
    return clock if day == write_day(now, booking.origin, language, now) else f"{day}, {clock}"


def _proof(message: Notification, booking: Booking) -> dict[str, str]:
    """This function names the passenger and the day; neither benefit nor document, since anybody may read a letter."""
    passenger = booking.passengers.filter(number=message.data["passenger"]).first()
    day = wording.write_day(date.fromisoformat(message.data["until"]), message.language)
    return {"until_day": day, "passenger_name": passenger.full_name if passenger else ""}


def _times(times: Mapping[str, str], booking: Booking, language: str, now: datetime) -> dict[str, str]:
    departs, arrives = (datetime.fromisoformat(times[name]) for name in ("departs_at", "arrives_at"))
    return {
        "day": write_day(departs, booking.origin, language, now),
        "departs": wording.write_clock(departs, booking.origin.timezone),
        "arrives": wording.write_clock(arrives, booking.destination.timezone),
    }


def _ticket_views(message: Notification, booking: Booking) -> list[tickets.TicketView]:
    if message.kind not in WITH_TICKETS:
        return []
    return booking_ticket_views(booking, message.language)


def _ticket_words(view: tickets.TicketView, *, names_way: bool) -> dict[str, Any]:
    return {
        "way": f"{view.origin.name} – {view.destination.name}" if names_way else "",
        "number": view.number,
        "passenger": view.passenger,
        "benefit": view.benefit,
        "carry": view.carry,
        "proof": view.proof,
        "price": wording.write_money(view.price, view.currency, view.language),
        "lines": [_line_words(line, view) for line in view.fare_lines],
    }


def _line_words(line: tickets.TicketFareLine, view: tickets.TicketView) -> dict[str, str]:
    amount = "" if line.amount is None else wording.write_money(line.amount, view.currency, view.language)
    return {"text": line.text, "amount": amount}


def _attach(
    letter: EmailMultiAlternatives,
    facts: MailFacts,
    views: list[tickets.TicketView],
    ended: list[tickets.TicketView],
    *,
    with_pdf: bool,
) -> None:
    """This function attaches the tickets; the calendar file also takes those out that they replace."""
    if with_pdf:
        letter.attach(f"{facts.reference}.pdf", tickets.render_booking_pdf(views), "application/pdf")
    letter.attach(f"{facts.reference}.ics", tickets.render_ics([*ended, *views]), "text/calendar")
