"""Offers: the trains of a day, each with its price for the whole party and the seats left."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings

from bookings import inventory
from bookings.offers.party import PartyMember, check_party, party_facts
from bookings.offers.price_tables import PriceTables, load_price_tables
from bookings.offers.pricing import PartyPrice, price_many
from bookings.offers.seal import OfferContent, seal_offer
from bookings.offers.selection import TripSelection, refusal_of
from timetables.models import SeatMode, Stop
from timetables.queries import TripOption, find_trips


@dataclass(frozen=True, slots=True)
class Offer:
    """A train, its price for the party, and the seats left (None: no limit).

    `id` is the sealed offer, "" when the train isn't on sale; `refusal` then says why: a code of NotOnSale, or
    sold_out. `price` is None where the way can't be priced (no_price).
    """

    id: str
    expires_at: dt.datetime
    option: TripOption
    price: PartyPrice | None
    seats_left: int | None
    refusal: str | None

    @property
    def on_sale(self) -> bool:
        """This property tells whether it can be bought now."""
        return self.refusal is None


def search_offers(
    *,
    origin: Stop,
    destination: Stop,
    date: dt.date,
    party: Sequence[PartyMember],
    currency: str,
    now: dt.datetime,
) -> list[Offer]:
    """Offer the direct trains that leave the origin on its local date, cancelled and sold out ones included.

    This function makes the same number of queries however many trains there are. Raises PartyRefused,
    bookings.fares.NoRate.
    """
    tables = load_price_tables(claimed=[member.benefit_code for member in party], now=now)
    check_party(party_facts(party), benefits=tables.benefit_rows, travel_date=date)
    options = find_trips(origin=origin, destination=destination, date=date)
    return make_offers(options=options, party=party, currency=currency, tables=tables, now=now)


def make_offers(
    *,
    options: Iterable[TripOption],
    party: Sequence[PartyMember],
    currency: str,
    tables: PriceTables,
    now: dt.datetime,
) -> list[Offer]:
    """This function makes an offer of each train, in one query; no train may come twice."""
    selections = [TripSelection(option) for option in options]
    prices = price_many(selections=selections, party=party, currency=currency, tables=tables)
    left = seats_left_on(selections)
    return [
        _offer(each, prices.get(each.dated_trip_id), left.get(each.dated_trip_id), party, now)
        for each in selections
    ]


def seats_left_on(selections: Sequence[TripSelection]) -> dict[int, int | None]:
    """This function counts the seats left by dated trip, in one query; trains without a limit are left out."""
    limited = [each for each in selections if each.option.seat_mode != SeatMode.OPEN]
    return inventory.seats_left(spans={each.dated_trip_id: each.span for each in limited})


def _offer(
    selection: TripSelection,
    price: PartyPrice | None,
    seats_left: int | None,
    party: Sequence[PartyMember],
    now: dt.datetime,
) -> Offer:
    expires_at = (now + dt.timedelta(seconds=settings.OFFER_SECONDS)).replace(microsecond=0)
    refusal = refusal_for(selection, price is not None, seats_left, len(party), now)
    sealed = seal_offer(_content(selection, price, party, expires_at)) if price and not refusal else ""
    return Offer(sealed, expires_at, selection.option, price, seats_left, refusal)


def refusal_for(
    selection: TripSelection, has_price: bool, seats_left: int | None, size: int, now: dt.datetime
) -> str | None:
    """This function tells why a party of a size can't have a train: a code of NotOnSale or sold_out; None if it can."""
    if code := refusal_of(selection.option, now):
        return code
    if not has_price:
        return "no_price"
    return "sold_out" if seats_left is not None and seats_left < size else None


def _content(
    selection: TripSelection, price: PartyPrice, party: Sequence[PartyMember], expires_at: dt.datetime
) -> OfferContent:
    return OfferContent(
        dated_trip_id=selection.dated_trip_id,
        origin=selection.option.origin.stop_id,
        destination=selection.option.destination.stop_id,
        party=tuple(party),
        currency=price.currency,
        total=price.total,
        expires_at=expires_at,
    )
