"""What a party pays for a journey."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bookings.fares import (
    AncillaryRefused,
    Currency,
    FarePrice,
    Money,
    NoTariff,
    PassengerFacts,
    Section,
    add_up,
    as_currency,
    other_currency,
    price_passenger,
)
from bookings.models import ExchangeRate
from bookings.offers.party import PartyMember, PartyRefused, party_facts
from bookings.offers.price_tables import PriceTables, load_price_tables
from bookings.offers.selection import NotOnSale, TripSelection
from bookings.queries import Problem, price_problems


@dataclass(frozen=True, slots=True)
class PartyPrice:
    """A party's price in the chosen currency and in the other one; `fares` are in the order of the party."""

    fares: tuple[FarePrice, ...]
    currency: str
    rate: ExchangeRate

    @property
    def total(self) -> Decimal:
        """This property is what the party pays."""
        return self._sum(fare.price for fare in self.fares)

    @property
    def fares_total(self) -> Decimal:
        """This property is the same without bicycles, pets and baggage."""
        return self.total - self._sum(fare.ancillaries_price for fare in self.fares)

    @property
    def full_total(self) -> Decimal:
        """This property is what it would pay without benefits."""
        return self._sum(fare.full_price for fare in self.fares)

    @property
    def other_total(self) -> Decimal:
        """This property is the total in the other currency."""
        return add_up((fare.other_price for fare in self.fares), self._other).amount

    @property
    def other_currency(self) -> str:
        """This property names the currency that isn't charged."""
        return self._other

    @property
    def problems(self) -> list[Problem]:
        """This property lists what is to be told about each passenger: a benefit not given and why, warnings."""
        return [
            problem
            for number, fare in enumerate(self.fares, start=1)
            for problem in price_problems(number, fare)
        ]

    @property
    def _other(self) -> Currency:
        return other_currency(as_currency(self.currency))

    def _sum(self, amounts: Iterable[Money]) -> Decimal:
        return add_up(amounts, as_currency(self.currency)).amount


def price_party(
    *, selection: TripSelection, party: Sequence[PartyMember], currency: str, now: datetime
) -> PartyPrice:
    """Price a party's journey on one train, sold now.

    This function makes four queries. Raises NotOnSale("no_price") where the way can't be priced,
    bookings.fares.NoRate before the first exchange rate.
    """
    tables = load_price_tables(claimed=[member.benefit_code for member in party], now=now)
    return price_journey(
        sections=selection.sections,
        travel_date=selection.travel_date,
        party=party_facts(party),
        currency=currency,
        tables=tables,
        seat_mode=selection.option.seat_mode,
    )


def price_many(
    *, selections: Iterable[TripSelection], party: Sequence[PartyMember], currency: str, tables: PriceTables
) -> Mapping[int, PartyPrice]:
    """Price a party's journey on many trains, by dated trip, leaving out those whose way can't be priced.

    This function makes no query.
    """
    facts, found = party_facts(party), {}
    for selection in selections:
        try:
            found[selection.dated_trip_id] = price_journey(
                sections=selection.sections,
                travel_date=selection.travel_date,
                party=facts,
                currency=currency,
                tables=tables,
                seat_mode=selection.option.seat_mode,
            )
        except NotOnSale:
            continue
    return found


def price_journey(
    *,
    sections: Sequence[Section],
    travel_date: date,
    party: Sequence[PassengerFacts],
    currency: str,
    tables: PriceTables,
    seat_mode: str = "",
) -> PartyPrice:
    """Price each of a party by the given tables; `travel_date` is the local date at the first stop.

    `seat_mode` is how the train is sold: without it benefits of certain trains aren't given.

    This function raises NotOnSale("no_price") where no tariff is in force, PartyRefused where something can't be taken
    along, or not so many of it.
    """
    try:
        priced = tuple(
            price_passenger(
                sections=sections,
                passenger=passenger,
                party=party,
                travel_date=travel_date,
                tariffs=tables.tariffs,
                benefits=tables.benefits,
                rate=tables.rate,
                currency=currency,
                seat_mode=seat_mode,
                ancillaries=tables.ancillaries,
            )
            for passenger in party
        )
    except NoTariff:
        raise NotOnSale("no_price") from None
    except AncillaryRefused as refused:
        raise PartyRefused(_too_much(refused, party)) from None
    return PartyPrice(priced, currency, tables.rate_row)


def _too_much(refused: AncillaryRefused, party: Iterable[PassengerFacts]) -> list[Problem]:
    params = {"kind": refused.kind, "limit": str(refused.limit)}
    return [
        Problem(f"passengers/{each.number}/ancillaries/{refused.kind}", refused.code, params)
        for each in party
        if dict(each.ancillaries).get(refused.kind, 0) > refused.limit
    ]
