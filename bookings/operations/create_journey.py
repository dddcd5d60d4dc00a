"""A party takes seats on each train of a journey with changes."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from bookings import inventory
from bookings.models import Booking
from bookings.offers import OfferContent
from bookings.operations.create_booking import create_booking

MOST_TRAINS = 4


class TooManyTrains(Exception):
    """A journey has at most MOST_TRAINS trains."""


@inventory.with_retries
@transaction.atomic
def create_journey(
    *, offers: Sequence[OfferContent], channel: str, language: str, now: datetime
) -> list[Booking]:
    """Hold seats on each train of a journey, or on none: a booking a train, to be paid one after the other.

    The offers stand in order of travel; a single one makes a booking like any other. This function raises
    TooManyTrains, and what create_booking raises.
    """
    if len(offers) > MOST_TRAINS:
        raise TooManyTrains
    bookings = [_book(offer, channel, language, now) for offer in offers]
    if len(bookings) > 1:
        journey = uuid.uuid4()
        Booking.objects.filter(pk__in=[booking.pk for booking in bookings]).update(journey=journey)
        for booking in bookings:
            booking.journey = journey
    return bookings


def _book(offer: OfferContent, channel: str, language: str, now: datetime) -> Booking:
    return create_booking(
        dated_trip_id=offer.dated_trip_id,
        origin=offer.origin,
        destination=offer.destination,
        party=offer.party,
        currency=offer.currency,
        channel=channel,
        language=language,
        now=now,
        expected_total=offer.total,
        plan=offer.plan,
    )
