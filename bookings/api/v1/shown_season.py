"""Season tickets as the API's outputs take them."""

import base64
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language

from bookings.access import access_token
from bookings.api.v1.shown_booking import shown_consent, shown_proof
from bookings.api.v1.shown_offers import shown_fare, shown_money
from bookings.models import Booking, SeasonRefundOffer, SeasonTicket
from bookings.offers.season import SeasonOffer
from bookings.offers.wording import Glossary, load_glossary, problem_text
from bookings.operations.create_season_ticket import consent_of_benefit, granted_benefit
from bookings.proofs import needs_proof, season_proof
from bookings.queries.consents import ConsentNeed, live_season_consents
from bookings.queries.season import effective_season_state, live_trips, today_of
from bookings.tickets.fare_words import masked_document
from bookings.tickets.season import kind_words

FARE = ("price", "full_price", "other_price", "benefit", "lines", "reason")


def shown_season_offers(
    offers: Sequence[SeasonOffer], *, birth_date: date | None, now: datetime
) -> list[dict[str, Any]]:
    """This function shows kinds of season tickets with their explained prices, in three queries at most."""
    names = load_glossary([offer.price.to_json() for offer in offers if offer.price])
    special = [each for each in map(granted_benefit, offers) if each is not None and each.sensitive]
    need = consent_of_benefit(special[0], birth_date, now) if special else None
    return [_offer(offer, names, need) for offer in offers]


def shown_season(ticket: SeasonTicket, *, now: datetime) -> dict[str, Any]:
    """This function shows a season ticket as it is now."""
    zone = ZoneInfo(ticket.route.timezone)
    return {
        "reference": ticket.reference,
        "state": effective_season_state(ticket, now).value,
        "product": ticket.product,
        "name": kind_words(ticket, _language()),
        "days": ticket.days,
        "origin": ticket.origin.stop_id,
        "destination": ticket.destination.stop_id,
        "valid_from": ticket.valid_from,
        "valid_until": ticket.valid_until,
        "trips": ticket.trips_allowed,
        "trips_left": ticket.trips_left,
        "confirmation_time_limit": ticket.hold_expires_at.astimezone(zone),
        "passenger": {
            "given_name": ticket.given_name,
            "family_name": ticket.family_name,
            "patronymic": ticket.patronymic,
            "document_type": ticket.document_type,
            "document": masked_document(ticket),
            "proof": _proof(ticket, now),
            "consent": _given(ticket),
        },
        "fare": _fare(ticket.price_lines, load_glossary([ticket.price_lines])),
        "made": [_trip(trip) for trip in live_trips(ticket)],
        "code": base64.b64encode(bytes(ticket.payload)).decode("ascii") if ticket.payload else None,
    }


def shown_reservation(ticket: SeasonTicket, booking: Booking) -> dict[str, Any]:
    """This function shows a seat reserved with a season ticket."""
    return {
        "reference": booking.reference,
        "access_token": access_token(booking),
        "season_ticket": ticket.reference,
        "trips_left": ticket.trips_left,
    }


def shown_season_refund(offer: SeasonRefundOffer) -> dict[str, Any]:
    """This function shows what comes back of a season ticket, and how it is reckoned."""
    zone = ZoneInfo(offer.season_ticket.route.timezone)
    sums = {name: shown_money(getattr(offer, name), offer.currency) for name in ("paid", "fee", "amount")}
    return {
        "id": offer.uuid,
        "status": offer.status,
        "expires": offer.expires_at.astimezone(zone),
        **sums,
        **{name: offer.reckoned[name] for name in ("unit", "left", "whole")},
        "share_percent": f"{Decimal(offer.reckoned['share_percent']).normalize():f}",
    }


def _proof(ticket: SeasonTicket, now: datetime) -> dict[str, Any] | None:
    if ticket.granted_benefit is None or not needs_proof(ticket.granted_benefit):
        return None
    seen = season_proof(ticket, day=max(today_of(ticket, now), ticket.valid_from))
    return shown_proof(ticket, seen)


def _given(ticket: SeasonTicket) -> dict[str, Any] | None:
    given = next(iter(live_season_consents(ticket)), None)
    return (
        shown_consent(ConsentNeed(given.text, given, given.given_as), ticket.route.timezone)
        if given
        else None
    )


def _offer(offer: SeasonOffer, names: Glossary, need: ConsentNeed | None) -> dict[str, Any]:
    return {
        "product": offer.code,
        "name": offer.name_in(_language()),
        "days": offer.shape.days,
        "valid_from": offer.first_day,
        "valid_until": offer.last_day,
        "trips": offer.shape.trips,
        "fare": _fare(offer.price.to_json(), names) if offer.price else None,
        "refusal": " ".join(problem_text(problem) for problem in offer.refused),
        "consent": shown_consent(need if _is_special(offer) else None, settings.TIME_ZONE),
    }


def _is_special(offer: SeasonOffer) -> bool:
    benefit = granted_benefit(offer)
    return benefit is not None and benefit.sensitive


def _fare(stored: Mapping[str, Any], names: Glossary) -> dict[str, Any]:
    shown = shown_fare(1, stored, names, travel_date=None) or {}
    return {name: shown[name] for name in FARE}


def _trip(trip: Any) -> dict[str, Any]:
    return {
        "dated_trip": trip.dated_trip_id,
        "service_date": trip.dated_trip.service_date,
        "state": trip.state,
        "booking": trip.booking.reference if trip.booking else None,
    }


def _language() -> str:
    return (get_language() or "ru")[:2]
