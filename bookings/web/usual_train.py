"""The train of a trip that is made again: marked among the trains of the day asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from bookings.web.journey_card import JourneyCard
from bookings.web.trip_card import TripCard
from railway.lib.wording import write_clock

LONGEST_TRAINS = 60

Card = TripCard | JourneyCard


def trains_code(numbers: Iterable[str]) -> str:
    """This function writes a way's trains for an address: "6701", or "6701,8102" where one changes."""
    return ",".join(numbers)[:LONGEST_TRAINS]


def mark_usual(card: Card, trains: str) -> Card:
    """This function marks a card that is of just these trains."""
    return replace(card, is_usual=True) if trains and trains_code(card.trains) == trains else card


def usual_words(cards: Sequence[Card], trains: str) -> str:
    """This function says whether the train of the last time goes that day, "" where none is asked for."""
    if not trains:
        return ""
    told = {"number": trains.replace(",", ", ")}
    card = next((card for card in cards if card.is_usual), None)
    if card is None or not card.offers:
        return (
            _("Your train of the last time, %(number)s, can't be had on this day. Choose another one.") % told
        )
    time = write_clock(card.departure, card.origin.timezone)
    return _("Your train of the last time, %(number)s, leaves at %(time)s on this day.") % (
        told | {"time": time}
    )
