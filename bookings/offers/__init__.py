"""What can be bought: trains with their price for a party, sealed offers, and the words that explain a price."""

from bookings.offers.ancillaries import AncillaryOffer, ancillaries_of, ancillary_offers
from bookings.offers.changing import SeatChangesNotAccepted
from bookings.offers.journeys import JourneyOffer, search_journeys
from bookings.offers.offers import Offer, refusal_for, search_offers, seats_left_on
from bookings.offers.party import PartyMember, PartyRefused, check_party, party_facts
from bookings.offers.price_tables import PriceTables, load_frozen_tables, load_price_tables
from bookings.offers.pricing import PartyPrice, price_journey, price_many, price_party
from bookings.offers.seal import OfferBroken, OfferContent, OfferExpired, open_offer, seal_offer
from bookings.offers.selection import (
    NotOnSale,
    TripNotFound,
    TripSelection,
    check_on_sale,
    journey_sections,
    refusal_of,
    select_trip,
)

__all__ = [
    "AncillaryOffer",
    "JourneyOffer",
    "NotOnSale",
    "Offer",
    "OfferBroken",
    "OfferContent",
    "OfferExpired",
    "PartyMember",
    "PartyPrice",
    "PartyRefused",
    "PriceTables",
    "SeatChangesNotAccepted",
    "TripNotFound",
    "TripSelection",
    "ancillaries_of",
    "ancillary_offers",
    "check_on_sale",
    "check_party",
    "journey_sections",
    "load_frozen_tables",
    "load_price_tables",
    "open_offer",
    "party_facts",
    "price_journey",
    "price_many",
    "price_party",
    "refusal_for",
    "refusal_of",
    "seal_offer",
    "search_journeys",
    "search_offers",
    "seats_left_on",
    "select_trip",
]
