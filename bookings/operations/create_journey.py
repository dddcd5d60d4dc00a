"""A party takes seats on each train of a trip: with changes of train, there and back, or both."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import transaction

from bookings import inventory
from bookings.models import Booking
from bookings.offers import OfferContent
from bookings.operations.create_booking import create_booking
from bookings.operations.passenger_details import PassengerDetails
from timetables.models import DatedStop

MOST_TRAINS = 4


class TooManyTrains(Exception):
    """A trip has at most MOST_TRAINS trains."""


class TrainsOverlap(Exception):
    """A train leaves before the one before it has arrived: nobody can take both."""


class PartiesDiffer(Exception):
    """The offers are for other passengers each, or in other currencies: that is no one trip."""


@inventory.with_retries
@transaction.atomic
def create_journey(
    *,
    offers: Sequence[OfferContent],
    channel: str,
    language: str,
    now: datetime,
    trains_there: int | None = None,
    passengers: Sequence[PassengerDetails] = (),
    email: str = "",
    phone: str = "",
    seats: Sequence[inventory.SeatRef] | None = None,
) -> list[Booking]:
    """Hold seats on each train of a trip until one common deadline, or on none: a booking a train, paid together.

    The offers stand in order of travel; a single one makes a booking like any other. The first `trains_there` are the
    way there, the others the way back; where it isn't told, a trip that ends where it began turns where it stays
    longest. `passengers` are told once for all trains; `seats` may be chosen for a single train only.
    This function raises TooManyTrains, PartiesDiffer, TrainsOverlap, and what create_booking raises.
    """
    if len(offers) > MOST_TRAINS:
        raise TooManyTrains
    if len({(offer.party, offer.currency) for offer in offers}) > 1:
        raise PartiesDiffer
    told: dict[str, Any] = {
        "channel": channel,
        "language": language,
        "email": email,
        "phone": phone,
        "passengers": passengers,
        "journey": uuid.uuid4() if len(offers) > 1 else None,
    }
    # Seats are taken in the order of the trains' keys, so that trips there and trips back block nobody for ever.
    ordered = sorted(range(len(offers)), key=lambda place: offers[place].dated_trip_id)
    made = {
        place: _book(offers[place], now, seats=seats if len(offers) == 1 else None, **told)
        for place in ordered
    }
    bookings = [made[place] for place in range(len(offers))]
    if len(bookings) > 1:
        _turn(bookings, trains_there)
    return bookings


def _turn(bookings: Sequence[Booking], trains_there: int | None) -> None:
    """Note which bookings are of the way back. Raises TrainsOverlap."""
    stays = _stays(bookings)
    if trains_there is None:
        returns = bookings[0].origin_id == bookings[-1].destination_id
        trains_there = stays.index(max(stays)) + 1 if returns else len(bookings)
    for booking in bookings[trains_there:]:
        booking.way = 1
        booking.save(update_fields=["way"])


def _stays(bookings: Sequence[Booking]) -> list[float]:
    """The seconds between each train and the next. Raises TrainsOverlap."""
    arrivals = [_arrival(booking) for booking in bookings]
    stays = [
        (following.departs_at - arrival).total_seconds()
        for (_before, following), arrival in zip(pairwise(bookings), arrivals, strict=False)
    ]
    if any(stay < 0 for stay in stays):
        raise TrainsOverlap
    return stays


def _arrival(booking: Booking) -> datetime:
    stop = DatedStop.objects.get(dated_trip_id=booking.dated_trip_id, position=booking.to_position)
    return stop.arrival_at


def _book(
    offer: OfferContent,
    now: datetime,
    *,
    channel: str,
    language: str,
    email: str,
    phone: str,
    passengers: Sequence[PassengerDetails],
    seats: Sequence[inventory.SeatRef] | None,
    journey: uuid.UUID | None,
) -> Booking:
    return create_booking(
        dated_trip_id=offer.dated_trip_id,
        origin=offer.origin,
        destination=offer.destination,
        party=offer.party,
        currency=offer.currency,
        channel=channel,
        language=language,
        email=email,
        phone=phone,
        passengers=passengers,
        seats=seats,
        now=now,
        expected_total=offer.total,
        journey=journey,
        plan=offer.plan,
    )
