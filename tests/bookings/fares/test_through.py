from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.fares import (
    Benefit,
    FarePrice,
    Money,
    PassengerFacts,
    Section,
    TariffVersion,
    price_passenger,
    read_pairs,
)
from tests.bookings.fares.samples import (
    DAY,
    RATE,
    TARIFFS,
    benefit,
    journeys,
    passengers,
    price_of,
    tariff,
    vitebsk_smolensk,
)

THROUGH = tariff(country="", name="through", first_zone_price=Decimal(1), price_per_km=Decimal("0.05"))
PAIRS = replace(THROUGH, pairs=read_pairs([["VITEBSK", "SMOLENSK", "7.77"]]))


def through(
    *party: PassengerFacts,
    version: TariffVersion = THROUGH,
    sections: tuple[Section, ...] | None = None,
    day: date = DAY,
    currency: str = "BYN",
    benefits: tuple[Benefit, ...] = (),
) -> FarePrice:
    people = party or (PassengerFacts(),)
    return price_passenger(
        sections=vitebsk_smolensk() if sections is None else sections,
        passenger=people[0],
        party=people,
        travel_date=day,
        tariffs=(*TARIFFS, version),
        benefits=benefits,
        rate=RATE,
        currency=currency,
    )


def test_a_through_fare_is_one_price_divided_by_kilometres():
    price = through()
    assert str(price.price) == "7.45 BYN"  # 1.00 and 129 km at 0.05
    lines = [(line.country, str(line.amount), line.reach, line.tariff) for line in price.lines[:-1]]
    assert lines == [("BY", "3.22 BYN", "through", "through"), ("RU", "4.23 BYN", "through", "through")]


def test_within_one_country_its_own_tariff_counts():
    assert (
        through(sections=vitebsk_smolensk()[:1]).price
        == price_of(PassengerFacts(), sections=vitebsk_smolensk()[:1]).price
    )


def test_a_table_of_pairs_leaves_other_pairs_to_the_two_tariffs():
    assert str(through(version=PAIRS).price) == "7.77 BYN"
    other = (
        Section("BY", Decimal(2), "ZAOLSHA", "BORDER_VIT"),
        Section("RU", Decimal(79), "BORDER_VIT", "SMOLENSK"),
    )
    assert through(version=PAIRS, sections=other).price == price_of(PassengerFacts(), sections=other).price


@pytest.mark.parametrize(
    ("day", "price"),
    [
        pytest.param(date(2026, 12, 31), "10.68 BYN", id="through fare: day before"),
        pytest.param(date(2027, 1, 1), "7.45 BYN", id="through fare: first day"),
        pytest.param(date(2027, 1, 2), "7.45 BYN", id="through fare: day after"),
        pytest.param(date(2027, 6, 30), "7.45 BYN", id="through fare: last day"),
        pytest.param(date(2027, 7, 1), "10.68 BYN", id="through fare: day after its end"),
    ],
)
def test_a_through_fare_counts_on_its_days_only(day, price):
    version = replace(THROUGH, valid_from=date(2027, 1, 1), valid_until=date(2027, 7, 1))
    assert str(through(version=version, day=day).price) == price


def test_a_benefit_of_one_country_takes_its_kilometres_share():
    home = Benefit("RU_HOME", "RU", Decimal(100), scope="home_segment")
    price = through(PassengerFacts("RU", "RU_HOME"), benefits=(home,))
    assert str(price.price) == "3.22 BYN"


def test_a_benefit_of_the_whole_way_takes_its_share_of_all():
    price = through(PassengerFacts("BY", "BY_PENSIONER_SEASON"), benefits=(benefit("BY_PENSIONER_SEASON"),))
    assert (str(price.full_price), str(price.price)) == ("7.45 BYN", "3.72 BYN")


@given(journeys, st.sampled_from(["BYN", "RUB"]), passengers)
def test_through_prices_keep_the_promises_of_all_prices(sections, currency, passenger):
    price = through(passenger, sections=sections, currency=currency, benefits=(benefit("BY_HERO"),))
    back = through(passenger, sections=sections[::-1], currency=currency, benefits=(benefit("BY_HERO"),))
    assert Money.zero(price.currency) <= price.price <= price.full_price
    assert price.lines_sum == price.price
    assert (price.price, price.other_price) == (back.price, back.other_price)
