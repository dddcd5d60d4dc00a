"""Journeys with changes of train as they can be bought: each train by an offer of its own."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from bookings.offers.offers import Offer, make_offers
from bookings.offers.party import PartyMember, check_party, party_facts
from bookings.offers.price_tables import load_price_tables
from timetables.models import Stop
from timetables.queries import JourneyOption, TripOption, find_journeys


@dataclass(frozen=True, slots=True)
class JourneyOffer:
    """A journey and the offers of its trains, in order of travel."""

    journey: JourneyOption
    legs: tuple[Offer, ...]

    @property
    def on_sale(self) -> bool:
        """This property tells whether all of it can be bought now; not where a connection will be missed."""
        return not self.journey.is_missed and all(leg.on_sale for leg in self.legs)

    @property
    def total(self) -> Decimal | None:
        """This property is what the party pays for all trains, None where the price of one isn't known."""
        return _sum(leg.price.total if leg.price else None for leg in self.legs)

    @property
    def other_total(self) -> Decimal | None:
        """This property is the total in the other currency."""
        return _sum(leg.price.other_total if leg.price else None for leg in self.legs)


def search_journeys(
    *,
    origin: Stop,
    destination: Stop,
    date: dt.date,
    party: Sequence[PartyMember],
    currency: str,
    now: dt.datetime,
    with_changes_of_seat: bool = False,
) -> list[JourneyOffer]:
    """Offer the journeys with changes that leave the origin on its local date and have not left yet.

    Each train is priced by itself, so a benefit holds on each by the day it is taken. This function makes as many
    queries for one journey as for many, unless they share trains. Raises PartyRefused, bookings.fares.NoRate.
    """
    found = find_journeys(origin=origin, destination=destination, date=date)
    ahead = [one for one in found if one.legs[0].expected_departure > now]
    if not ahead:
        return []
    tables = load_price_tables(claimed=[member.benefit_code for member in party], now=now)
    check_party(party_facts(party), benefits=tables.benefit_rows, travel_date=date)
    make = partial(
        make_offers,
        party=party,
        currency=currency,
        tables=tables,
        now=now,
        with_changes_of_seat=with_changes_of_seat,
    )
    offers = _offers(ahead, make)
    return [JourneyOffer(one, tuple(offers[_key(leg)] for leg in one.legs)) for one in ahead]


def _offers(
    journeys: Iterable[JourneyOption], make: Callable[..., list[Offer]]
) -> dict[tuple[int, int, int], Offer]:
    rides = {_key(leg): leg for journey in journeys for leg in journey.legs}
    return {
        _key(offer.option): offer
        for options in _each_train_once(rides.values())
        for offer in make(options=options)
    }


def _key(option: TripOption) -> tuple[int, int, int]:
    return option.dated_trip_id, option.from_position, option.to_position


def _each_train_once(rides: Iterable[TripOption]) -> Iterator[list[TripOption]]:
    """Share rides out so that no train comes twice: seats are counted for one stretch of a train at a time."""
    batches: list[dict[int, TripOption]] = []
    for ride in rides:
        batch = next((batch for batch in batches if ride.dated_trip_id not in batch), None)
        if batch is None:
            batches.append(batch := {})
        batch[ride.dated_trip_id] = ride
    yield from (list(batch.values()) for batch in batches)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = list(amounts)
    return None if None in known else sum((amount for amount in known if amount is not None), Decimal(0))
