"""A passenger's price with its lines and the reason, for the page of payment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bookings.documents import document_types
from bookings.inventory.types import QUOTA_COACH
from bookings.offers.wording import Glossary, ShownLine, ShownReason, fare_lines, fare_reason, load_glossary
from bookings.queries import BookingView, PassengerView
from bookings.queries.seat_words import seats_in_words, stop_names
from bookings.tickets.proof_words import seen_words
from railway.lib.template_words import language


@dataclass(frozen=True)
class FareCard:
    """One passenger of the page of payment."""

    each: PassengerView
    seat: str
    document: str
    lines: Sequence[ShownLine]
    reason: ShownReason | None
    proof: str


def fare_cards(view: BookingView) -> list[FareCard]:
    """This function explains each passenger's price: lines that add up, the reason, what to carry, warnings.

    It makes two queries for the whole party.
    """
    names = load_glossary([each.fare for each in view.passengers])
    stops = stop_names(view.trip.stops)
    return [_card(each, view, names, stops) for each in view.passengers]


def _card(each: PassengerView, view: BookingView, names: Glossary, stops: Mapping[int, str]) -> FareCard:
    return FareCard(
        each,
        seats_in_words(each.seats, stops) if each.seat and each.seat.coach != QUOTA_COACH else "",
        _document_name(each),
        fare_lines(each.fare, glossary=names),
        fare_reason(each.fare, travel_date=view.trip.departure.date(), glossary=names),
        seen_words(each.seen, language()),
    )


def _document_name(each: PassengerView) -> str:
    kind = document_types().get(each.passenger.document_type)
    return kind.names.in_language(language()) if kind else ""
