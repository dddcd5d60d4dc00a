"""Bicycles, pets and baggage on top of a fare: the lines add up, a benefit takes nothing off them."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.fares import (
    AncillaryRefused,
    AncillaryRule,
    BadAncillary,
    FarePrice,
    LineKind,
    PassengerFacts,
    Section,
    price_passenger,
    read_bands,
    read_hours,
)
from bookings.fares.shares import ancillary_shares, section_shares
from bookings.fares.tables import ANCILLARIES_FILE, read_ancillaries
from tests.bookings.fares.samples import BENEFITS, DAY, RATE, TARIFFS, journeys, passengers, rates

RULES = tuple(row.rule for row in read_ancillaries(ANCILLARIES_FILE))
taken = st.dictionaries(st.sampled_from(["bicycle", "pet", "baggage"]), st.integers(0, 1))
hours = st.none() | st.times()


def price(
    passenger: PassengerFacts,
    sections: tuple[Section, ...],
    *,
    rate=RATE,
    currency="BYN",
    rules: tuple[AncillaryRule, ...] = RULES,
    day: date = DAY,
) -> FarePrice:
    return price_passenger(
        sections=sections,
        passenger=passenger,
        party=(passenger,),
        travel_date=day,
        tariffs=TARIFFS,
        benefits=BENEFITS,
        rate=rate,
        currency=currency,
        seat_mode="numbered",
        ancillaries=rules,
    )


def with_along(passenger: PassengerFacts, **kinds: int) -> PassengerFacts:
    return PassengerFacts(
        passenger.country,
        passenger.claimed_benefit,
        passenger.birth_date,
        passenger.number,
        ancillaries=tuple(kinds.items()),
    )


@given(passengers, journeys, taken, hours, rates, st.sampled_from(["BYN", "RUB"]))
def test_lines_add_up_the_fare_stays_and_nothing_is_taken_off(passenger, way, kinds, hour, rate, currency):
    sections = tuple(Section(each.country, each.km, departs_at=hour) for each in way)
    bare = price(passenger, sections, rate=rate, currency=currency)
    full = price(with_along(passenger, **kinds), sections, rate=rate, currency=currency)
    assert full.lines_sum == full.price == bare.price + full.ancillaries_price
    assert full.full_price - full.price == bare.full_price - bare.price
    assert sum((line.other.amount for line in full.lines[:-1]), Decimal(0)) == full.other_price.amount
    assert full.ancillaries_price.amount >= 0
    assert (full.lines[-1].kind, full.lines[-1].amount) == (LineKind.TOTAL, full.price)
    assert FarePrice.from_json(full.to_json()) == full


@given(passengers, journeys, taken, st.sampled_from(["BYN", "RUB"]))
def test_what_falls_to_the_carriers_adds_up_to_the_price(passenger, way, kinds, currency):
    if not any(each.km for each in way):
        return
    full = price(with_along(passenger, **kinds), way, currency=currency)
    shares = [*section_shares(full), *ancillary_shares(full)]
    assert sum((share.paid.amount for share in shares), Decimal(0)) == full.price.amount


@pytest.mark.parametrize(
    ("kind", "country", "km", "hour", "expected"),
    [
        ("bicycle", "RU", 100, time(10, 59), "60.00"),
        ("bicycle", "RU", 100, time(11), "0.00"),
        ("bicycle", "RU", 101, time(16), "120.00"),
        ("bicycle", "RU", 101, time(20, 59), "120.00"),
        ("bicycle", "RU", 101, time(21), "0.00"),
        ("bicycle", "RU", 101, time(5, 59), "0.00"),
        ("bicycle", "RU", 101, time(6), "120.00"),
        ("bicycle", "RU", 101, None, "120.00"),
        ("bicycle", "BY", 60, time(12), "2.30"),
        ("pet", "BY", 60, time(9), "0.00"),
        ("pet", "RU", 79, time(9), "58.22"),
        ("baggage", "RU", 79, time(9), "58.22"),
    ],
)
def test_the_rules_of_the_table(kind, country, km, hour, expected):
    section = Section(country, Decimal(km), departs_at=hour)
    along = with_along(PassengerFacts(), **{kind: 1})
    found = price(along, (section,), currency="BYN" if country == "BY" else "RUB")
    assert str(found.ancillaries_price.amount) == expected


def test_two_pets_cost_twice_and_a_third_is_refused():
    section = (Section("RU", Decimal(79)),)
    assert price(
        with_along(PassengerFacts(), pet=2), section, currency="RUB"
    ).ancillaries_price.amount == Decimal("116.44")
    with pytest.raises(AncillaryRefused) as refused:
        price(with_along(PassengerFacts(), pet=3), section)
    assert (refused.value.code, refused.value.limit) == ("ancillary_limit", 2)


def test_where_a_country_on_the_way_sells_none_it_is_refused_before_the_first_day_too():
    section = (Section("BY", Decimal(30)), Section("RU", Decimal(30)))
    russian = tuple(rule for rule in RULES if rule.country == "RU")
    for rules, day in ((russian, DAY), (RULES, date(2025, 12, 31))):
        with pytest.raises((AncillaryRefused, LookupError)):
            price(with_along(PassengerFacts(), bicycle=1), section, rules=rules, day=day)


@pytest.mark.parametrize("text", ["9-10", "25:00-26:00", "11:00", "11:00-16:00,21:00-06:00"])
def test_hours_that_cannot_be_read_are_refused(text):
    with pytest.raises(BadAncillary):
        read_hours(text)


@pytest.mark.parametrize(
    "rows", [[["100", "x"]], [["", "5"], ["10", "6"]], [["9", "5"], ["9", "6"]], [["9"]]]
)
def test_bands_that_cannot_be_read_are_refused(rows):
    with pytest.raises(BadAncillary):
        read_bands(rows)
