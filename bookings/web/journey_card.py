"""A journey with changes on the results page, every value ready to be shown."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Self

from django.utils.translation import gettext as _

from bookings.inventory import changes_in
from bookings.offers import JourneyOffer, Offer
from bookings.web.seat_changes import changes_words
from bookings.web.trip_card import TripCard, trip_card
from railway.lib import wording
from railway.lib.template_words import language
from timetables.models import Stop
from timetables.queries import JourneyOption, TrainChange

LONG_WAIT = timedelta(hours=3)


@dataclass(frozen=True)
class ChangeRow:
    """A change of trains: where, how long, and what to mind about it. `offset` is told where clocks differ."""

    stop: Stop
    wait: timedelta
    needed: timedelta
    walk_to: Stop | None
    arrival: datetime
    departure: datetime
    expected_arrival: datetime
    is_missed: bool
    is_long: bool
    is_overnight: bool


@dataclass(frozen=True)
class JourneyCard:
    """A journey: its trains as cards of their own, the changes between them, the sum, and how to buy it."""

    id: str
    origin: Stop
    destination: Stop
    departure: datetime
    arrival: datetime
    duration: timedelta
    next_day: date | None
    legs: Sequence[TripCard]
    changes: Sequence[ChangeRow]
    zones: str
    total: Decimal | None
    currency: str
    other_total: Decimal | None
    other_currency: str
    size: int
    offers: Sequence[str]
    key: str
    why_not: str
    is_missed: bool
    is_off: bool
    changes_of_seat: str = ""
    together: Decimal | None = None
    is_usual: bool = False

    @property
    def trains(self) -> list[str]:
        """This property lists its trains by number."""
        return [leg.train for leg in self.legs]

    def taken_off(self, reason: str) -> Self:
        """This method gives the same journey as one that can't be bought, and why."""
        return replace(self, offers=[], why_not=reason, is_off=True)

    @property
    def parts(self) -> list[tuple[TripCard, ChangeRow | None]]:
        """This property goes along the journey: each train with the change after it, the last with none."""
        return list(zip(self.legs, [*self.changes, None], strict=True))


def journey_card(offer: JourneyOffer, party_size: int) -> JourneyCard:
    """This function makes a journey ready to be shown."""
    journey = offer.journey
    legs = [trip_card(leg, party_size) for leg in offer.legs]
    first, last = journey.legs[0], journey.legs[-1]
    priced = next((leg.price for leg in offer.legs if leg.price), None)
    return JourneyCard(
        id="-".join(str(leg.id) for leg in legs),
        origin=first.origin,
        destination=last.destination,
        departure=first.departure,
        arrival=last.arrival,
        duration=last.arrival - first.departure,
        next_day=last.arrival.date() if last.arrival.date() != first.departure.date() else None,
        legs=legs,
        changes=[_change(change) for change in journey.changes],
        zones=zone_words(journey),
        total=offer.total,
        currency=priced.currency if priced else "",
        other_total=offer.other_total,
        other_currency=priced.other_currency if priced else "",
        size=party_size,
        offers=[leg.id for leg in offer.legs] if offer.on_sale else [],
        key=uuid.uuid4().hex,
        why_not=_why_not(offer, legs),
        is_missed=journey.is_missed,
        is_off=not offer.on_sale,
        changes_of_seat=_changes_of_seat(offer),
    )


def _changes_of_seat(offer: JourneyOffer) -> str:
    count = sum(changes_in(leg.plan) for leg in offer.legs)
    return changes_words(count) if count else ""


def zone_words(journey: JourneyOption) -> str:
    """This function names the clocks along a journey where they differ, "" where all are the same."""
    told: dict[str, timedelta] = {}
    for leg in journey.legs:
        for at, stop in ((leg.departure, leg.origin), (leg.arrival, leg.destination)):
            told.setdefault(wording.write_zone(at, stop.timezone, language()), at.utcoffset() or timedelta())
    if len(set(told.values())) < 2:
        return ""
    return _("Times are local: %(zones)s.") % {"zones": "; ".join(told)}


def _change(change: TrainChange) -> ChangeRow:
    return ChangeRow(
        stop=change.left.destination,
        wait=change.wait,
        needed=timedelta(seconds=change.needed_s),
        walk_to=change.taken.origin if change.is_walk else None,
        arrival=change.left.arrival,
        departure=change.taken.departure,
        expected_arrival=change.left.expected_arrival,
        is_missed=change.is_missed,
        is_long=change.wait >= LONG_WAIT,
        is_overnight=change.is_overnight,
    )


def _why_not(offer: JourneyOffer, legs: Sequence[TripCard]) -> str:
    if offer.journey.is_missed:
        return _("By what is known now the next train is gone before you get to it.")
    refused = next((leg for leg, one in zip(legs, offer.legs, strict=True) if not one.on_sale), None)
    return (
        _("Train %(number)s: %(reason)s") % {"number": refused.train, "reason": refused.why_not}
        if refused
        else ""
    )


def offers_of(journeys: Sequence[JourneyOffer]) -> list[Offer]:
    """This function lists the offers of all trains of some journeys."""
    return [leg for journey in journeys for leg in journey.legs]
