"""Other trips offered for tickets that are paid."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from bookings.models import Booking, ExchangeOffer
from bookings.offers import NotOnSale, TripSelection, check_on_sale, refusal_for, seats_left_on, select_trip
from bookings.operations.exchange_terms import (
    ExchangePrice,
    ExchangeRefused,
    ExchangeTerms,
    exchange_terms,
    places_for,
    price_exchange,
)
from timetables.models import SeatMode, Stop
from timetables.queries import TripOption, find_trips


@dataclass(frozen=True, slots=True)
class ExchangeOption:
    """A train, what an exchange into it costs, and the seats left (None: no limit).

    `refusal` says why it can't be had: a code of NotOnSale, sold_out, or same_trip. `offer` holds what was offered.
    """

    option: TripOption
    price: ExchangePrice | None
    seats_left: int | None
    refusal: str | None
    offer: ExchangeOffer | None = None

    @property
    def on_sale(self) -> bool:
        """This property tells whether it can be had now."""
        return self.refusal is None


def search_exchanges(
    *, terms: ExchangeTerms, origin: Stop, destination: Stop, date: date, now: datetime
) -> list[ExchangeOption]:
    """Price the trains of a day for those who exchange, cancelled and sold out ones included; nothing is written.

    This function makes the same number of queries however many trains there are. Raises PartyRefused.
    """
    found = [
        TripSelection(option) for option in find_trips(origin=origin, destination=destination, date=date)
    ]
    left, places = seats_left_on(found), places_for(terms, found)
    return [
        _option(terms, each, left.get(each.dated_trip_id), places.get(each.dated_trip_id, {}), now)
        for each in found
    ]


def offer_exchanges(
    *,
    booking: Booking,
    origin: Stop,
    destination: Stop,
    date: date,
    passenger_numbers: Collection[int] | None = None,
    currency: str | None = None,
    now: datetime,
) -> list[ExchangeOption]:
    """This function does the same and writes down an offer for each train that can be had. Raises ExchangeRefused.

    `currency` may be told to be sure of it: another one than that of the sale is refused.
    """
    if currency not in {None, booking.currency}:
        raise ExchangeRefused("other_currency")
    terms = exchange_terms(booking=booking, passenger_numbers=passenger_numbers, now=now)
    found = search_exchanges(terms=terms, origin=origin, destination=destination, date=date, now=now)
    return [_with_offer(each, terms, now) for each in found]


def offer_exchange(
    *,
    booking: Booking,
    dated_trip_id: int,
    origin: str,
    destination: str,
    passenger_numbers: Collection[int] | None = None,
    now: datetime,
) -> ExchangeOffer:
    """Write down what exchanging these passengers' tickets (all, unless told) for one train costs at this moment.

    The offer holds EXCHANGE_OFFER_SECONDS, but past neither departure. This function raises ExchangeRefused,
    TripNotFound, NotOnSale, PartyRefused.
    """
    terms = exchange_terms(booking=booking, passenger_numbers=passenger_numbers, now=now)
    selection = select_trip(dated_trip_id=dated_trip_id, origin_code=origin, destination_code=destination)
    check_on_sale(selection.option, now)
    if _is_same(terms, selection):
        raise ExchangeRefused("same_trip")
    places = places_for(terms, [selection]).get(selection.dated_trip_id)
    return _write(selection.option, price_exchange(terms, selection, places), terms, now)


def _option(
    terms: ExchangeTerms,
    selection: TripSelection,
    seats_left: int | None,
    places: Mapping[str, int],
    now: datetime,
) -> ExchangeOption:
    try:
        price = price_exchange(terms, selection, places)
    except NotOnSale:
        price = None
    refusal = refusal_for(selection, price is not None, seats_left, len(terms.passengers), now)
    if refusal is None and _is_same(terms, selection):
        refusal = "same_trip"
    return ExchangeOption(selection.option, price, seats_left, refusal)


def _is_same(terms: ExchangeTerms, selection: TripSelection) -> bool:
    """The trip one has already: with seat numbers another seat can be chosen on it, else nothing would change."""
    return is_own_trip(terms.booking, selection.option) and selection.option.seat_mode != SeatMode.NUMBERED


def is_own_trip(booking: Booking, option: TripOption) -> bool:
    """This function tells whether it is the booking's own train from and to the same stops."""
    own = booking.dated_trip_id, booking.from_position, booking.to_position
    return own == (option.dated_trip_id, option.from_position, option.to_position)


def _with_offer(found: ExchangeOption, terms: ExchangeTerms, now: datetime) -> ExchangeOption:
    if found.refusal or found.price is None:
        return found
    offer = _write(found.option, found.price, terms, now)
    return ExchangeOption(found.option, found.price, found.seats_left, None, offer)


def _write(option: TripOption, price: ExchangePrice, terms: ExchangeTerms, now: datetime) -> ExchangeOffer:
    return ExchangeOffer.objects.create(
        booking=terms.booking,
        dated_trip_id=option.dated_trip_id,
        origin=option.origin,
        destination=option.destination,
        passengers=list(price.lines),
        paid=price.paid,
        fee=price.fee,
        price=price.price,
        difference=price.difference,
        currency=terms.currency,
        rule=terms.describe(),
        created_at=now,
        expires_at=_expiry(terms, option, now),
    )


def _expiry(terms: ExchangeTerms, option: TripOption, now: datetime) -> datetime:
    ends: Sequence[datetime] = [now + timedelta(seconds=settings.EXCHANGE_OFFER_SECONDS), option.departure]
    return min(ends) if terms.free else min(*ends, terms.departs_at)
