"""There and back: what is asked for the way back, and the way there that was chosen for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.http import HttpRequest
from django.utils.translation import gettext as _

from bookings.offers import (
    OfferBroken,
    OfferContent,
    OfferExpired,
    TripNotFound,
    TripSelection,
    open_offer,
    refusal_of,
    seats_left_on,
    select_trip,
)
from bookings.operations.create_journey import MOST_TRAINS
from bookings.web.journey_card import JourneyCard
from bookings.web.trip_card import TripCard
from timetables.queries import TripOption

Card = TripCard | JourneyCard


class OutwardGone(Exception):
    """The way there can't be had as it was chosen: its price is too old, or the train is full or doesn't run."""


@dataclass(frozen=True)
class Outward:
    """The way there as it was chosen: its sealed offers, its trains, and what it costs."""

    sealed: Sequence[str]
    legs: Sequence[TripOption]
    total: Decimal
    currency: str
    seat_changes: bool

    @property
    def arrival(self) -> datetime:
        """This property is when one is there."""
        return self.legs[-1].arrival


@dataclass(frozen=True)
class NextStep:
    """Where a choice of the way there leads to: the page of the way back, with what it must know."""

    url: str
    fields: Sequence[tuple[str, str]]


def asked_back(request: HttpRequest, day: date, last: date) -> date | None:
    """This function reads the day of the way back; one before the way there counts as the same day."""
    try:
        back = date.fromisoformat(request.GET.get("back", ""))
    except ValueError:
        return None
    return max(back, day) if back <= last else None


def read_outward(request: HttpRequest, now: datetime) -> Outward | None:
    """This function opens the offers chosen for the way there; None where none is asked for. Raises OutwardGone."""
    sealed = request.GET.getlist("there")
    if not sealed:
        return None
    try:
        offers = [open_offer(each, now=now) for each in sealed[:MOST_TRAINS]]
        chosen = [_selected(offer) for offer in offers]
    except (OfferExpired, OfferBroken, TripNotFound):
        raise OutwardGone from None
    _refuse_gone(offers, chosen, now)
    return Outward(
        sealed[:MOST_TRAINS],
        [each.option for each in chosen],
        sum((offer.total for offer in offers), Decimal(0)),
        offers[0].currency,
        request.GET.get("seat_changes") == "accept",
    )


def _selected(offer: OfferContent) -> TripSelection:
    return select_trip(
        dated_trip_id=offer.dated_trip_id, origin_code=offer.origin, destination_code=offer.destination
    )


def _refuse_gone(offers: Sequence[OfferContent], chosen: Sequence[TripSelection], now: datetime) -> None:
    left = seats_left_on(chosen)
    for offer, each in zip(offers, chosen, strict=True):
        seats = left.get(each.dated_trip_id)
        is_full = seats is not None and seats < len(offer.party) and not offer.plan
        if is_full or refusal_of(each.option, now):
            raise OutwardGone


def after_outward(card: Card, outward: Outward) -> Card:
    """This function fits a way back to the way there: the sum of both, or why the two don't go together."""
    reason = ""
    if card.departure < outward.arrival:
        reason = _("It leaves before you arrive.")
    elif len(outward.legs) + len(card.trains) > MOST_TRAINS:
        reason = _("There and back would be more than four trains.")
    if reason:
        return card.taken_off(reason)
    if card.total is None or not card.offers:
        return card
    return replace(card, together=card.total + outward.total)
