"""Exchange offers as the API's outputs take them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from bookings.access import access_token
from bookings.api.v1.shown_offers import shown_fare, shown_money, shown_trip
from bookings.models import AncillaryKind, Booking, ExchangeOffer
from bookings.offers.wording import Glossary, load_glossary
from bookings.operations.offer_exchange import ExchangeOption
from bookings.queries import effective_state, is_held


def shown_exchange_options(found: Sequence[ExchangeOption]) -> list[dict[str, Any]]:
    """This function shows the trains of a day with their offers, the names in two queries."""
    names = load_glossary(line["fare"] for each in found if each.offer for line in each.offer.passengers)
    return [
        {
            "trip": shown_trip(each.option, each.option.train_number),
            "seats_left": each.seats_left,
            "available": each.on_sale,
            "refusal": each.refusal,
            "offer": shown_exchange_offer(
                each.offer, now=timezone.now(), names=names, travel_date=each.option.departure.date()
            )
            if each.offer
            else None,
        }
        for each in found
    ]


def shown_exchange_offer(
    offer: ExchangeOffer, *, now: datetime, names: Glossary | None = None, travel_date: date | None = None
) -> dict[str, Any]:
    """This function shows an exchange offer and the booking it became; without the day of travel it looks it up."""
    day = travel_date or _travel_date(offer)
    glossary = names or load_glossary(line["fare"] for line in offer.passengers)
    sums = {name: getattr(offer, name) for name in ("paid", "fee", "price", "difference")}
    reason = offer.rule.get("reason", "rule")
    return {
        "id": offer.uuid,
        "status": _status(offer, now),
        "dated_trip": offer.dated_trip_id,
        "origin": offer.origin.stop_id,
        "destination": offer.destination.stop_id,
        "passengers": [_passenger(line, offer.currency, glossary, day) for line in offer.passengers],
        **{name: shown_money(amount, offer.currency) for name, amount in sums.items()},
        "free_reason": "" if reason == "rule" else reason,
        "valid_until": _local(offer.expires_at, offer),
        "booking": _booking(offer.new_booking, offer, now) if offer.new_booking else None,
    }


def _status(offer: ExchangeOffer, now: datetime) -> str:
    if offer.status == ExchangeOffer.Status.OFFERED and offer.expires_at <= now:
        return ExchangeOffer.Status.EXPIRED
    return offer.status


def _travel_date(offer: ExchangeOffer) -> date:
    calls = offer.dated_trip.stops.filter(stop=offer.origin).order_by("position")
    departure = calls.values_list("departure_at", flat=True).first() or offer.dated_trip.departs_at
    return departure.astimezone(ZoneInfo(offer.origin.timezone)).date()


def _passenger(line: dict[str, Any], currency: str, names: Glossary, travel_date: date) -> dict[str, Any]:
    sums = {name: shown_money(Decimal(line[name]), currency) for name in ("paid", "fee")}
    fare = shown_fare(line["number"], line["fare"], names, travel_date=travel_date)
    behind = line.get("left_behind", {})
    left_behind = {kind: behind.get(kind, 0) for kind in AncillaryKind.values}
    return {"number": line["number"], **sums, "fare": fare, "left_behind": left_behind}


def _booking(booking: Booking, offer: ExchangeOffer, now: datetime) -> dict[str, Any]:
    held = is_held(booking, now)
    return {
        "reference": booking.reference,
        "access_token": access_token(booking),
        "state": effective_state(booking, now).value,
        "confirmation_time_limit": _local(booking.hold_expires_at, offer) if held else None,
        "amount_due": shown_money(max(booking.due, Decimal(0)) if held else Decimal(0), booking.currency),
    }


def _local(instant: datetime | None, offer: ExchangeOffer) -> datetime | None:
    return instant.astimezone(ZoneInfo(offer.origin.timezone)) if instant else None
