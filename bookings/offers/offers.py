"""Offers: the trains of a day, each with its price for the whole party and the seats left."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.conf import settings

from bookings import inventory
from bookings.offers.ancillaries import AncillaryOffer, ancillary_offers
from bookings.offers.changing import seats_in_turn
from bookings.offers.party import PartyMember, check_party, party_facts
from bookings.offers.price_tables import PriceTables, load_price_tables
from bookings.offers.pricing import PartyPrice, price_many
from bookings.offers.seal import OfferContent, seal_offer
from bookings.offers.selection import TripSelection, refusal_of
from timetables.models import SeatMode, Stop
from timetables.queries import TripOption, find_trips

SOLD_OUT = "sold_out"


@dataclass(frozen=True, slots=True)
class Offer:
    """A train, its price for the party, and the seats left (None: no limit).

    `id` is the sealed offer, "" when the train isn't on sale; `refusal` then says why: a code of NotOnSale, or
    sold_out. `price` is None where the way can't be priced (no_price). With a `plan` no single seats are left: the
    offer is of several in turn, which a passenger must agree to (see bookings.offers.changing).
    """

    id: str
    expires_at: dt.datetime
    option: TripOption
    price: PartyPrice | None
    seats_left: int | None
    refusal: str | None
    plan: inventory.SeatPlan = ()
    ancillaries: tuple[AncillaryOffer, ...] = ()

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
    with_changes_of_seat: bool = False,
) -> list[Offer]:
    """Offer the direct trains that leave the origin on its local date, cancelled and sold out ones included.

    Trains without single seats for all are offered with changes of seat only to who asks for such offers. This function
    makes the same number of queries however many trains there are, one more where such a train is among them. Raises
    PartyRefused, bookings.fares.NoRate.
    """
    tables = load_price_tables(claimed=[member.benefit_code for member in party], now=now)
    check_party(party_facts(party), benefits=tables.benefit_rows, travel_date=date)
    options = find_trips(origin=origin, destination=destination, date=date)
    return make_offers(
        options=options,
        party=party,
        currency=currency,
        tables=tables,
        now=now,
        with_changes_of_seat=with_changes_of_seat,
    )


def make_offers(
    *,
    options: Iterable[TripOption],
    party: Sequence[PartyMember],
    currency: str,
    tables: PriceTables,
    now: dt.datetime,
    with_changes_of_seat: bool = False,
) -> list[Offer]:
    """Make an offer of each train, with what can be taken along; no train may come twice.

    This function makes three queries, or four (see search_offers).
    """
    selections = [TripSelection(option) for option in options]
    prices = price_many(selections=selections, party=party, currency=currency, tables=tables)
    left = seats_left_on(selections)
    offers = [
        _offer(each, prices.get(each.dated_trip_id), left.get(each.dated_trip_id), party, now)
        for each in selections
    ]
    places = inventory.places_left(spans={each.dated_trip_id: each.span for each in selections})
    offers = [_with_ancillaries(each, tables, currency, places) for each in offers]
    return _with_changes(offers, party) if with_changes_of_seat else offers


def _with_ancillaries(
    offer: Offer, tables: PriceTables, currency: str, places: Mapping[int, Mapping[str, int]]
) -> Offer:
    if offer.price is None:
        return offer
    selection = TripSelection(offer.option)
    found = ancillary_offers(
        sections=selection.sections,
        travel_date=selection.travel_date,
        tables=tables,
        currency=currency,
        left=places[selection.dated_trip_id],
    )
    return replace(offer, ancillaries=found)


def _with_changes(offers: Sequence[Offer], party: Sequence[PartyMember]) -> list[Offer]:
    full = [TripSelection(offer.option) for offer in offers if offer.refusal == SOLD_OUT]
    plans = seats_in_turn(full, size=len(party))
    return [_changing(offer, plans.get(offer.option.dated_trip_id, ()), party) for offer in offers]


def _changing(offer: Offer, plan: inventory.SeatPlan, party: Sequence[PartyMember]) -> Offer:
    if not plan or offer.price is None:
        return offer
    content = _content(TripSelection(offer.option), offer.price, party, offer.expires_at)
    agreed = plan if inventory.changes_in(plan) else ()  # none: single seats have become free meanwhile
    return replace(offer, id=seal_offer(replace(content, plan=agreed)), refusal=None, plan=agreed)


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
    return SOLD_OUT if seats_left is not None and seats_left < size else None


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
