"""A season ticket as a signed code and as a printed page."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.fares import FarePrice
from bookings.models import ProofSeen, SeasonDays, SeasonTicket
from bookings.proofs import season_proof
from bookings.tickets import fare_words
from bookings.tickets.aztec import aztec_svg
from bookings.tickets.code import SeasonValidity, TicketFacts, make_payload
from bookings.tickets.issue import short_name
from bookings.tickets.keys import signing_key
from bookings.tickets.pdf import TEMPLATE
from railway.lib import wording
from railway.lib.print_text import clean
from railway.lib.typeset import printable, set_pdf
from timetables.models import Stop

State = SeasonTicket.State


def season_payload(ticket: SeasonTicket, *, now: datetime) -> bytes:
    """This function signs what an inspector can rely on without a network. Raises ImproperlyConfigured without a key.

    How many trips are left isn't in it: only the service knows. A proof counts as seen where it does to the last day.
    """
    benefit = ticket.granted_benefit
    facts = TicketFacts(
        number=ticket.shown_reference,
        train=ticket.product,
        service_date=ticket.valid_from,
        origin=ticket.origin.stop_id,
        destination=ticket.destination.stop_id,
        passenger=short_name(ticket),
        document_tail=ticket.document_last4,
        benefit_country=benefit.country if benefit else "",
        benefit_code=benefit.code if benefit and not benefit.sensitive else "",
        benefit_percent=benefit.discount_percent if benefit else 0,
        season=SeasonValidity(ticket.valid_until, ticket.days, ticket.trips_allowed or 0),
        proof_seen=_seen_throughout(ticket) is not None,
        issued_at=now,
    )
    return make_payload(facts, signing_key())


def kind_words(ticket: SeasonTicket, language: str) -> str:
    """This function names the kind of a season ticket in a language, else in Russian."""
    return str(ticket.product_names.get(language) or ticket.product_names.get("ru") or ticket.product)


def period_words(ticket: SeasonTicket, language: str) -> str:
    """This function writes the first and the last day: "1 мая – 31 мая 2027"."""
    first = wording.write_day_and_month(ticket.valid_from, language)
    if ticket.valid_from.year != ticket.valid_until.year:
        first += f"{wording.NBSP}{ticket.valid_from.year}"
    last = (
        f"{wording.write_day_and_month(ticket.valid_until, language)}{wording.NBSP}{ticket.valid_until.year}"
    )
    return f"{first} – {last}"


def days_words(ticket: SeasonTicket) -> str:
    """This function names the days on which it holds, in the active language."""
    return str(SeasonDays(ticket.days).label)


def season_lines(ticket: SeasonTicket, language: str) -> tuple[Any, ...]:
    """This function explains the price in a line each, in the active language; the total stands apart."""
    price = FarePrice.from_json(ticket.price_lines)
    return fare_words.fare_lines(price, _stop_names(price, language), language)


def render_season_pdf(ticket: SeasonTicket, language: str) -> bytes:
    """This function returns a paid season ticket as a PDF/UA-1 file (ISO 14289-1) of one A4 page."""
    with override(language):
        words = _page(ticket, language)
        document = {
            "language": language,
            "title": clean(words["title"]),
            "author": clean(settings.SITE_NAME),
            "tickets": [
                {
                    **printable(words),
                    "code": aztec_svg(bytes(ticket.payload or b""), words["code_title"]),
                    "colour": (ticket.route.color or "3d2c80").lstrip("#"),
                    "usable": ticket.state == State.FULFILLED,
                    "border_share": None,
                }
            ],
        }
    moment = ticket.confirmed_at or ticket.created_at
    return set_pdf(TEMPLATE, document, timestamp=int(moment.timestamp()))


def _page(ticket: SeasonTicket, language: str) -> dict[str, Any]:
    is_void = ticket.state != State.FULFILLED
    return {
        "brand": settings.SITE_NAME,
        "title": _("Season ticket %(number)s") % {"number": ticket.shown_reference},
        "route_letter": ticket.route.short_name,
        "route_name": ticket.route.name_in(language),
        "code_title": _("Ticket code for inspection"),
        "passenger_label": _("Passenger"),
        "passenger": ticket.full_name,
        "document_label": _("Document"),
        "document": fare_words.masked_document(ticket),
        "alert": _("This ticket was refunded or replaced. It doesn't let you travel.") if is_void else "",
        "stamp": _("ticket is void") if is_void else "",
        "day": period_words(ticket, language),
        "duration": _("there and back"),
        "from": _end(ticket.origin, language),
        "to": _end(ticket.destination, language),
        "facts": _facts(ticket, language),
        **_lower_half(ticket, language),
    }


def _end(stop: Stop, language: str) -> dict[str, str]:
    return {"label": "", "time": "", "name": stop.name_in(language), "sign": "", "zone": ""}


def _facts(ticket: SeasonTicket, language: str) -> list[dict[str, Any]]:
    facts = [{"label": _("Season ticket"), "value": kind_words(ticket, language)}]
    if ticket.trips_allowed is not None:
        facts.append({"label": _("Trips"), "value": str(ticket.trips_allowed)})
    return facts


def _lower_half(ticket: SeasonTicket, language: str) -> dict[str, Any]:
    price = FarePrice.from_json(ticket.price_lines)
    return {
        "fold": _("fold here"),
        "carry_label": _("Carry with you"),
        "carry": list(fare_words.carry_words(ticket, _seen_throughout(ticket), language)),
        "benefit": fare_words.benefit_words(ticket, language) or "",
        "journey_label": _("How to travel with it"),
        "journey": list(use_words(ticket)),
        "price_label": _("Price"),
        "fare_lines": [
            {"text": line.text, "amount": _money(line.amount, ticket.currency, language)}
            for line in season_lines(ticket, language)
        ],
        "total_label": _("Paid"),
        "total": wording.write_money(ticket.price, ticket.currency, language),
        "about": wording.write_about(price.other_price.amount, price.other_price.currency, language),
        "footer": _footer(ticket, language),
        "demonstration": "",
    }


def _seen_throughout(ticket: SeasonTicket) -> ProofSeen | None:
    """Paper can't follow the calendar: only what counts to the last day spares the holder to carry the document."""
    return season_proof(ticket, day=ticket.valid_until)


def use_words(ticket: SeasonTicket) -> tuple[str, ...]:
    """This function tells in the active language how to travel with a season ticket."""
    lines = [
        _("Holds in both directions, at any stop in between, on trains of this line."),
        _("Trains without seat numbers: board and show the code; no booking is needed."),
        _("Trains with numbered seats: reserve a seat free of charge before you travel."),
    ]
    if ticket.days == SeasonDays.WORKDAYS:
        lines.insert(
            1, _("Holds on working days. Public holidays and moved days count as they are in each country.")
        )
    if ticket.days == SeasonDays.WEEKEND:
        lines.insert(1, _("Holds on Saturdays, Sundays and public holidays; moved days count as they are."))
    if ticket.trips_allowed is not None:
        lines.append(_("Each train you travel on takes one trip."))
    return tuple(lines)


def _money(amount: Decimal | None, currency: str, language: str) -> str:
    return "" if amount is None else wording.write_money(amount, currency, language)


def _footer(ticket: SeasonTicket, language: str) -> list[str]:
    day = (ticket.confirmed_at or ticket.created_at).date()
    address = settings.SITE_URL + reverse("bookings:season_ticket", args=[ticket.shown_reference])
    return [
        _("Issued on %(day)s") % {"day": wording.write_day(day, language)},
        _("Refund of the unused part: %(url)s") % {"url": address},
    ]


def _stop_names(price: FarePrice, language: str) -> dict[str, str]:
    codes = {code for line in price.lines for code in (line.from_stop, line.to_stop) if code}
    return {stop.stop_id: stop.name_in(language) for stop in Stop.objects.filter(stop_id__in=codes)}
