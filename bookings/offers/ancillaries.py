"""What can be taken along on a train: what one costs, how many a passenger may take, how many places are left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bookings import inventory
from bookings.fares import FareLine, Money, NoTariff, Section, add_up, ancillary_limits, ancillary_lines
from bookings.fares.money import as_currency, other_currency
from bookings.fares.price import section_fares
from bookings.models import Booking
from bookings.offers.price_tables import PriceTables, load_frozen_tables
from bookings.offers.selection import NotOnSale, journey_sections
from bookings.queries import journey_stops


@dataclass(frozen=True, slots=True)
class AncillaryOffer:
    """A bicycle, a pet or a piece of heavy baggage on a journey: the price of one in both currencies, line by line.

    `most` is how many one passenger may take, 0 where a country on the way sells none; `left` are the places of the
    train that are free all the way.
    """

    kind: str
    price: Money
    other_price: Money
    most: int
    left: int
    lines: tuple[FareLine, ...] = ()

    @property
    def on_sale(self) -> bool:
        """This property tells whether one can be bought now."""
        return self.most > 0 and self.left > 0


def ancillary_offers(
    *,
    sections: Sequence[Section],
    travel_date: date,
    tables: PriceTables,
    currency: str,
    left: Mapping[str, int],
) -> tuple[AncillaryOffer, ...]:
    """This function prices one of each kind without a query; none where no tariff is in force or nothing has a rule."""
    try:
        fares = [(each.section, each.fare) for each in section_fares(sections, tables.tariffs, travel_date)]
    except NoTariff:
        return ()
    chosen = as_currency(currency)
    offers = []
    for kind, most in ancillary_limits(sections, tables.ancillaries, travel_date).items():
        lines = ancillary_lines(
            fares=fares,
            wanted={kind: 1} if most else {},
            rules=tables.ancillaries,
            day=travel_date,
            rate=tables.rate,
            currency=chosen,
        )
        price = add_up((line.amount for line in lines), chosen)
        other = add_up((line.other for line in lines), other_currency(chosen))
        offers.append(AncillaryOffer(kind, price, other, most, left.get(kind, 0), tuple(lines)))
    return tuple(offers)


def ancillaries_of(booking: Booking) -> tuple[AncillaryOffer, ...]:
    """What the passengers of a held booking can take along, at its frozen rate; its own places count as free.

    This function makes a fixed number of queries.
    """
    if booking.rate is None:
        return ()
    stops = journey_stops(booking)
    span = inventory.Span(booking.from_position, booking.to_position)
    left = inventory.places_left(spans={booking.dated_trip_id: span}, booking_id=booking.pk)
    try:
        sections = journey_sections(stops)
    except NotOnSale:
        return ()
    return ancillary_offers(
        sections=sections,
        travel_date=stops[0].departure.date(),
        tables=load_frozen_tables(claimed=(), rate_row=booking.rate, rate=booking.rate_value),
        currency=booking.currency,
        left=left[booking.dated_trip_id],
    )
